"""The log -> a tree over its segments, and a signed checkpoint of it; never two of one size."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from spice.application.ground.sealed_log import Ends, Sealed, ends_of, kept_name, key_name, next_name, sealed_by, told
from spice.application.upkeep.sealing.grow_tree import grow_tree
from spice.application.upkeep.sealing.known_tree import KnownTree
from spice.application.upkeep.sealing.leaves_to_come import LeavesToCome, behind
from spice.application.upkeep.sealing.waiting import Waiting
from spice.domain.transparency.leaves import Leaf, read_leaf
from spice.domain.transparency.merkle import NotProven, check_consistency, consistency_path, tree_root
from spice.domain.transparency.note import Check, Checkpoint, VerifierKey, open_checkpoint, open_note, write_note
from spice.domain.transparency.tiles import TileTree
from spice.ports.crash import Crash
from spice.ports.errors import AlreadyThere
from spice.ports.event_log import EventLog
from spice.ports.proof_store import Newest, ProofStore
from spice.ports.quarantine import Quarantine
from spice.ports.shard_heads import ShardHeads
from spice.ports.shard_rows import ShardHead
from spice.ports.signed_trees import SignedTrees
from spice.ports.signer import Signer

AFTER_SECONDS = 300.0
"""A segment waits so long for others that one checkpoint takes in as well; ten minutes are what is promised."""


@dataclass(slots=True, kw_only=True)
class Sealing:
    """What a round of sealing came to: entries added, how long the oldest segment without one waits, what is wrong."""

    sealed: int = 0
    waits_seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where sealing begins: the last checkpoint as it is kept, its tree, and how far tree and index have each shard."""

    newest: Newest | None
    sealed: Sealed | None
    ends: Ends
    heads: Mapping[str, ShardHead]

    @property
    def size(self) -> int:
        """How many entries the tree has."""
        return 0 if self.sealed is None else self.sealed.checkpoint.size


class SealLog:
    """Adds what the log has to the tree, and signs it; whoever comes after a death, or beside another, does the same.

    `next/{size}` is kept before anything follows the tree of that size, and under a condition: so one tree alone can
    ever follow another, whoever makes it, and none of one size has a second root. What is signed is noted before, apart
    from the store: one that lost it is not gone on from.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        proofs: ProofStore,
        trees: SignedTrees,
        model: ShardHeads,
        signer: Signer,
        quarantine: Quarantine,
        check: Check,
        now: Callable[[], datetime],
        crash: Crash,
    ) -> None:
        self._log, self._proofs, self._model, self._signer = log, proofs, model, signer
        self._check, self._crash, self._quarantine = check, crash, quarantine
        self._waiting, self._noted = Waiting(log, model, now), KnownTree(trees)
        self._seen: Newest | None = None

    def __call__(self, done: Sealing, *, seconds: float, at_once: bool = False) -> None:
        """Seal what has waited long enough, or `at_once`, for about `seconds`, and say so in `done`; safe to repeat.
        Raises Transient."""
        deadline = time.monotonic() + seconds
        try:
            while self._round(done, at_once=at_once or done.sealed > 0) and time.monotonic() < deadline:
                pass
        except (NotProven, AlreadyThere) as wrong:
            done.wrong.append(str(wrong))

    def _round(self, done: Sealing, *, at_once: bool) -> bool:
        """Add one checkpoint; False when there is nothing to add yet."""
        looked_at = self._quarantine.now()
        heads, newest = self._model.heads(), self._proofs.newest()
        if (0 if newest is None else told(newest.body).size) == sum(head.sequence for head in heads.values()):
            done.waits_seconds = 0.0
            self._known(newest, heads)
            return False
        standing, come = self._standing(newest, heads), LeavesToCome(self._log, self._model)
        # Told first: who has no key to sign with, or a log that is not its own, still knows how long that is so.
        done.waits_seconds = self._waiting(standing.ends, standing.heads)
        key = self._signer.key()
        self._own(standing, key)
        left_undone = self._proofs.read(next_name(standing.size)) is not None
        waited = done.waits_seconds >= AFTER_SECONDS or (at_once and behind(standing.ends, standing.heads))
        leaves = self._next(come, standing) if left_undone or waited else ()
        done.wrong = come.wrong
        for broken in come.broken:
            self._quarantine.put(broken, looked_at=looked_at)
        if not leaves:
            return False
        self._crash("seal.after_next")
        self._sign(standing, self._grown(standing, leaves, key), key)
        done.sealed += len(leaves)
        return True

    def _standing(self, newest: Newest | None, heads: Mapping[str, ShardHead]) -> Standing:
        sealed = None if newest is None else sealed_by(self._proofs, newest)
        ends = {} if sealed is None else ends_of(self._proofs, sealed)
        return Standing(newest=newest, sealed=sealed, ends=ends, heads=heads)

    def _known(self, newest: Newest | None, heads: Mapping[str, ShardHead]) -> None:
        """See that a checkpoint which was not seen before is our own, though nothing is to follow it. Raises
        NotProven."""
        if newest is not None and newest != self._seen:
            self._own(self._standing(newest, heads), self._signer.key())
            self._seen = newest

    def _own(self, standing: Standing, key: VerifierKey) -> None:
        """See that the last checkpoint is our own, the tree that is kept its, and no other known. Raises NotProven."""
        if (sealed := standing.sealed) is None:
            return self._noted.hold(key.name, None)
        checkpoint = open_checkpoint(sealed.note, key, self._check)
        if sealed.tree.edge().root() != checkpoint.root:
            raise NotProven(f"the tiles are not those of the checkpoint of {checkpoint.size}")
        self._noted.hold(key.name, sealed)
        if self._proofs.read(kept_name(checkpoint.size)) != sealed.note.encode():
            self._proofs.keep(kept_name(checkpoint.size), sealed.note.encode())
        return None

    def _next(self, come: LeavesToCome, standing: Standing) -> Sequence[Leaf]:
        """Settle what follows the tree: what was settled before, or what there is now. Raises NotProven."""
        name = next_name(standing.size)
        if self._proofs.read(name) is None:
            if not (leaves := come(standing.sealed, standing.ends, standing.heads)):
                return ()
            try:
                self._proofs.keep(name, b"\n".join(leaf.line() for leaf in leaves))
            except AlreadyThere:
                # Another settled it first.
                return self._settled(come, standing)
            return leaves
        return self._settled(come, standing)

    def _settled(self, come: LeavesToCome, standing: Standing) -> Sequence[Leaf]:
        leaves = [read_leaf(line) for line in (self._proofs.read(next_name(standing.size)) or b"").split(b"\n")]
        after = standing.size + len(leaves)
        kept = self._proofs.read(kept_name(after)) is not None
        if self._proofs.newest() != standing.newest:
            return ()
        if kept:
            raise NotProven(f"the checkpoint was moved back to {standing.size} from {after} or more")
        for leaf in leaves:
            if not come.again(leaf):
                name = f"segment {leaf.shard}/{leaf.sequence} of generation {leaf.generation}"
                raise NotProven(f"{next_name(standing.size)} names {name}, which is another")
        return leaves

    def _grown(self, standing: Standing, leaves: Sequence[Leaf], key: VerifierKey) -> Checkpoint:
        """Keep the tree that follows, and prove from what is kept that it goes on from the last. Raises NotProven."""
        edge = grow_tree(self._proofs, standing.sealed, standing.ends, leaves)
        self._crash("seal.after_tiles")
        tree = TileTree(self._proofs.read, edge.size)
        root = tree_root(edge.size, tree.subtree)
        if root != edge.root():
            raise NotProven(f"the tiles of {edge.size} are not what was kept")
        if standing.sealed is not None:
            old, path = standing.sealed.checkpoint, consistency_path(standing.size, edge.size, tree.subtree)
            check_consistency(old.size, old.root, edge.size, root, path)
        return Checkpoint(origin=key.name, size=edge.size, root=root)

    def _sign(self, standing: Standing, checkpoint: Checkpoint, key: VerifierKey) -> None:
        if not self._noted.begin(standing.size, checkpoint):
            if self._proofs.newest() != standing.newest:
                return  # Another went on from here, and further.
            raise NotProven(f"another tree was signed than that of {checkpoint.size}, which follows {standing.size}")
        self._crash("seal.after_noted")
        note = write_note(text := checkpoint.text(), key, self._signer.sign(text.encode()))
        open_note(note, key, self._check)
        self._proofs.keep(key_name(key.id), str(key).encode())
        self._crash("seal.after_sign")
        try:
            self._proofs.replace(note.encode(), None if standing.newest is None else standing.newest.tag)
        except AlreadyThere:
            # Another was as fast, and has signed the very same: nothing else can follow this tree.
            return
        self._crash("seal.after_checkpoint")
        self._proofs.keep(kept_name(checkpoint.size), note.encode())
        self._noted.end(checkpoint)
