"""Outbox -> bus: claim a shard, publish in order, delete what was acked."""

import time
from collections.abc import Sequence

from spice.domain.identity import partition_of
from spice.messages.command import without_payload
from spice.messages.record_batch import Record, RecordBatch, first_too_large, is_too_large
from spice.ports.bus import Bus
from spice.ports.crash import Crash
from spice.ports.errors import CircuitOpen, PortError
from spice.ports.outbox import Outbox, OutboxRow

ROWS = 500
"""Rows a claim takes at most."""
RECORDS = 2000
"""Records a publish takes at most."""
PAUSE_SECONDS = 0.004
LONGEST_PAUSE_SECONDS = 0.25


class RelayOutbox:
    """Drains the outbox until it is empty or the time is nearly over."""

    def __init__(self, outbox: Outbox, bus: Bus, crash: Crash) -> None:
        self._outbox, self._bus, self._crash = outbox, bus, crash
        self._refused: set[tuple[str, int]] = set()
        """Shards that did not go when they were last tried."""

    def __call__(self, *, seconds: float) -> int:
        """Relay for at most about `seconds`; returns how many rows went. Raises the first PortError met, at the end:
        a shard that does not go keeps no other waiting."""
        deadline, total, pause = time.monotonic() + seconds, 0, PAUSE_SECONDS
        failures: dict[tuple[str, int], PortError] = {}
        while time.monotonic() < deadline:
            waiting = [shard for shard in self._outbox.shards() if shard not in failures]
            if not waiting:
                break
            sent = 0
            # The last come last: a slow failure opens the breaker for those behind it.
            for shard in sorted(waiting, key=self._refused.__contains__):
                if time.monotonic() < deadline:
                    sent += self._try(shard, failures)
            total += sent
            if sent == 0:
                # An open transaction holds the horizon, or another relay the shard: rows wait, so stay.
                time.sleep(pause)
            pause = PAUSE_SECONDS if sent else min(pause * 2, LONGEST_PAUSE_SECONDS)
        if failures:
            raise next(iter(failures.values()))
        return total

    def _try(self, shard: tuple[str, int], failures: dict[tuple[str, int], PortError]) -> int:
        try:
            sent = self._shard(*shard)
        except PortError as failed:
            failures[shard] = failed
            if not isinstance(failed, CircuitOpen):
                self._refused.add(shard)
            return 0
        self._refused.discard(shard)
        return sent

    def _shard(self, topic: str, partition: int) -> int:
        failure: list[PortError] = []

        def publish(rows: Sequence[OutboxRow]) -> int:
            acked = 0
            for group in _groups(rows):
                try:
                    for place, records in _places(group, partition):
                        self._bus.publish(topic, place, records)
                except PortError as failed:
                    # Only what was acked is deleted; the rest goes again, and is recognised by its ids.
                    failure.append(failed)
                    break
                acked += len(group)
            self._crash("relay.after_publish")
            return acked

        sent = self._outbox.drain(topic, partition, publish, limit=ROWS)
        if failure:
            raise failure[0]
        return sent


def _places(rows: Sequence[OutboxRow], partition: int) -> Sequence[tuple[int, RecordBatch]]:
    """Say where records go: where their row says, or, when its map is no longer used, where their keys say now."""
    records = _bounded(_together(rows))
    if (partitions := rows[0].remap) is None:
        return [(partition, records)]
    places: dict[int, list[Record]] = {}
    for record in records:
        places.setdefault(partition_of(record.key.decode("utf-8", "replace"), partitions), []).append(record)
    return [(place, RecordBatch.of(some)) for place, some in places.items()]


def _groups(rows: Sequence[OutboxRow]) -> list[list[OutboxRow]]:
    groups: list[list[OutboxRow]] = []
    room = 0
    for row in rows:
        if len(row.records) > room:
            groups.append([])
            room = RECORDS
        groups[-1].append(row)
        room -= len(row.records)
    return groups


def _together(rows: Sequence[OutboxRow]) -> RecordBatch:
    if len(rows) == 1:
        return rows[0].records
    records: list[Record] = [record for row in rows for record in row.records]
    return RecordBatch.of(records)


def _bounded(records: RecordBatch) -> RecordBatch:
    """Let go of what the bus could never take, so that it stands before nothing: its worker parks what is left."""
    if first_too_large(records) is None:
        return records
    return RecordBatch.of([without_payload(record) if is_too_large(record) else record for record in records])
