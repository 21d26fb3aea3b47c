"""Parked commands for people."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.settled import check_settled
from spice.adapters.postgres.snapshot import parked_of
from spice.ports.dead_letters import ALL, DeadLetter, LetterGroup, LettersSought
from spice.ports.shard_rows import Parked

AUTOMATIC = 3
"""Redrives that happen by themselves: after 1, 2 and 4 seconds."""
_COLUMNS = "letter, key, record, reason, error, attempts, command_id, type, database, parked_at, shard"

_STATE_OF = f"case when attempts = 0 then 'waiting' when attempts <= {AUTOMATIC} then 'retrying' else 'manual' end"
_SOUGHT = f"""
(%(type)s::text is null or type = %(type)s) and (%(error)s::text is null or error = %(error)s)
and (%(database)s::uuid is null or database = %(database)s) and (%(key)s::text is null or key = %(key)s)
and (%(state)s::text is null or {_STATE_OF} = %(state)s)
"""
_LIST = f"""
select {_COLUMNS} from model.parked
where position > coalesce((select position from model.parked where letter = %(after)s::uuid), 0) and {_SOUGHT}
order by position limit %(limit)s
"""
_GROUPS = f"""
select type, error, count(*), count(*) filter (where attempts = 0), min(parked_at), max(parked_at) from model.parked
where {_SOUGHT} group by type, error order by count(*) desc, type collate "C", error collate "C" limit %(limit)s
"""


class PostgresDeadLetters:
    """Parked commands, oldest first."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def letters(
        self, sought: LettersSought = ALL, *, limit: int = 50, after: UUID | None = None
    ) -> Sequence[DeadLetter]:
        """List parked commands."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            rows = connection.execute(_LIST, {**asdict(sought), "after": after, "limit": limit}).fetchall()
        return [_letter(row) for row in rows]

    def groups(self, sought: LettersSought = ALL, *, limit: int = 50) -> Sequence[LetterGroup]:
        """Count parked commands by type and error, the most first."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            rows = connection.execute(_GROUPS, {**asdict(sought), "limit": limit}).fetchall()
        names = ("type", "error", "count", "waiting", "first_at", "last_at")
        return [LetterGroup(**dict(zip(names, row, strict=True))) for row in rows]

    def letter(self, letter_id: UUID) -> DeadLetter | None:
        """Read one."""
        with self._postgres.connection() as connection:
            check_settled(connection)
            row = connection.execute(f"select {_COLUMNS} from model.parked where letter = %s", (letter_id,)).fetchone()
        return _letter(row) if row else None


def _letter(row: Sequence[Any]) -> DeadLetter:
    parked = parked_of(row)
    return DeadLetter(
        id=parked.letter,
        shard=row[10],
        key=parked.key,
        command_id=parked.command_id,
        type=parked.type,
        database=parked.database,
        reason=parked.reason,
        error=parked.error,
        attempts=parked.attempts,
        parked_at=parked.parked_at,
        state=_state(parked),
        record={
            "key": _readable(parked.record.key),
            "value": _readable(parked.record.value),
            "headers": {name: _readable(value) for name, value in parked.record.headers},
        },
    )


def _state(parked: Parked) -> str:
    if parked.attempts == 0:
        return "waiting"
    return "retrying" if parked.attempts <= AUTOMATIC else "manual"


def _readable(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
