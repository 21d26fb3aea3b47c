"""What the writes want from the wiring: a part of `bootstrap.Ports`, so that use cases do not know who wires them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from spice.ports.cache import Cache
from spice.ports.command_store import CommandStore
from spice.ports.dead_letters import DeadLetters
from spice.ports.directory import Directory
from spice.ports.instance_reader import InstanceReader
from spice.ports.kick import Kick
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import WriteModel


class CommandPorts(Protocol):
    """Where accepted commands go, and what they are checked against."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        ...

    @property
    def commands(self) -> CommandStore:
        """Accepted commands."""
        ...

    @property
    def instances(self) -> InstanceReader:
        """Current heads and histories."""
        ...

    @property
    def model(self) -> WriteModel:
        """What workers decide from: read to rehearse."""
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
    def letters(self) -> DeadLetters:
        """Parked commands."""
        ...

    @property
    def cache(self) -> Cache:
        """The shared cache: class documents."""
        ...

    @property
    def kick(self) -> Kick:
        """A nudge to the relay."""
        ...
