"""Where accepted commands are kept until they are relayed: idempotency key, command row and outbox row, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.messages.command import Command
from spice.messages.problem import ProblemRow, RejectedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKey:
    """A client's key: who used it, on which database (None: none), and a digest of the request it came with."""

    actor: str
    key: str
    database: UUID | None
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A bulk request: its id, how many lines were accepted, and the lines that were refused."""

    id: UUID
    database: UUID
    actor: str
    accepted: int
    rejected: Sequence[RejectedLine]
    submitted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one request asks to be kept."""

    topic: str
    commands: Sequence[Command]
    idempotency: IdempotencyKey | None = None
    batch: Batch | None = None
    partition: int | None = None
    """Where the commands go; None: where their keys say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The command (or batch) that now stands for the request; `replayed` when an earlier one did already."""

    id: UUID
    replayed: bool
    batch: Batch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandState:
    """A command as `GET /commands/{id}` tells of it. `state`: PENDING, RUNNING, COMPLETED, FAILED or PARKED."""

    id: UUID
    type: str
    state: str
    actor: str
    database: UUID | None
    submitted_at: datetime
    finished_at: datetime | None = None
    attempts: int = 0
    batch: UUID | None = None
    line: int | None = None
    key: str | None = None
    class_id: str | None = None
    """Of one that failed or is parked: the class it named. None: the root in `key`, or nobody noted it."""
    result: dict[str, object] | None = None
    """`{"class", "id", "version", "changed"}` for instances; what the use case wrote for others."""
    errors: Sequence[ProblemRow] = ()
    shard: str | None = None
    generation: int | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchState:
    """A bulk request's progress."""

    id: UUID
    database: UUID
    actor: str
    accepted: int
    completed: int
    failed: int
    submitted_at: datetime
    parked: int = 0
    """Lines that wait for people."""
    rejected: Sequence[RejectedLine] = ()

    @property
    def kept(self) -> Batch:
        """What was kept at first."""
        return Batch(
            id=self.id,
            database=self.database,
            actor=self.actor,
            accepted=self.accepted,
            rejected=self.rejected,
            submitted_at=self.submitted_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsSought:
    """What commands are looked for; `hierarchy`: the id of a root class in `database`, whose instances they change.

    With `ids` lines of batches are found as well.
    """

    state: str | None = None
    database: UUID | None = None
    actor: str | None = None
    ids: Sequence[UUID] | None = None
    type: str | None = None
    hierarchy: str | None = None
    since: datetime | None = None


class CommandStore(Protocol):
    """The write side's table of commands."""

    def keep(self, submission: Submission) -> Acceptance:
        """Keep idempotency key, commands and outbox rows in one transaction.

        Raises DomainError idempotency_key_reused when the key came with another request. A request whose key is
        known is not kept again: the earlier command (or batch) is returned with `replayed`.
        """
        ...

    def replay(self, idempotency: IdempotencyKey) -> Acceptance | None:
        """Tell what an idempotency key already stands for; raises idempotency_key_reused like `keep`."""
        ...

    def command(self, command_id: UUID) -> CommandState | None:
        """Read one command's state."""
        ...

    def states(self, command_ids: Sequence[UUID]) -> Sequence[CommandState]:
        """Read the states of those commands that there are, in any order; of lines of batches, of those that ended."""
        ...

    def commands(
        self, sought: CommandsSought, *, limit: int, before: tuple[datetime, UUID] | None
    ) -> Sequence[CommandState]:
        """List commands, newest first; `before` is the (submitted_at, id) of the last one seen. Lines of batches and
        what is noted for the audit are not among them."""
        ...

    def batch(self, batch_id: UUID) -> BatchState | None:
        """Read one batch's progress."""
        ...

    def underway(self, database: UUID, *, since: datetime) -> bool:
        """Tell whether a batch of a database that was submitted after a moment has lines that did not end yet."""
        ...

    def batch_failures(self, batch_id: UUID, *, after_line: int, limit: int) -> Sequence[CommandState]:
        """List the failed and the parked lines of a batch in line order."""
        ...

    def batch_positions(self, batch_id: UUID) -> dict[str, int]:
        """Tell per shard the highest segment sequence that holds a line of the batch."""
        ...
