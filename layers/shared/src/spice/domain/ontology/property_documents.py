"""A property as a client writes it -> in normal form."""

from collections.abc import Mapping, Sequence

from spice.domain.bounds import DATA_DEPTH
from spice.domain.datatypes.checking import Spec
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.parts import inside_of, told
from spice.domain.datatypes.registry import TYPES, compile_check
from spice.domain.hints import did_you_mean, pointer
from spice.domain.ontology.contradictions import refuse_contradictions
from spice.domain.ontology.enum_documents import read_values
from spice.domain.ontology.personal_properties import read_personal, refuse_within
from spice.domain.ontology.reading import Reading
from spice.domain.wording import quoted

_SPEC = ("type", "constraints", "items", "properties", "values", "personal", "subject")
_PART = ("id", "name", "label", "description", "required", "unit", *_SPEC)
_OWN = (*_PART, "default")
_PLACEHOLDER = "xsd:string"


def read_property(reading: Reading, raw: object, path: str) -> dict[str, object] | None:
    """Read a property of a class; None when it has no name to go by."""
    found = reading.fields(raw, path, _OWN, "a property")
    read = _named(reading, found, path, depth=1) if isinstance(raw, dict) else None
    if read is None:
        return None
    read |= read_personal(reading, found, path)
    if "default" in found and not reading.problems:
        default = reading.checked(compile_check(read, reading.home), found["default"], f"{path}/default", "default")
        read["default"] = told(default, inside_of(read))
    return read


def _named(reading: Reading, raw: Mapping[str, object], path: str, *, depth: int) -> dict[str, object] | None:
    name = reading.name(raw, path, "a property", digit_first=True)
    read: dict[str, object] = {**reading.id(raw, path), "name": name or "", **_spec(reading, raw, path, depth=depth)}
    read["required"] = reading.flag(raw, "required", path)
    optional = {
        "label": reading.label(raw, "label", path),
        "description": reading.label(raw, "description", path),
        "unit": reading.text(raw, "unit", path, longest=128),
    }
    read.update((field, value) for field, value in optional.items() if value is not None)
    return read if name else None


def _spec(reading: Reading, raw: Mapping[str, object], path: str, *, depth: int) -> dict[str, object]:
    if depth > 1:
        refuse_within(reading, raw, path)
    kind = _type(reading, raw, path)
    if kind is None:
        return {"type": _PLACEHOLDER}
    read: dict[str, object] = {"type": kind.name}
    for owner in TYPES.values():
        if owner.holds is not None and owner.holds in raw and kind is not owner:
            reading.fault("constraint_violated", f"only {owner.name} has {owner.holds}", pointer(path, owner.holds))
    read |= _nested(reading, raw, kind, path, depth=depth)
    if constraints := _constraints(reading, raw, kind, path):
        read["constraints"] = constraints
        refuse_contradictions(reading, kind, read, f"{path}/constraints")
    return read


def _nested(reading: Reading, raw: Mapping[str, object], kind: DataType, path: str, *, depth: int) -> dict[str, object]:
    if depth > DATA_DEPTH:
        reading.fault("constraint_violated", f"types must not be nested deeper than {DATA_DEPTH} levels", path)
    elif kind.holds == "items":
        return {"items": _items(reading, raw, path, depth=depth)}
    elif kind.holds == "properties" and "properties" in raw:
        return {"properties": _parts(reading, raw, path, depth=depth)}
    elif kind.holds == "values":
        return {"values": read_values(reading, raw, path)}
    return {}


def _type(reading: Reading, raw: Mapping[str, object], path: str) -> DataType | None:
    at, name = f"{path}/type", raw.get("type")
    if name is None:
        reading.fault("missing_property", "a property needs a type", at)
    elif not isinstance(name, str) or name not in TYPES:
        said = f"there is no type {quoted(name)}"
        reading.fault("wrong_type", said, at, value=name, hint=did_you_mean(name, TYPES) or "GET /types lists them")
    else:
        return TYPES[name]
    return None


def _items(reading: Reading, raw: Mapping[str, object], path: str, *, depth: int) -> Spec:
    at = f"{path}/items"
    if "items" not in raw:
        reading.fault("missing_property", 'an ARRAY needs items, such as {"type": "xsd:string"}', at)
        return {"type": _PLACEHOLDER}
    return _spec(reading, reading.fields(raw["items"], at, _SPEC, "items"), at, depth=depth + 1)


def _parts(reading: Reading, raw: Mapping[str, object], path: str, *, depth: int) -> Sequence[Spec]:
    at = f"{path}/properties"
    read: dict[str, Spec] = {}
    for index, part in enumerate(reading.listed(raw, "properties", path)):
        here = pointer(at, index)
        found = _named(reading, reading.fields(part, here, _PART, "a property"), here, depth=depth + 1)
        if found is not None and str(found["name"]) in read:
            reading.fault("constraint_violated", f"two properties are named '{found['name']}'", f"{here}/name")
        elif found is not None:
            read[str(found["name"])] = found
    return [*read.values()]


def _constraints(reading: Reading, raw: Mapping[str, object], kind: DataType, path: str) -> dict[str, object]:
    at = f"{path}/constraints"
    given = reading.fields(raw.get("constraints", {}), at, kind.constraints, f"constraints of {kind.name}")
    rules = kind.constraints if kind.constraints_in is None else kind.constraints_in(reading.home)
    read = {name: reading.checked(rules[name].read, given[name], pointer(at, name), name) for name in given}
    return {name: value for name, value in read.items() if value is not None}
