"""Rows of a table into instances: which column fills which property, and what an empty cell means."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cli.failure import Refused, WrongUse
from cli.loading.convert import Convert, converter, holds_empty_text
from cli.loading.named import Named, hinted
from spice.domain.tables.flaws import Strictness
from spice.domain.tables.reader import Table
from spice.domain.tables.record import Cells
from spice.domain.tables.writer import as_meant

Document = dict[str, Any]
Members = Mapping[str, Mapping[str, Any]]
ID, CLASS = "_id", "_class"
META = frozenset({"_version", "_created_at", "_updated_at", "_updated_by"})
"""Columns that an export writes and a load leaves aside: the platform says what is in them."""


class Filled(NamedTuple):
    """A column that fills a property: its place, the property, how a cell is read, which cells mean absence."""

    place: int
    name: str
    read: Convert
    absent: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How columns become values: `members` by name (those of another class by `of`), what is renamed or left out,
    which texts mean absence, which column is the id, whether apostrophes stand before formulas."""

    members: Members
    of: Callable[[str], Members] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    id: str | None = None
    spreadsheet: bool = False
    named: Named = field(default_factory=Named)


def table(
    lines: Iterable[str], columns: Columns, strictness: Strictness, *, delimiter: str | None = None
) -> Iterator[tuple[int, Document]]:
    """Read a table whose first line names its columns."""
    found = Table(lines, strictness, delimiter=delimiter)
    plan = Plan(found, columns, strictness)
    for line, cells in found.rows():
        meant = [as_meant(cell) if cell else cell for cell in cells] if columns.spreadsheet else cells
        document = plan.document(line, meant)
        if document is not None:
            yield line, document


class Plan:
    """What each column of one table is for."""

    def __init__(self, found: Table, columns: Columns, strictness: Strictness) -> None:
        self._header, self._line, self._columns, self._strictness = found.header, found.line, columns, strictness
        self._id = self._place(columns.id or ID)
        self._class = self._place(CLASS)
        if columns.id and self._id is None:
            hint = hinted(columns.id, filter(None, found.header))
            raise WrongUse(f"there is no column {columns.id!r} to take the id from{hint}")
        columns.named.meet(found.header)
        if columns.named.last:
            columns.named.refuse_missing()
        self._filled, unknown = self._fill(columns.members)
        if unknown and self._class is None:
            names = [columns.renamed.get(column := self._header[place] or "", column) for place in unknown]
            called = ", ".join(map(repr, names)) + hinted(names[0], columns.members)
            said = f"no property is called {called}: --map COLUMN=PROPERTY renames, --skip COLUMN leaves out"
            strictness.meet(self._line, said, column=unknown[0] + 1, mended="left out")
        self._by_class: dict[str, tuple[Sequence[Filled], Sequence[int]]] = {}

    def document(self, line: int, cells: Cells) -> Document | None:
        """Make what is sent of a row; None for one that lenience leaves out."""
        filled, document = self._filled, Document()
        if self._class is not None and (name := cells[self._class]):
            filled, strangers = self._filled_of(line, name)
            document["class"] = name
            for place in strangers:
                if cells[place] is not None:
                    said = f"class {name} has no property {self._header[place]!r}"
                    self._strictness.meet(line, said, column=place + 1, mended="the cell is left out")
        if self._id is not None:
            if not (identity := cells[self._id]):
                self._strictness.meet(line, "the id is empty", column=self._id + 1, mended="the row is left out")
                return None
            document["id"] = identity
        document["data"] = {
            name: read(cell)
            for place, name, read, absent in filled
            if (cell := cells[place]) is not None and cell not in absent
        }
        return document

    def _place(self, column: str) -> int | None:
        own = column == self._columns.id
        aside = not own and (column in self._columns.renamed or column in self._columns.skipped)
        return None if aside or column not in self._header else self._header.index(column)

    def _filled_of(self, line: int, name: str) -> tuple[Sequence[Filled], Sequence[int]]:
        if (known := self._by_class.get(name)) is None:
            members, of = self._columns.members, self._columns.of
            try:
                members = members if of is None else of(name)
            except Refused as unknown:
                hint = next((f" ({each['hint']})" for each in unknown.answer.errors if each.get("hint")), "")
                said = f"there is no class {name!r}{hint}" if unknown.answer.status == 404 else f"{unknown}{hint}"
                self._strictness.meet(line, said, column=None if self._class is None else self._class + 1)
            known = self._by_class[name] = self._fill(members)
        return known

    def _fill(self, members: Members) -> tuple[Sequence[Filled], Sequence[int]]:
        """Say for each column which property it fills and how; beside it, the places of columns that fill none."""
        filled: dict[str, Filled] = {}
        unknown = []
        for place, column in enumerate(self._header):
            name = self._columns.renamed.get(column or "", column)
            if name is None or column in self._columns.skipped or self._is_aside(column):
                continue
            if name in filled:
                said = f"column {filled[name].place + 1} fills the property {name!r} already"
                self._strictness.meet(self._line, said, column=place + 1, mended="the column is left out")
            elif name in members:
                empty = frozenset() if holds_empty_text(members[name]) else frozenset({""})
                filled[name] = Filled(place, name, converter(members[name]), self._columns.absent | empty)
            elif place != self._id:
                unknown.append(place)
        return list(filled.values()), unknown

    def _is_aside(self, column: str | None) -> bool:
        return column not in self._columns.renamed and (column in META or column in (ID, CLASS))
