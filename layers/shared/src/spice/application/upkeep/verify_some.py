"""A walk over the whole log in slices: where it is, is kept, and the next slice goes on behind that place."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from spice.application.ground.follow_chain import head_after, read_indexed
from spice.application.upkeep.verify_log import VerifyLog
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import ShardHead

WALKED = "walked"
"""Where a job's detail has how far it is."""


@dataclass(slots=True, kw_only=True)
class Walked:
    """How far a walk is, and what it found broken: of each shard the first bad place."""

    shards: int = 0
    segments: int = 0
    broken: list[dict[str, object]] = field(default_factory=list)
    shard: str = ""
    """The one that is walked; "" before the first."""
    sequence: int = 0
    sha256: str = ""
    error: str | None = None
    """What the first that is broken says."""


def walked_of(detail: Mapping[str, object]) -> Walked:
    """Read how far a walk is from the detail of its job."""
    return msgspec.convert(detail.get(WALKED) or {}, Walked)


class VerifySome:
    """Walks on from where a slice ended."""

    def __init__(self, log: EventLog, model: ShardHeads) -> None:
        self._log, self._model, self._verify = log, model, VerifyLog(log, model)

    def __call__(self, walked: Walked, *, until: float, met: Callable[[BrokenChain], None]) -> bool:
        """Walk until a moment of the monotonic clock, at least a segment; False where there is more. Raises
        Transient."""
        heads, names = self._model.heads(), self._verify.names()
        for name in (each for each in names if each >= walked.shard):
            if name != walked.shard:
                walked.shards, walked.shard, walked.sequence = walked.shards + 1, name, 0
            try:
                if not self._shard(heads.get(name, ShardHead(shard=name)), walked, until):
                    return False
            except BrokenChain as broken:
                walked.broken.append(place_of(broken))
                walked.error = walked.error or str(broken)
                met(broken)
        return True

    def _shard(self, known: ShardHead, walked: Walked, until: float) -> bool:
        for segment in self._verify.walk(known, self._behind(known, walked)):
            walked.segments += 1
            walked.sequence, walked.sha256 = segment.header.sequence, segment.sha256
            if time.monotonic() >= until:
                return False
        return True

    def _behind(self, known: ShardHead, walked: Walked) -> ShardHead | None:
        """Read the place of a walk again; None where the log goes another way since: then from the first segment."""
        if not walked.sequence:
            return None
        for link in self._model.links(known.shard, after=walked.sequence - 1, limit=1):
            if (link.sequence, link.sha256) == (walked.sequence, walked.sha256):
                body = self._log.read(link.generation, known.shard, link.sequence)
                return head_after(read_indexed(known.shard, link, body))
        return None


def place_of(broken: BrokenChain) -> dict[str, object]:
    """Write a broken place."""
    return {
        "shard": broken.shard,
        "generation": broken.generation,
        "sequence": broken.sequence,
        "reason": broken.reason,
    }
