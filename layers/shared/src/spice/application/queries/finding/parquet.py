"""Instances as a Parquet file: its columns by the ontology, its rows in groups."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from spice.application.ground.schemas import Schema
from spice.application.queries.finding.export import FIRST, META, members
from spice.domain.datatypes.datatype import Cell
from spice.domain.datatypes.registry import TYPES
from spice.messages.codec import encode
from spice.messages.parquet.columns import Column, DoesNotFit, Kind
from spice.messages.parquet.file import MAGIC, Group, footer, written_group
from spice.searching.moments import billionths_of, moment_of

GROUP_BYTES = 16 * 1024 * 1024
"""How much of the instances, as JSON, a group holds."""
_MAKER = "Spice Harvester"
_KINDS: Mapping[Cell, Kind] = {
    "boolean": "boolean",
    "whole": "integer",
    "number": "decimal",
    "share": "decimal",
    "day": "date",
    "moment": "time",
    "structure": "json",
    "place": "json",
    "list": "json",
}
_META_KINDS: Mapping[str, Kind] = {"_version": "integer", "_created_at": "time", "_updated_at": "time"}


class ParquetRows:
    """Writes instances behind the groups that are written already, which are `at` bytes."""

    def __init__(self, columns: Sequence[Column], groups: Sequence[Group], at: int) -> None:
        self._columns, self.groups, self._at = columns, list(groups), at
        self._values = [_value_of(column) for column in columns[len(FIRST) :]]
        self._rows: list[list[Any]] = []
        self._waiting, self.weight = 0, 0

    def write(self, found: Iterable[Mapping[str, Any]]) -> bytes:
        """Take instances; gives what is whole. Raises DoesNotFit."""
        made = bytearray(b"" if self._at else MAGIC)
        self._at = self._at or len(MAGIC)
        for each in found:
            data = each["data"]
            size = len(encode(data))
            self._waiting, self.weight = self._waiting + size, self.weight + size
            read = zip(self._columns[len(FIRST) :], self._values, strict=True)
            self._rows.append([*_meta(each), *(value(data.get(column.name)) for column, value in read)])
        # Never in the midst of a page: where a part has been kept, all that was taken is in it.
        if self._waiting >= GROUP_BYTES:
            made += self._group()
        return bytes(made)

    def paused(self, before: int, least: int) -> bytes:
        """Give what is left as a group, and nothings behind it until there are `least` bytes: readers go by places."""
        last = self._group() if self._rows else b""
        nothings = bytes(max(0, least - before - len(last)))
        self._at += len(nothings)
        return last + nothings

    def end(self) -> bytes:
        """Give what is left, and what a file ends with. Raises DoesNotFit."""
        last = self._group() if self._rows else b""
        return last + footer(self._columns, self.groups, _MAKER)

    def _group(self) -> bytes:
        body, group = written_group(self._columns, self._rows, self._at)
        self.groups.append(group)
        self._rows, self._waiting, self._at = [], 0, self._at + len(body)
        return body


def parquet_columns(schema: Schema, class_name: str | None, texts: Iterable[str]) -> list[Column]:
    """Lay out the columns: those before the properties, then these by name. Those in `texts` hold texts alone."""
    widened = set(texts)
    first = [Column(name, _META_KINDS.get(name, "text")) for name in FIRST]
    return [*first, *(_column(name, held, widened) for name, held in sorted(members(schema, class_name).items()))]


def _column(name: str, held: Sequence[Mapping[str, Any]], widened: set[str]) -> Column:
    """Choose one type for what classes of a family have under one name; a text, where they do not agree."""
    kinds = {_kind(member) for member in held}
    if name in widened or len(kinds) > 1:
        return Column(name, "text")
    kind, is_list = kinds.pop()
    return Column(name, kind, is_list)


def _kind(member: Mapping[str, Any]) -> tuple[Kind, bool]:
    if "target" in member:
        return "text", str(member.get("cardinality", "")).endswith("_to_many")
    kind = TYPES[str(member["type"])]
    if kind.cell == "list":
        inner, is_list = _kind(items) if (items := member.get("items")) else ("json", False)
        return ("json", False) if is_list or inner == "json" else (inner, True)
    if kind.floating:
        return "double", False
    return _KINDS.get(kind.cell, "text"), False


def _meta(found: Mapping[str, Any]) -> list[Any]:
    values = {"_id": found["id"], "_class": found["class"], **{f"_{name}": found[name] for name in META}}
    return [moment_of(values[name]) if _META_KINDS.get(name) == "time" else values[name] for name in FIRST]


def _value_of(column: Column) -> Callable[[Any], Any]:
    if column.kind == "json":
        return lambda value: None if value is None else encode(value).decode()
    if column.kind == "time":
        one: Callable[[Any], Any] = partial(_moment, column.name)
    elif column.kind == "text":
        one = _text
    else:
        return lambda value: value
    if column.is_list:
        return lambda value: [one(each) for each in value] if isinstance(value, list) else value
    return lambda value: None if value is None else one(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else encode(value).decode()


def _moment(column: str, value: object) -> datetime:
    """Read a moment that is in UTC and has microseconds at most; of others a column is one of texts."""
    found = moment_of(value) if isinstance(value, str) and value.endswith("Z") else None
    if found is None or billionths_of(found):
        raise DoesNotFit(column)
    return found
