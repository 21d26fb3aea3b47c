"""The index made again beside the one that is read, and put in its place in one step."""

from collections.abc import Callable
from typing import Protocol

from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import WriteModel


class NextIndex(Protocol):
    """At most one at a time; readers and workers go on with the index that stands until it is swapped."""

    def begin(self, *, go_on: bool) -> None:
        """Make an empty one; `go_on` keeps what one that died had come to. Raises Transient."""
        ...

    def model(self) -> WriteModel:
        """Give it to be filled."""
        ...

    def ontology(self) -> OntologyRepository:
        """Give the ontologies beside it."""
        ...

    def swap(self, last: Callable[[], None]) -> None:
        """Hold off whoever writes to the index that stands, call `last`, and put the next one in its place.

        What is no part of the log goes along: commands that are PENDING, what was published, how far projections are,
        their counts, what is quarantined. When `last` raises, or anything fails, nothing has changed. Raises Transient;
        Momentary where whoever writes or reads is not held off within seconds.
        """
        ...

    def drop(self) -> None:
        """Give the next one up, if there is one; safe to repeat. Raises Transient."""
        ...
