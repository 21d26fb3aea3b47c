"""What the index knows of commands that are to be decided, or were."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection


def read_processed(connection: Connection[Any], commands: Sequence[UUID]) -> frozenset[UUID]:
    """Tell which commands have an outcome, and which letters are parked."""
    if not commands:
        return frozenset()
    rows = connection.execute(
        "select id from model.commands where id = any(%(ids)s) and state <> 'PENDING'"
        " union all select letter from model.parked where letter = any(%(ids)s)",
        {"ids": list(commands)},
        binary=True,
    )
    return frozenset(row[0] for row in rows)


def read_ended(connection: Connection[Any], commands: Sequence[UUID]) -> Mapping[UUID, datetime]:
    """Tell which commands have ended, and when."""
    if not commands:
        return {}
    rows = connection.execute(
        "select id, finished_at from model.commands where id = any(%s) and finished_at is not null",
        (list(commands),),
        binary=True,
    )
    return {command: at for command, at in rows}
