"""The texts that an import keeps beside its job: its rows in parts, what was rejected of each."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from spice.application.upkeep.importing.wanted import Progress
from spice.messages.codec import encode
from spice.messages.frame import pack, unpack
from spice.ports.errors import Permanent
from spice.ports.import_files import ImportFiles

SOURCE, SNAPSHOT, UNDER = "source", "snapshot", "under"
Snapshot = TypeVar("Snapshot", bound=Struct)
Cell = str | None
Row = tuple[int, Sequence[Cell]]
"""A row's number in the file, and the cells of the columns that fill something."""
_rows = msgspec.json.Decoder(list[tuple[int, list[str | None]]]).decode


class Reject(Struct, frozen=True, array_like=True):
    """Why a row was not taken: its number, the column and its cell where it is one's, a code, a reason."""

    row: int
    column: str | None
    value: str | None
    code: str
    reason: str


class Checked(Struct, frozen=True):
    """What became of a part when its rows were read: its commands, and the rows that were rejected."""

    rows: int
    accepted: int
    rejects: Sequence[Reject]
    halted: bool = False


class Given(Struct, frozen=True):
    """Columns and rows that came with the request."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


_checked = msgspec.json.Decoder(Checked).decode
_rejects = msgspec.json.Decoder(list[Reject]).decode
_given = msgspec.json.Decoder(Given, float_hook=Decimal).decode
_digests = msgspec.json.Decoder(list[int]).decode


class Parts:
    """The texts of one import."""

    def __init__(self, files: ImportFiles, import_id: UUID) -> None:
        self._files, self._id = files, import_id

    def keep_given(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Keep what came with the request."""
        self._write(SOURCE, Given(columns, rows))

    def given(self) -> Given:
        """Read what came with the request."""
        return _given(self._read(SOURCE))

    def keep_piece(self, number: int, rows: Sequence[Row]) -> None:
        """Keep some rows of a sheet as they were read."""
        self._write(f"sheet/{number:06}", rows)

    def piece(self, number: int) -> Sequence[Row]:
        """Read some rows of a sheet."""
        return _rows(self._read(f"sheet/{number:06}"))

    def keep_snapshot(self, snapshot: Struct) -> None:
        """Keep what is told of a sheet whose rows are all kept."""
        self._write(SNAPSHOT, snapshot)

    def has_snapshot(self) -> bool:
        """Tell whether all rows of a sheet are kept."""
        return self._files.read(self._id, SNAPSHOT) is not None

    def snapshot(self, kind: type[Snapshot]) -> Snapshot:
        """Read what is told of a sheet."""
        return msgspec.json.decode(self._read(SNAPSHOT), type=kind)

    def keep_under(self, under: Struct) -> None:
        """Keep how far a text was read that is under way."""
        self._write(UNDER, under)

    def under(self, kind: type[Snapshot]) -> Snapshot | None:
        """Read how far a text is; None: it was not begun."""
        found = self._files.read(self._id, UNDER)
        return None if found is None else msgspec.json.decode(unpack(found), type=kind)

    def keep_rows(self, part: int, rows: Sequence[Row]) -> None:
        """Keep a part's rows."""
        self._write(f"rows/{part:06}", rows)

    def rows(self, part: int) -> Sequence[Row]:
        """Read a part's rows."""
        return _rows(self._read(f"rows/{part:06}"))

    def keep_checked(self, part: int, checked: Checked) -> None:
        """Keep what became of a part's rows when they were read."""
        self._write(f"checked/{part:06}", checked)

    def checked(self, part: int) -> Checked:
        """Read what became of a part's rows."""
        return _checked(self._read(f"checked/{part:06}"))

    def keep_rejects(self, part: int, rejects: Sequence[Reject], *, after: int = 0) -> None:
        """Keep a part's rejected rows, for whoever asks; of one that was resumed behind a row, those before it stay."""
        before = [each for each in self.rejects(part) if each.row <= after] if after else []
        if before or rejects:
            self._write(f"rejects/{part:06}", [*before, *rejects])

    def keep_refused(self, part: int, rows: Sequence[Row], *, after: int = 0) -> None:
        """Keep the cells of a part's rejected rows, to be mended and brought again."""
        before = [each for each in self.refused(part) if each[0] <= after] if after else []
        if before or rows:
            self._write(f"refused/{part:06}", [*before, *rows])

    def refused(self, part: int) -> Sequence[Row]:
        """Read the cells of a part's rejected rows."""
        found = self._files.read(self._id, f"refused/{part:06}")
        return [] if found is None else _rows(unpack(found))

    def rejects(self, part: int) -> Sequence[Reject]:
        """Read a part's rejected rows; most parts have none."""
        found = self._files.read(self._id, f"rejects/{part:06}")
        return [] if found is None else _rejects(unpack(found))

    def keep_digests(self, part: int, digests: Sequence[int]) -> None:
        """Keep which instances a rehearsed part would have made or ended."""
        self._write(f"digests/{part:06}", digests)

    def digests(self, part: int) -> Sequence[int]:
        """Read which instances a rehearsed part would have made or ended."""
        return _digests(self._read(f"digests/{part:06}"))

    def clear(self, progress: Progress, *, may_resume: bool) -> None:
        """Remove all but the rejects, and but what one has left that may be resumed. Of a sheet's rows there is no
        number: the last goes first, so that a death leaves those that are found again."""
        if progress.staged is not None or not may_resume:
            self._files.delete(self._id, SOURCE)
        pieces = next(each for each in count() if self._files.read(self._id, f"sheet/{each:06}") is None)
        for piece in reversed(range(pieces)):
            self._files.delete(self._id, f"sheet/{piece:06}")
        self._files.delete(self._id, SNAPSHOT)
        self._files.delete(self._id, UNDER)
        done = progress.settled - bool(progress.cut_at) if may_resume else progress.staged or 0
        for part in range(done):
            for kind in ("rows", "checked", "digests"):
                self._files.delete(self._id, f"{kind}/{part:06}")

    def _write(self, name: str, value: object) -> None:
        self._files.write(self._id, name, pack(encode(value)))

    def _read(self, name: str) -> bytes:
        found = self._files.read(self._id, name)
        if found is None:
            raise Permanent("imports", f"{name} of import {self._id} is gone")
        return unpack(found)
