"""Decisions -> a segment."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from spice.application.deciding.decisions import Batch, Decision
from spice.domain.identity import named_by
from spice.messages.command import Command
from spice.messages.origin import Request
from spice.messages.problem import ProblemRow, problem_rows
from spice.messages.record_batch import Record
from spice.messages.segment import Database, Header, Line, Outcome, Segment, Source, make_segment
from spice.ports.shard_rows import ShardHead

_UNKNOWN = Request(actor="unknown", submitted_at=datetime.fromisoformat("1970-01-01T00:00:00+00:00"))


class _Table:
    """Requests and databases, each named once."""

    def __init__(self, commits: dict[UUID, str | None]) -> None:
        self._commits = commits
        self.databases: dict[UUID, int] = {}
        self.requests: dict[Request, int] = {}

    def database(self, uuid: UUID | None) -> int | None:
        """Number a database."""
        return None if uuid is None else self.databases.setdefault(uuid, len(self.databases))

    def request(self, command: Command | None) -> int:
        """Number what a command shares with others."""
        request = _UNKNOWN
        if command is not None:
            request = Request(
                actor=command.actor,
                submitted_at=command.submitted_at,
                database=self.database(command.database),
                batch=command.batch,
                correlation_id=command.correlation_id,
                fingerprint=command.fingerprint,
                origin=command.origin,
            )
        return self.requests.setdefault(request, len(self.requests))

    def named_databases(self) -> list[Database]:
        """List the databases with their commits."""
        return [Database(uuid, self._commits.get(uuid)) for uuid in self.databases]


def compose_segment(
    head: ShardHead, batch: Batch, commits: dict[UUID, str | None], *, now: datetime, source: Source | None
) -> Segment:
    """Write the segment that follows `head`; times never go back within a shard."""
    table, lines, outcomes = _Table(commits), [], []
    for number, decision in enumerate(batch.decisions):
        outcomes.append(_outcome(decision, table.request(decision.incoming.command)))
        for line in decision.lines:
            lines.append(line if number == 0 else _numbered(line, number))
    recorded_at = now if head.recorded_at is None else max(now, head.recorded_at + timedelta(microseconds=1))
    header = Header(
        generation=head.generation,
        shard=head.shard,
        sequence=head.sequence + 1,
        prev_sha256=head.sha256,
        recorded_at=recorded_at,
        written_at=now,
        events=len(lines),
        source=source,
        databases=table.named_databases(),
        requests=list(table.requests) or [_UNKNOWN],
        outcomes=outcomes,
        released=batch.released,
    )
    return make_segment(header, lines, [_identity(decision) for decision in batch.decisions])


def _identity(decision: Decision) -> UUID:
    command = decision.incoming.command
    return command.id if command else decision.incoming.letter


def _numbered(line: Line, number: int) -> Line:
    return msgspec.structs.replace(line, command=number)


def _outcome(decision: Decision, request: int) -> Outcome:
    command, parked = decision.incoming.command, decision.state == "PARKED"
    key = decision.incoming.key if parked or decision.state == "FAILED" else None
    derivable = command is not None and command.batch is not None and command.line is not None
    return Outcome(
        type=command.type if command else "Unreadable",
        request=request,
        id=None if derivable else _identity(decision),
        line=command.line if command else None,
        state=decision.state,
        reason=command.reason if command else None,
        occurred_at=command.occurred_at if command else None,
        attempt=decision.attempts,
        result=decision.result,
        errors=_errors(decision),
        key=key,
        class_id=_class_named(decision, key),
        record=_record(decision) if parked else None,
    )


def _class_named(decision: Decision, key: str | None) -> str | None:
    """Tell the class of a command about an instance, where its key does not."""
    root, _ = named_by(key)
    named: str | None = getattr(decision.incoming.payload, "class_id", None)
    return None if root is None or named == root else named


def _errors(decision: Decision) -> list[ProblemRow] | None:
    if decision.parked_reason is not None:
        return [ProblemRow(code="parked", message=decision.parked_reason)]
    return problem_rows(decision.problems) or None


def _record(decision: Decision) -> dict[str, Any]:
    record = decision.incoming.record
    command = decision.incoming.command
    return {
        "letter": str(decision.incoming.letter),
        "command_id": str(command.id) if command else None,
        "key": base64.b64encode(record.key).decode(),
        "value": base64.b64encode(record.value).decode(),
        "headers": [[name, base64.b64encode(value).decode()] for name, value in record.headers],
    }


def parked_record(body: dict[str, Any]) -> Record:
    """Read back a record that an outcome kept."""
    headers: Sequence[Sequence[str]] = body["headers"]
    return Record(
        key=base64.b64decode(body["key"]),
        value=base64.b64decode(body["value"]),
        headers=tuple((name, base64.b64decode(value)) for name, value in headers),
    )


def letter_of(outcome: Outcome) -> UUID:
    """Name the letter of a parked outcome."""
    record = outcome.record or {}
    return UUID(record["letter"])
