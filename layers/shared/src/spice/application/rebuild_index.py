"""The index from the segments alone."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from spice.application.carry_out import CarryOut
from spice.application.follow_chain import walk_generation
from spice.application.rebuild import Progress
from spice.application.verify_log import VerifyLog
from spice.domain.shards import ONTOLOGY, Shard
from spice.ports.errors import BrokenChain
from spice.ports.event_log import EventLog
from spice.ports.quarantine import Quarantine
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import Wanted, WriteModel


class RebuildIndex:
    """Reads the whole log, then forgets the index and folds every segment again.

    An index that stands is not given up for a log that lacks something: a broken chain ends the rebuild, and the index
    stays as it is. One that was lost is filled with what holds of each shard, the rest of which is quarantined.

    Ontologies come first, since instances are checked against them. One that died goes on from the heads it had come
    to: no rebuild has to be done within one invocation.
    """

    def __init__(
        self, log: EventLog, model: WriteModel, workers: Callable[[str], CarryOut], quarantine: Quarantine
    ) -> None:
        self._log, self._model, self._workers, self._quarantine = log, model, workers, quarantine
        self._verify = VerifyLog(log, model)

    def __call__(self, progress: Progress, *, go_on: bool = False) -> None:
        """Rebuild the index, or go on with it. Workers wait meanwhile: what they decide, they decide from all of it.

        Raises Transient, and BrokenChain with the first place at which the log is broken.
        """
        lost = self.left_undone()
        since = self._begun() if go_on else None
        if since is None and self._model.missing():
            since = self._model.forget()
        broken = self._verify(lambda segments: progress({"verified": segments})).broken
        if lost or not broken:
            self._fill(progress, self._model.forget() if since is None else since, {each.shard for each in broken})
        self._set_apart(broken)
        if broken:
            raise broken[0]

    def _fill(self, progress: Progress, since: datetime, ends_early: Collection[str]) -> None:
        shards = sorted(self._log.shards(), key=lambda entry: (Shard.named(entry[1]).family != ONTOLOGY, entry))
        total = 0
        for generation, shard in shards:
            worker = self._workers(Shard.named(shard).family)
            head = self._model.heads([shard]).get(shard, ShardHead(shard=shard))
            try:
                for segment in walk_generation(self._log, generation, head):
                    worker.index(segment, published=0)
                    total += 1
            except BrokenChain:
                if shard not in ends_early:
                    raise
            progress({"shard": shard, "segments": total})
        for shard in sorted(self._model.heads()):
            self._publish_last(shard)
        self._model.complete(since)

    def _set_apart(self, broken: Sequence[BrokenChain]) -> None:
        """Quarantine what is broken, and nothing else: whatever holds goes on."""
        for each in broken:
            self._quarantine.put(each)
        for held in self._quarantine.all():
            if held.shard not in {each.shard for each in broken}:
                self._quarantine.lift(held.shard)

    def left_undone(self) -> bool:
        """Tell whether the index lacks what the log has: it or its schema was lost, or a rebuild died."""
        if self._model.missing() or not self._model.snapshot("", Wanted()).complete:
            return True
        return not any(head.sequence for head in self._model.heads().values()) and any(self._log.shards())

    def _begun(self) -> datetime | None:
        """Tell since when a rebuild is on its way, if there is what it made so far."""
        seen = None if self._model.missing() else self._model.snapshot("", Wanted())
        return seen.emptied_at if seen is not None and not seen.complete else None

    def _publish_last(self, shard: str) -> None:
        """A shard whose publish cursor is lost owes its last segment at most: workers publish before they append."""
        head = self._model.heads([shard])[shard]
        if head.published == 0:
            self._model.published(shard, head.sequence - 1)
