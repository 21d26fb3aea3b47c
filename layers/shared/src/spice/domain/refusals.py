"""A request that the door turned away, as the audit keeps it: what was asked and why not, and nothing of its body.

Key: the database's uuid behind `refused:`, so that neither waits for the other where a database's commands are parked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Audited = Literal["changes", "refusals", "reads"]
"""What a database has its audit tell: what happened; also what was refused; also who was shown personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal:
    """Note that a request was refused. `names` are those of its path: ids and names, which are in clear everywhere."""

    method: str
    route: str
    status: int
    codes: Sequence[str]
    names: Mapping[str, str]


def refusals_key(database: object) -> str:
    """Name the queue of a database's refusals."""
    return f"refused:{database}"


def tells_refusals(audit: Audited) -> bool:
    """Tell whether a database's audit has what was refused."""
    return audit in ("refusals", "reads")


def tells_reads(audit: Audited) -> bool:
    """Tell whether a database's audit has who was shown personal data."""
    return audit == "reads"
