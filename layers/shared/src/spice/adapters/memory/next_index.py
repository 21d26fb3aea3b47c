"""The index made again beside the one that is read, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import WriteModel

_MADE = (
    *("segments", "recorded", "streams", "instances", "events", "references", "positions_of", "packed", "parked"),
    *("tightenings", "refused"),
    *("databases", "mains", "grants", "revoked", "generations", "pulls", "remarks", "erasures"),
)
"""Tables that are made of the log alone."""


class _ByName:
    """What is there under the name at each call, as a schema is: another begin puts another one there."""

    def __init__(self, current: Callable[[], object]) -> None:
        self._current = current

    def __getattr__(self, name: str) -> Any:
        return getattr(self._current(), name)


class MemoryNextIndex:
    """The NextIndex twin."""

    def __init__(self, state: MemoryState, ontology: MemoryOntologyRepository) -> None:
        self._state, self._ontology = state, ontology
        self._made = (MemoryState(), MemoryOntologyRepository())

    def begin(self, *, go_on: bool) -> None:
        """Make an empty one, or keep what is there."""
        if not go_on:
            self.drop()

    def model(self) -> WriteModel:
        """Give it to be filled."""
        return cast(WriteModel, _ByName(lambda: MemoryWriteModel(*self._made)))

    def ontology(self) -> OntologyRepository:
        """Give the ontologies beside it."""
        return cast(OntologyRepository, _ByName(lambda: self._made[1]))

    def swap(self, last: Callable[[], None]) -> None:
        """Hold off all who write, call `last`, and swap the tables."""
        self._check_alone()
        state = self._state
        with state.lock:
            state.held_off = True
            try:
                last()
            finally:
                state.held_off = False
            made, ontology = self._made
            for table in _MADE:
                setattr(state, table, getattr(made, table))
            state.shards = {name: self._with_cursor(head) for name, head in made.shards.items()}
            pending = {each.id: each for each in state.commands.values() if each.state == "PENDING"}
            state.commands = {**pending, **made.commands}
            last_at = state.emptied_at or datetime.min.replace(tzinfo=UTC)
            state.emptied_at = max(datetime.now(UTC), last_at + timedelta(microseconds=1))
            state.rebuilding.clear()
            self._ontology.become(ontology)
        self.drop()

    def drop(self) -> None:
        """Give the next one up."""
        self._check_alone()
        self._made = (MemoryState(), MemoryOntologyRepository())

    def _check_alone(self) -> None:
        """Nobody takes away what is being swapped: a database has them wait, and give up."""
        if self._state.held_off:
            raise Transient("memory", "the index is being swapped")

    def _with_cursor(self, head: ShardHead) -> ShardHead:
        held = self._state.shards.get(head.shard, head)
        return replace(head, published=max(head.published, held.published))
