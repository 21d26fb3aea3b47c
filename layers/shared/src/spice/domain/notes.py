"""What the audit is told beside events by who may not write to the outbox: what was refused, and whose data was shown.

Key: the database's uuid behind `noted:`, so that neither waits for the other where a database's commands are parked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Personal properties of instances of one hierarchy that an answer held, by stable ids."""

    root_id: str
    properties: Sequence[str]
    ids: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody asked for, and what they were refused (`codes`) or shown. `names` are those of the path, which are
    in clear everywhere; nothing of the body or the query is in it."""

    at: datetime
    actor: str
    correlation_id: str
    method: str
    route: str
    status: int
    names: Mapping[str, str]
    codes: Sequence[str] = ()
    shown: Sequence[Shown] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNotes:
    """Keep notes of one database in the log."""

    notes: Sequence[Note]


def notes_key(database: object) -> str:
    """Name the queue of a database's notes."""
    return f"noted:{database}"
