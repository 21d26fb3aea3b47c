"""What an import is to do, and how far it is, as its job keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import Struct

from spice.application.funnel.google_sheets import SheetAsked
from spice.domain.cells.manner import Manner, Mark, Order
from spice.messages.problem import ProblemRow
from spice.ports.jobs import Job

ID = "_id"
"""Stands for a property in a mapping: the column holds the instances' ids."""
Operation = Literal["create", "update", "upsert", "delete"]
OPERATIONS: tuple[Operation, ...] = ("create", "update", "upsert", "delete")
OnError = Literal["skip", "stop"]
PART_ROWS = 5000
"""Rows of a part: each is a batch of commands."""
SPEC = "wanted"
KEPT = timedelta(days=30)
"""How long its rejects are told."""
RESUMABLE = timedelta(days=7)
"""How long the rows that an import left are kept, to go on with them."""


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
    after: int = 0
    """The row behind which it was resumed, in the part that was cut there."""
    cut_at: int = 0
    """The row at which its last part was cut: what is behind it was not begun."""
    done: int = 0
    accepted: int = 0
    succeeded: int = 0
    rejected: int = 0
    again: int = -1
    """The last part whose commands were kept once more."""
    refused: Sequence[tuple[int, int]] | None = None
    """Runs of parts that have rejects, each from a number to another: those alone are read. None: nobody noted them."""
    halted: bool = False
    """A row was refused, and the import stops at the first."""
    stopped: bool = False
    """Somebody stopped it before its end."""
    deaths: int = 0
    """Times it was begun since it last came on."""
    began_at: str | None = None
    moved_at: str | None = None
    stuck_at: str | None = None
    """Since when nothing comes of it."""
    errors: Sequence[ProblemRow] = ()
    failing: Sequence[ProblemRow] = ()
    """Why it ends once what is on its way has its outcome."""

    @property
    def has_rest(self) -> bool:
        """Tell whether rows have no outcome."""
        return self.staged is None or self.settled < self.staged or bool(self.cut_at)


def with_part(runs: Sequence[tuple[int, int]], part: int) -> list[tuple[int, int]]:
    """Add a part to runs of parts, behind which it is."""
    if runs and runs[-1][1] >= part - 1:
        return [*runs[:-1], (runs[-1][0], max(part, runs[-1][1]))]
    return [*runs, (part, part)]


def expires_at(job: Job) -> datetime:
    """Tell until when its rejects are there."""
    return job.created_at + KEPT


def wanted_of(detail: Mapping[str, Any]) -> Wanted:
    """Read what a job is to do."""
    return msgspec.convert(detail[SPEC], Wanted)


def progress_of(detail: Mapping[str, Any]) -> Progress:
    """Read how far a job is."""
    return msgspec.convert(detail.get("progress", {}), Progress)


def batch_name(part: int, after: int = 0) -> str:
    """Name a part's batch within its import; of one that was resumed behind a row by that, too."""
    return f"part/{part}/after/{after}" if after else f"part/{part}"


def row_name(row: int) -> str:
    """Name a row's instance within its import, where neither a key nor a column does."""
    return f"row/{row}"


def resumed(detail: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Tell what a job that ended has to do still: what was settled stays, all else is begun again under its names."""
    progress = progress_of(detail)
    if progress.cut_at:
        progress.after, progress.cut_at, progress.settled = progress.cut_at, 0, progress.settled - 1
    if progress.began_at is not None and progress.moved_at is not None:
        # The time in which it had ended is none in which it was slow.
        worked = datetime.fromisoformat(progress.moved_at) - datetime.fromisoformat(progress.began_at)
        progress.began_at, progress.moved_at = (now - worked).isoformat(), now.isoformat()
    progress.kept, progress.again, progress.deaths = progress.settled, progress.settled - 1, 0
    progress.halted = progress.stopped = False
    progress.errors = progress.failing = ()
    return {"stop": False, "progress": msgspec.to_builtins(progress)}


def is_asked_to_stop(detail: Mapping[str, Any]) -> bool:
    """Tell whether somebody stopped it."""
    return detail.get("stop") is True
