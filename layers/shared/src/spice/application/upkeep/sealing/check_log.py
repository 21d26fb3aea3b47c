"""A log against its tree, and behind that by its chain: what a stranger does with a copy of both."""

from collections.abc import Callable, Iterator, Mapping

from spice.application.ground.follow_chain import head_after, walk_chain
from spice.application.ground.sealed_log import Sealed, ends_of
from spice.application.upkeep.sealing.check_tree import CheckTree
from spice.application.upkeep.sealing.checked import Checked
from spice.application.upkeep.sealing.judge import Judge
from spice.application.upkeep.sealing.leaves_to_come import read_sealed_segment
from spice.application.upkeep.sealing.spans import Spans
from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.merkle import NotProven
from spice.domain.transparency.note import Check, Checkpoint, VerifierKey
from spice.domain.transparency.tiles import TileTree
from spice.messages.segment import Segment
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.proof_store import ProofStore
from spice.ports.shard_rows import ShardHead
from spice.ports.signed_trees import SignedTree

Say = Callable[[int], None]


def _nobody(segments: int) -> None:
    """Tell nobody."""


class CheckLog:
    """Names every segment that is not the one that was sealed, and of each shard where its chain breaks behind that."""

    def __init__(
        self,
        log: EventLog,
        proofs: ProofStore,
        judge: Judge,
        *,
        key: VerifierKey | None,
        check: Check,
        signed: SignedTree | None = None,
    ) -> None:
        """`signed` is the tree that is known, apart from the store, to have been signed last."""
        self._log, self._proofs, self._judge = log, proofs, judge
        self._tree = CheckTree(proofs, key, check, signed)

    def __call__(self, *, since: bytes | None = None, tail: bool = True, say: Say = _nobody) -> Checked:
        """Check a log; `since` is a checkpoint that it was found whole at. Raises Transient, and NotProven for a
        checkpoint that cannot be believed."""
        found, old = Checked(), None if since is None else self._tree.read(since)
        sealed, spans = self._tree.newest(found), Spans()
        lasts = dict[str, Leaf]()
        if sealed is None and old is not None:
            found.of_proofs("checkpoint", f"there was one of {old.size}")
        if sealed is not None:
            try:
                lasts = self._sealed(sealed, old, spans, found, say)
            except NotProven as wrong:
                # What cannot be read of the tree is not believed: the chains are walked from their first segments.
                found.of_proofs("tile", str(wrong))
                lasts, spans = {}, Spans()
        if tail:
            self._behind(lasts, spans, found, say)
        return found

    def _sealed(
        self, sealed: Sealed, since: Checkpoint | None, spans: Spans, found: Checked, say: Say
    ) -> dict[str, Leaf]:
        """Judge what is sealed; answers the last entry of each shard. Raises NotProven."""
        if since is not None and since.size > sealed.checkpoint.size:
            found.of_proofs("checkpoint", f"it was moved back to {sealed.checkpoint.size} from {since.size}")
            since = None
        lasts = self._lasts(since)
        spans.begin(lasts.values())
        for leaf, reason in self._judge(self._tree.leaves(sealed, since, found)):
            before = lasts.get(leaf.shard)
            reason = _out_of_order(leaf, before) or reason
            if reason is not None:
                found.of_segment(leaf, reason)
            lasts[leaf.shard] = leaf
            spans.take(leaf.generation, leaf.shard, leaf.sequence)
            found.sealed += 1
            say(found.sealed)
        return lasts

    def _lasts(self, since: Checkpoint | None) -> dict[str, Leaf]:
        if since is None or not since.size:
            return {}
        old = Sealed(checkpoint=since, note="", tree=TileTree(self._proofs.read, since.size))
        return {shard: old.leaf(number) for shard, (_, number) in ends_of(self._proofs, old).items()}

    def _behind(self, lasts: Mapping[str, Leaf], spans: Spans, found: Checked, say: Say) -> None:
        """Walk the chain of each shard behind what is sealed of it, and see that nothing else is there."""
        places = self._log.shards()
        for shard in sorted({name for _, name in places} | lasts.keys()):
            ends_at = None
            try:
                for segment in self._walk(shard, lasts.get(shard)):
                    spans.take(segment.header.generation, shard, segment.header.sequence)
                    found.behind += 1
                    say(found.sealed + found.behind)
            except BrokenChain as broken:
                found.of_chain(broken)
                ends_at = broken.sequence
            except NotProven:
                # The last segment that is sealed is another one, and was named.
                ends_at = lasts[shard].sequence
            for generation in (each for each, name in places if name == shard):
                self._nothing_else(generation, shard, spans, ends_at, found)

    def _nothing_else(self, generation: int, shard: str, spans: Spans, ends_at: int | None, found: Checked) -> None:
        for sequence in self._log.sequences(generation, shard, after=spans.known(generation, shard)):
            if ends_at is not None and sequence >= ends_at:
                return
            if not spans.has(generation, shard, sequence):
                found.of_chain(BrokenChain(generation, shard, sequence, "it is no part of the log"))

    def _walk(self, shard: str, last: Leaf | None) -> Iterator[Segment]:
        head = ShardHead(shard=shard) if last is None else head_after(read_sealed_segment(self._log, last))
        return walk_chain(self._log, head, upto=head.generation)


def _out_of_order(leaf: Leaf, before: Leaf | None) -> str | None:
    """Within a shard the tree has every sequence once, and generations do not go back."""
    last, generation = (0, 1) if before is None else (before.sequence, before.generation)
    if leaf.sequence == last + 1 and leaf.generation >= generation:
        return None
    return f"the tree has it behind {last} of generation {generation}"
