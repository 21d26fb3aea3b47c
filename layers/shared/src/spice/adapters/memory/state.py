"""What the memory twins share, as the tables of one database would."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from spice.domain.instance.model import Instance
from spice.messages.command import Command
from spice.messages.event import Event
from spice.ports.command_store import Batch, CommandState, IdempotencyKey
from spice.ports.directory import Database, Grant


@dataclass(slots=True)
class MemoryState:
    """Tables: databases, grants, instances and their events, commands and their outcomes, what waits for the relay."""

    databases: dict[UUID, Database] = field(default_factory=dict)
    grants: dict[UUID, dict[str, Grant]] = field(default_factory=dict)
    instances: dict[tuple[UUID, str, str], Instance] = field(default_factory=dict)
    events: dict[tuple[UUID, str, str], list[Event]] = field(default_factory=dict)
    commands: dict[UUID, CommandState] = field(default_factory=dict)
    batches: dict[UUID, Batch] = field(default_factory=dict)
    keys: dict[tuple[str, UUID | None, str], tuple[IdempotencyKey, UUID]] = field(default_factory=dict)
    outbox: list[tuple[str, Command]] = field(default_factory=list)

    def grant(self, database: UUID, subject: str, role: str, *, at: datetime, by: str) -> None:
        """Write a row of grants."""
        self.grants.setdefault(database, {})[subject] = Grant(subject=subject, role=role, granted_at=at, granted_by=by)
