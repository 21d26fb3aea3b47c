"""Logs in memory that grow shard by shard, and are sealed."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from spice.adapters.ed25519 import is_signed
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.quarantine import MemoryQuarantine
from spice.adapters.memory.signed_trees import MemorySignedTrees
from spice.adapters.memory.signer import MemorySigner
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.application.ground.follow_chain import head_after
from spice.application.upkeep.sealing.check_log import CheckLog
from spice.application.upkeep.sealing.checked import Checked
from spice.application.upkeep.sealing.judge import ByBytes, Judge
from spice.application.upkeep.sealing.seal_log import Sealing, SealLog
from spice.application.work.close_shard import closing_segment
from spice.domain.transparency.note import Check
from spice.messages.codec import encode_lines
from spice.messages.frame import pack
from spice.messages.origin import Request
from spice.messages.segment import Closing, Header, Line, Outcome, Segment, make_segment
from spice.ports.crash import Crash, never
from spice.ports.proof_store import ProofStore
from spice.ports.shard_rows import Link, ShardHead
from spice.ports.signed_trees import SignedTrees
from tests.support.memory_platform import START, Clock

SHARDS = ("instance-0000", "instance-0001", "instance-0002", "ontology-0000")


class Heads(MemoryWriteModel):
    """An index that knows of the log what a test has put there, and nothing else."""

    def __init__(self) -> None:
        self.known: dict[str, ShardHead] = {}
        self.chain: dict[str, list[Link]] = {}

    def heads(self, shards: Sequence[str] | None = None) -> Mapping[str, ShardHead]:
        """Read shard heads."""
        return self.known

    def links(self, shard: str, *, after: int, limit: int) -> Sequence[Link]:
        """Read what was indexed of a shard."""
        return [each for each in self.chain.get(shard, ()) if each.sequence > after][:limit]

    def take(self, segment: Segment) -> None:
        """Take in a segment."""
        head = self.known[segment.header.shard] = head_after(segment)
        link = Link(generation=head.generation, sequence=head.sequence, sha256=head.sha256)
        self.chain.setdefault(head.shard, []).append(link)


@dataclass
class Grown:
    """A log with its tree, and what seals it."""

    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    proofs: MemoryProofStore = field(default_factory=MemoryProofStore)
    heads: Heads = field(default_factory=Heads)
    clock: Clock = field(default_factory=Clock)
    signer: MemorySigner = field(default_factory=MemorySigner)
    trees: SignedTrees = field(default_factory=lambda: MemorySignedTrees(MemoryState()))
    believes: Check = is_signed

    def __post_init__(self) -> None:
        self.quarantine = MemoryQuarantine(MemoryState(), self.clock)

    def append(self, shard: str, events: int = 3, *, old: bool = False) -> Segment:
        """Put the next segment of a shard; `old`: of format 1."""
        head = self._head(shard)
        generation = head.closes.next_generation if head.closes else head.generation
        at = max(self.clock(), head.recorded_at + timedelta(microseconds=1) if head.recorded_at else START)
        lines = [
            Line(type="InstanceCreated", version=1, class_id="c-thing", id=f"{shard}-{head.sequence + 1}-{number}")
            for number in range(events)
        ]
        header = Header(
            generation=generation,
            shard=shard,
            sequence=head.sequence + 1,
            prev_sha256=head.sha256,
            recorded_at=at,
            written_at=at,
            events=events,
            requests=[Request(actor="kim", submitted_at=START)],
            outcomes=[Outcome(type="CreateInstance", id=UUID(int=head.sequence + 1))],
        )
        if old:
            return self._put(Segment(header, lines, pack(encode_lines([header, *lines]))))
        return self._put(make_segment(header, lines))

    def close(self, shard: str) -> Segment:
        """End a shard's generation, in which there is something."""
        self.append(shard)
        head = self._head(shard)
        closes = Closing(next_generation=head.generation + 1, partitions=4, before=3)
        return self._put(closing_segment(head, closes, now=self.clock()))

    def sealing(self, *, crash: Crash = never, proofs: ProofStore | None = None) -> Callable[..., Sealing]:
        """What seals it, as a process begins anew."""
        seal = SealLog(
            log=self.log,
            proofs=proofs or self.proofs,
            trees=self.trees,
            model=self.heads,
            signer=self.signer,
            quarantine=self.quarantine,
            check=self.believes,
            now=self.clock,
            crash=crash,
        )

        def run(*, seconds: float, at_once: bool = False) -> Sealing:
            done = Sealing()
            seal(done, seconds=seconds, at_once=at_once)
            return done

        return run

    def seal(self) -> Sealing:
        """Seal all there is."""
        return self.sealing()(seconds=60, at_once=True)

    def check(
        self, *, since: bytes | None = None, signer: MemorySigner | None = None, judge: Judge | None = None
    ) -> Checked:
        """Check it as a stranger does."""
        key = (signer or self.signer).key()
        return CheckLog(self.log, self.proofs, judge or ByBytes(self.log), key=key, check=self.believes)(since=since)

    def check_knowing(self) -> Checked:
        """Check it as the platform does, which knows what it signed last."""
        key = self.signer.key()
        signed = self.trees.last(key.name)
        return CheckLog(self.log, self.proofs, ByBytes(self.log), key=key, check=is_signed, signed=signed)()

    def _head(self, shard: str) -> ShardHead:
        return self.heads.known.get(shard, ShardHead(shard=shard))

    def _put(self, segment: Segment) -> Segment:
        header = segment.header
        self.log.append(header.generation, header.shard, header.sequence, segment.body)
        self.heads.take(segment)
        return segment


def a_log(segments: int, *, seals: int = 4, seed: int = 0, unsealed: int = 0) -> Grown:
    """A log of so many segments, sealed so many times, with some more behind the last checkpoint."""
    chance, grown = random.Random(seed), Grown()
    for number in range(segments):
        shard = chance.choice(SHARDS)
        if chance.random() < 0.02 and shard.startswith("instance"):
            grown.close(shard)
        else:
            grown.append(shard, chance.choice((0, 1, 3)))
        if (number + 1) % (segments // seals) == 0:
            grown.seal()
    grown.seal()
    for number in range(unsealed):
        grown.append(SHARDS[number % len(SHARDS)], 1)
    return grown
