"""Rows -> lines of a bulk request: each cell read as its property asks, in the manner of its column."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Schema
from spice.application.intake.bulk_line import BulkLine
from spice.application.intake.bulk_line import Read as ReadLine
from spice.application.upkeep.importing.parts import Row
from spice.application.upkeep.importing.rejecting import Rejecting
from spice.application.upkeep.importing.wanted import ID, Wanted, Written, row_name
from spice.domain.cells.links import link_reader
from spice.domain.cells.reading import Read, reader_of, remembering
from spice.domain.errors import refuse
from spice.domain.identity import derived_id
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.sheets.sheet import Cell


class Converting:
    """Reads the rows of an import."""

    def __init__(self, import_id: UUID, wanted: Wanted, columns: Sequence[Written], schema: Schema) -> None:
        self._import_id = import_id
        self.shape = _shape(wanted, schema)
        self._makes_ids = wanted.op in ("create", "upsert") and not self.shape.key_ids
        members, self._id = members_of(schema, self.shape), None
        self._fields: list[tuple[int, str, Read]] = []
        for place, (filling, how) in enumerate(zip(wanted.mapping, columns, strict=True)):
            if filling.part == ID:
                self._id = place
                continue
            if filling.part not in members:
                said = f"class {self.shape.name} has no longer the property that column {filling.column!r} fills"
                raise refuse("unknown_property", said, value=filling.column)
            member = members[filling.part]
            read = remembering(_reader(schema, member, how))
            self._fields.append((place, str(member["name"]), read))
        places = {name: place for place, name, _ in self._fields}
        keyed = (
            self._id if self._id is not None else next((places[key] for key in self.shape.key if key in places), None)
        )
        named = places if keyed is None else {**places, "": keyed}
        hidden = {
            place for place, filling in enumerate(wanted.mapping) if members.get(filling.part, {}).get("personal")
        }
        self.rejecting = Rejecting([each.column for each in wanted.mapping], named, hidden)

    def lines(self, rows: Sequence[Row]) -> Iterator[tuple[int, ReadLine]]:
        """Give each row as a line that is read when its turn comes."""
        for number, cells in rows:
            yield number, partial(self._line, number, cells)

    def _line(self, number: int, cells: Sequence[Cell], most: int) -> BulkLine:
        data: dict[str, object] = {}
        for place, name, read in self._fields:
            if (cell := cells[place]) is not None and (value := read(cell)) is not None:
                data[name] = value
        return BulkLine(id=self._identity(number, cells), data=data)

    def _identity(self, number: int, cells: Sequence[Cell]) -> str | None:
        """Name the instance where a column does; one without a key is named by its row, so that it comes once."""
        if self._id is not None:
            if (cell := cells[self._id]) is None or not cell.strip():
                raise refuse("missing_property", "the id is empty", path="/id")
            return cell.strip()
        return str(derived_id(self._import_id, row_name(number))) if self._makes_ids else None


def _reader(schema: Schema, member: Mapping[str, Any], how: Written) -> Read:
    """Choose how cells are read; those that refer to a class with a key of one property hold that."""
    target = schema.ontology.by_name.get(str(member.get("target")))
    if target is None or len(target.key_ids) != 1:
        return reader_of(member, how.manner, schema.home)
    return link_reader(member, members_of(schema, target)[target.key_ids[0]], how.manner, schema.home)


def _shape(wanted: Wanted, schema: Schema) -> CompiledClass:
    shape = schema.ontology.by_id.get(wanted.class_id)
    if shape is None:
        raise refuse("unknown_class", "the class of the import is there no longer")
    return shape
