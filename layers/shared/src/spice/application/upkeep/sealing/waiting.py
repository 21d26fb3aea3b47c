"""How long the oldest segment waits that the tree does not have."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from spice.application.ground.follow_chain import check_indexed
from spice.application.ground.sealed_log import Ends
from spice.application.upkeep.sealing.leaves_to_come import behind
from spice.messages.segment import read_segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import ShardHead

EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Waiting:
    """Looks at the first segment of each shard behind the tree; each is read once."""

    def __init__(self, log: EventLog, model: ShardHeads, now: Callable[[], datetime]) -> None:
        self._log, self._model, self._now = log, model, now
        self._written: dict[str, tuple[int, datetime]] = {}

    def __call__(self, ends: Ends, heads: Mapping[str, ShardHead]) -> float:
        """Tell it in seconds; 0 where nothing waits. Raises Transient."""
        first = {shard: self._first(shard, ends.get(shard, (0, 0))[0]) for shard in behind(ends, heads)}
        self._written = {shard: found for shard, found in first.items() if found is not None}
        times = [at for _, at in self._written.values()]
        return max(0.0, (self._now() - min(times)).total_seconds()) if times else 0.0

    def _first(self, shard: str, sealed: int) -> tuple[int, datetime] | None:
        if (known := self._written.get(shard)) is not None and known[0] == sealed:
            return known
        for link in self._model.links(shard, after=sealed, limit=1):
            body = self._log.read(link.generation, shard, link.sequence)
            try:
                check_indexed(shard, link, body)
                return sealed, read_segment(body or b"").header.written_at
            except (BrokenChain, ValueError):
                # Who reads the chain says what is wrong with it; here it waits since ever.
                return sealed, EVER
        return None
