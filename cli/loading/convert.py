"""Text of a table's cells, made into the values its class asks for."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.registry import TYPES
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json

Convert = Callable[[str], object]
BOOLEANS = {"true": True, "t": True, "yes": True, "y": True, "1": True} | {
    "false": False,
    "f": False,
    "no": False,
    "n": False,
    "0": False,
}


def converter(member: Mapping[str, Any]) -> Convert:
    """Choose how a property's or relationship's cells are read; one that does not fit stays text, to be refused."""
    if "target" in member:
        return _listed(str) if str(member.get("cardinality", "")).endswith("_to_many") else str
    kind = _kind(member)
    if kind is not None and kind.cell == "list":
        return _listed(converter(member.get("items") or {}))
    return str if kind is None else _CELLS.get(kind.cell, str)


def holds_empty_text(member: Mapping[str, Any]) -> bool:
    """Tell whether `""` is a value of a property; of others it is absence, as an empty cell is."""
    kind = None if "target" in member else _kind(member)
    return kind is not None and kind.holds_empty_text


def whole(text: str) -> object:
    """Read a whole number of any size."""
    try:
        return int(text) if "_" not in text else text
    except ValueError:
        return number(text)


def number(text: str) -> object:
    """Read a number with all its digits."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return value if value.is_finite() and "_" not in text else text


def boolean(text: str) -> object:
    """Read yes and no as people write them."""
    return BOOLEANS.get(text.strip().lower(), text)


def structure(text: str) -> object:
    """Read a cell that holds JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return read_json(text.encode())
    except DomainError:
        return text


def _listed(item: Convert) -> Convert:
    """Read a list: JSON, or its items with semicolons between."""

    def read(text: str) -> object:
        found = structure(text)
        if isinstance(found, str):
            return [item(part.strip()) for part in found.split(";") if part.strip()]
        return found

    return read


def _kind(member: Mapping[str, Any]) -> DataType | None:
    """Find a property's type; a newer platform may have one that is not known here: its cells are sent as text."""
    return TYPES.get(str(member.get("type")))


_CELLS: Mapping[str, Convert] = {
    "whole": whole,
    "number": number,
    "boolean": boolean,
    "structure": structure,
    "place": structure,
    "share": number,
}


def members_of(classes: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Name the properties and relationships of a class and its parents."""
    return {
        str(member["name"]): member
        for shape in classes
        for member in [*shape.get("properties", ()), *shape.get("relationships", ())]
    }
