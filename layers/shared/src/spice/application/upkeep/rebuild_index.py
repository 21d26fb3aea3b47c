"""The index from the segments alone, made beside the one that is read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from spice.application.projecting.projection import Progress
from spice.application.upkeep.fill_index import FillIndex
from spice.ports.errors import BrokenChain, Momentary, Transient
from spice.ports.write_model import Wanted

if TYPE_CHECKING:
    from spice.ports import Ports

FEW = 20
"""So many segments behind, the next index is near enough to be swapped."""
MOST = 100
"""Writers wait while the last are taken in: so many at most, which is a second or two."""
ROUNDS = 20


class RebuildIndex:
    """Folds every segment into a next index, while the one that stands is read and written, and swaps the two.

    An index that stands is not given up for a log that lacks something: a broken chain ends the rebuild, and the index
    stays as it is. One that was lost is made of what holds of each shard, the rest of which is quarantined.

    Ontologies come first, since instances are checked against them. One that died goes on from the heads it had come
    to: no rebuild has to be done within one invocation.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._log, self._model, self._next = ports.log, ports.model, ports.next_index
        self._quarantine = ports.quarantine

    def __call__(self, progress: Progress, *, go_on: bool = False) -> None:
        """Rebuild the index, or go on with it. Safe to repeat.

        Raises Transient, and BrokenChain with the first place at which the log is broken.
        """
        lost, looked_at = self.left_undone(), self._quarantine.now()
        self._next.begin(go_on=go_on)
        filling = FillIndex(self._ports, lost=lost)
        broken = filling(progress)
        if lost or not broken:
            broken = self._swap(filling, progress)
        else:
            self._next.drop()
        self._set_apart(broken, looked_at)
        if broken:
            raise broken[0]

    def give_up(self) -> None:
        """Give up the index that stands: it is of another log. Safe to repeat. Raises Transient."""
        if not self._model.missing():
            self._model.forget()

    def _swap(self, filling: FillIndex, progress: Progress) -> list[BrokenChain]:
        """Follow the writers until little is left, and swap; what somebody was in the way of is tried again.

        Raises Transient where writers outrun it: nobody was held off, and the next try goes on from there.
        """
        for _ in range(ROUNDS):
            if not filling.lost and filling.behind() > FEW:
                if broken := filling(progress, behind=True):
                    self._next.drop()
                    return broken
                continue
            with suppress(Momentary):
                return self._swapped(filling, progress)
        raise Transient("index", f"writers outran the next one for {ROUNDS} rounds: it goes on from there")

    def _swapped(self, filling: FillIndex, progress: Progress) -> list[BrokenChain]:
        """Take in what came meanwhile while nobody writes, and swap; a log that broke meanwhile stops it."""
        found: list[BrokenChain] = []

        def last() -> None:
            if not filling.lost and (left := filling.behind()) > MOST:
                raise Momentary("index", f"the next one is {left} segments behind, for which nobody is held off")
            found.extend(filling(progress, behind=not filling.lost))
            if found and not filling.lost:
                raise found[0]
            filling.check_whole()
            filling.publish_last(self._model.heads().values())
            # Before the swap: whoever dies behind it has asked.
            filling.ask_for_references()

        with suppress(BrokenChain):
            self._next.swap(last)
        return found

    def _set_apart(self, broken: Iterable[BrokenChain], looked_at: datetime) -> None:
        """Quarantine what is broken, and nothing else: whatever holds goes on."""
        places = {each.shard: each for each in broken}
        for each in places.values():
            self._quarantine.put(each, looked_at=looked_at)
        for held in self._quarantine.all():
            if held.shard not in places:
                self._quarantine.lift(held.shard)

    def left_undone(self) -> bool:
        """Tell whether there is no index that has what the log has: it was given up, or it or its schema was lost."""
        if self._model.missing() or not self._model.look(Wanted()).complete:
            return True
        return not any(head.sequence for head in self._model.heads().values()) and any(self._log.shards())
