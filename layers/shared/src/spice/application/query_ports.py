"""What the queries want from the wiring: a part of `bootstrap.Ports`, so that use cases do not know who wires them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from spice.ports.cache import Cache
from spice.ports.command_store import CommandStore
from spice.ports.cursor_key import CursorKey
from spice.ports.dead_letters import DeadLetters
from spice.ports.directory import Directory
from spice.ports.event_feed import EventFeed
from spice.ports.generations import Generations
from spice.ports.instance_reader import InstanceReader
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox
from spice.ports.probe import Probe
from spice.ports.quarantine import Quarantine
from spice.ports.search_index import SearchIndex
from spice.ports.search_marks import SearchMarks


class QueryPorts(Protocol):
    """The read models and what guards them."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        ...

    @property
    def commands(self) -> CommandStore:
        """States of commands and batches."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What waits for the relay."""
        ...

    @property
    def instances(self) -> InstanceReader:
        """Current heads and histories."""
        ...

    @property
    def feed(self) -> EventFeed:
        """The log across shards."""
        ...

    @property
    def ontology(self) -> OntologyRepository:
        """Commits of ontologies."""
        ...

    @property
    def directory(self) -> Directory:
        """Databases and grants."""
        ...

    @property
    def operations(self) -> Operations:
        """Projections and counts."""
        ...

    @property
    def letters(self) -> DeadLetters:
        """Parked commands."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Long work."""
        ...

    @property
    def quarantine(self) -> Quarantine:
        """Shards whose chain is broken."""
        ...

    @property
    def generations(self) -> Generations:
        """Maps of keys to partitions."""
        ...

    @property
    def search(self) -> SearchIndex:
        """Lists, search, aggregates."""
        ...

    @property
    def marks(self) -> SearchMarks:
        """What the search index held when it was last written."""
        ...

    @property
    def cache(self) -> Cache:
        """The shared cache."""
        ...

    @property
    def cursor_key(self) -> CursorKey:
        """What cursors are signed with."""
        ...

    @property
    def kick(self) -> Kick:
        """A nudge to another function."""
        ...

    @property
    def probes(self) -> Sequence[Probe]:
        """The backing services."""
        ...
