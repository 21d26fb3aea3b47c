"""The last segment of a shard in its generation: whoever wants that place with an older map finds it taken."""

from collections.abc import Callable
from datetime import datetime, timedelta

from spice.application.work.append_segment import append_segment
from spice.application.work.carry_out import CarryOut
from spice.application.work.shard_generations import open_head
from spice.messages.segment import Closing, Header, Segment, make_segment
from spice.ports.crash import Crash
from spice.ports.errors import Transient
from spice.ports.event_log import EventLog
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Wanted, WriteModel


class CloseShard:
    """Puts a closing segment behind everything a shard has."""

    def __init__(self, log: EventLog, model: WriteModel, now: Callable[[], datetime], crash: Crash) -> None:
        self._log, self._model, self._now, self._crash = log, model, now, crash

    def __call__(self, worker: CarryOut, shard: str, closes: Closing) -> None:
        """Close a shard's generation, unless it is closed; safe to repeat. Raises Transient."""
        last = -1
        while (head := self._open(worker, shard, closes)) is not None:
            if head.sequence == last:
                raise Transient("index", f"what stands in shard {shard} behind {last} cannot be indexed yet")
            last = head.sequence
            # Should a worker's segment win the place, it is indexed, and the next place tried.
            standing = append_segment(self._log, head, closing_segment(head, closes, now=self._now()))
            self._crash("grow.after_put")
            worker.index(standing, published=head.published)

    def _open(self, worker: CarryOut, shard: str, closes: Closing) -> ShardHead | None:
        """The head to close behind, by one look; None when it is closed. Nothing is put behind a part of the log."""
        worker.catch_up(shard)
        snapshot = self._model.snapshot(shard, Wanted())
        if not snapshot.complete:
            raise Transient("index", f"it is being rebuilt: shard {shard} cannot be closed meanwhile")
        if snapshot.quarantined is not None:
            raise snapshot.quarantined.broken()
        if snapshot.head.generation >= closes.next_generation or snapshot.head.closes == closes:
            return None
        return open_head(snapshot)


def closing_segment(head: ShardHead, closes: Closing, *, now: datetime) -> Segment:
    """Write the segment that ends a generation: no command, no event."""
    return _without_events(head, closes.next_generation - 1, closes, now=now)


def empty_segment(head: ShardHead, generation: int, *, now: datetime) -> Segment:
    """Write a segment that only takes its place: no command, no event."""
    return _without_events(head, generation, None, now=now)


def _without_events(head: ShardHead, generation: int, closes: Closing | None, *, now: datetime) -> Segment:
    at = now if head.recorded_at is None else max(now, head.recorded_at + timedelta(microseconds=1))
    header = Header(
        generation=generation,
        shard=head.shard,
        sequence=head.sequence + 1,
        prev_sha256=head.sha256,
        recorded_at=at,
        written_at=now,
        events=0,
        closes=closes,
    )
    return make_segment(header, [])
