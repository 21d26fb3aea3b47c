"""Commands and batches as the contract writes them."""

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar, cast
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from spice.application.ground.times import written
from spice.messages.problem import ProblemRow, RejectedLine
from spice.messages.shapes import Count, Time, Value
from spice.ports.command_store import BatchState, CommandState

Result = TypeVar("Result")
State = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "PARKED"]
BatchWord = Literal["PENDING", "RUNNING", "COMPLETED", "PARKED"]


class CommandRow(Struct, Generic[Result], frozen=True):
    """What became of a command; `result` when it is done."""

    command_id: UUID
    type: str
    state: State
    actor: str
    submitted_at: Time
    finished_at: Time | None
    attempts: Count
    result: Result | UnsetType = UNSET
    errors: Sequence[ProblemRow] | UnsetType = UNSET
    batch_id: UUID | UnsetType = UNSET
    line: Count | UnsetType | None = UNSET


class FailureRow(Struct, frozen=True):
    """A line of a bulk request that failed, or is parked."""

    line: Count | None
    class_: str | None = field(name="class")
    id: str | None
    command_id: UUID
    state: State
    errors: Sequence[ProblemRow]


class BatchRow(Struct, frozen=True):
    """A bulk request's progress: PARKED as soon as a line waits for people."""

    batch_id: UUID
    state: BatchWord
    actor: str
    submitted_at: Time
    accepted: Count
    completed: Count
    failed: Count
    parked: Count
    rejected: Sequence[RejectedLine]
    failures: Sequence[FailureRow]


def command_row(command: CommandState) -> CommandRow[Value]:
    """Write a command with its actor; its result is as it is kept, with a class's stable id."""
    return CommandRow(
        command_id=command.id,
        type=command.type,
        state=cast(State, command.state),
        actor=command.actor,
        submitted_at=written(command.submitted_at),
        finished_at=None if command.finished_at is None else written(command.finished_at),
        attempts=command.attempts,
        result=UNSET if command.result is None else command.result,
        errors=command.errors or UNSET,
        batch_id=UNSET if command.batch is None else command.batch,
        line=UNSET if command.batch is None else command.line,
    )


def failure_row(failed: CommandState, class_name: str | None, identity: str | None) -> FailureRow:
    """Write a line that failed; the paths of its errors begin with the line."""
    return FailureRow(
        line=failed.line,
        class_=class_name,
        id=identity,
        command_id=failed.id,
        state=cast(State, failed.state),
        errors=[replace(error, path=f"/lines/{failed.line}{error.path or ''}") for error in failed.errors],
    )


def batch_row(batch: BatchState, failures: Sequence[FailureRow]) -> BatchRow:
    """Write a batch's progress with a page of its failures."""
    return BatchRow(
        batch_id=batch.id,
        state=batch_state(batch),
        actor=batch.actor,
        submitted_at=written(batch.submitted_at),
        accepted=batch.accepted,
        completed=batch.completed,
        failed=batch.failed,
        parked=batch.parked,
        rejected=batch.rejected,
        failures=failures,
    )


def batch_state(batch: BatchState) -> BatchWord:
    """Tell how far a batch is."""
    if batch.parked:
        return "PARKED"
    done = batch.completed + batch.failed
    return "COMPLETED" if done >= batch.accepted else "RUNNING" if done else "PENDING"
