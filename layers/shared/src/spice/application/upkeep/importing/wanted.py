"""What an import is to do, and how far it is, as its job keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from spice.application.funnel.google_sheets import SheetAsked
from spice.domain.cells.manner import Manner, Mark, Order
from spice.messages.problem import ProblemRow

ID = "_id"
"""Stands for a property in a mapping: the column holds the instances' ids."""
Operation = Literal["create", "update", "upsert", "delete"]
OPERATIONS: tuple[Operation, ...] = ("create", "update", "upsert", "delete")
OnError = Literal["skip", "stop"]
PART_ROWS = 5000
"""Rows of a part: each is a batch of commands."""
SPEC = "wanted"


class Origins(Struct, frozen=True, kw_only=True):
    """Where rows come from: an upload, a Google Sheet, or what came with the request; and how it is to be read."""

    file: str
    upload_id: str | None = None
    google_sheet: SheetAsked | None = None
    sheet: str | None = None
    table: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


class Filling(Struct, frozen=True):
    """A column, and what it fills: a property or relationship by its stable id, or ID."""

    column: str
    part: str


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for. It stays as it is while the job runs, whatever classes are called meanwhile."""

    source: Origins
    class_id: str
    mapping: Sequence[Filling]
    op: Operation = "create"
    on_error: OnError = "skip"
    dry_run: bool = False
    actor: str
    correlation_id: str


class Written(Struct, frozen=True):
    """How a column was found to be written."""

    mark: Mark = "point"
    order: Order | None = None
    is_literal: bool = False

    @property
    def manner(self) -> Manner:
        """Say it as readers of cells take it."""
        return Manner(mark=self.mark, order=self.order, is_literal=self.is_literal)


class Progress(Struct, kw_only=True):
    """How far an import is. Rows are counted once their outcome is known, a part at a time."""

    staged: int | None = None
    """How many parts the rows were cut into; None: that is to be done."""
    total: int = 0
    sheet: str | None = None
    header: str | None = None
    """What the table is known again by."""
    columns: Sequence[Written] = ()
    notes: Sequence[str] = ()
    preview: Sequence[Sequence[str | None]] = ()
    kept: int = 0
    """Parts whose commands are on their way."""
    settled: int = 0
    done: int = 0
    accepted: int = 0
    succeeded: int = 0
    rejected: int = 0
    again: int = -1
    """The last part whose commands were kept once more."""
    halted: bool = False
    """A row was refused, and the import stops at the first."""
    stopped: bool = False
    """Somebody stopped it before its end."""
    deaths: int = 0
    """Times it was begun since it last came on."""
    began_at: str | None = None
    moved_at: str | None = None
    errors: Sequence[ProblemRow] = ()


def wanted_of(detail: Mapping[str, Any]) -> Wanted:
    """Read what a job is to do."""
    return msgspec.convert(detail[SPEC], Wanted)


def progress_of(detail: Mapping[str, Any]) -> Progress:
    """Read how far a job is."""
    return msgspec.convert(detail.get("progress", {}), Progress)


def batch_name(part: int) -> str:
    """Name a part's batch within its import."""
    return f"part/{part}"


def row_name(row: int) -> str:
    """Name a row's instance within its import, where neither a key nor a column does."""
    return f"row/{row}"


def is_asked_to_stop(detail: Mapping[str, Any]) -> bool:
    """Tell whether somebody stopped it."""
    return detail.get("stop") is True
