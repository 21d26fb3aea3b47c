"""Objects: named values, kept under stable keys; or any JSON object."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from spice.domain.bounds import DATA_DEPTH, PROBLEMS_WITHIN
from spice.domain.datatypes.checking import Check, Rejected, Spec, named_twice, violated, within, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType, Describe, JsonSchema
from spice.domain.datatypes.numbers import a_number
from spice.domain.datatypes.parts import part_key
from spice.domain.datatypes.texts import a_text
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.spelling import spelled

Token = TypeVar("Token", str, int)
_NONE: tuple[str, None] = ("", None)


def objects(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an object: its properties if the class names them (kept by stable key), else any JSON."""
    return _object(spec, compile_, patch=False)


def object_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch of an object: null removes, nothing is required."""
    return _object(spec, compile_, patch=True)


def anything(value: object, depth: int = 0) -> object:
    """Read any JSON: null is absence, numbers and depth are bounded, arrays hold no null."""
    if depth > DATA_DEPTH:
        raise violated(f"must not be nested deeper than {DATA_DEPTH} levels", None)
    if isinstance(value, dict):
        parts = {str(a_text(name)): part for name, part in value.items() if part is not None}
        return dict(_each(parts.items(), depth))
    if isinstance(value, list):
        return [item for _, item in _each(enumerate(value), depth)]
    if isinstance(value, str):
        return a_text(value)
    if value is None:
        raise wrong_type("a value", value)
    return value if type(value) is bool else a_number(value)


def _each(parts: Iterable[tuple[Token, object]], depth: int) -> Iterator[tuple[Token, object]]:
    """Read the parts of any JSON; what is wrong with one is told at its place."""
    for token, part in parts:
        try:
            read = anything(part, depth + 1)
        except Rejected as rejected:
            raise Rejected(within(rejected, token)) from rejected
        yield token, read


def _object(spec: Spec, compile_: Compile, *, patch: bool) -> Check:
    listed = spec.get("properties")
    if not isinstance(listed, list):
        return _any_patch if patch else _any_object
    reads = {str(part["name"]): (part_key(part), compile_(part)) for part in listed}
    required = () if patch else tuple(str(part["name"]) for part in listed if part.get("required"))

    def check(value: object) -> object:
        if type(value) is not dict:
            raise wrong_type("an object", value)
        problems = named_twice(value)
        given = {spelled(name) for name, part in value.items() if part is not None}
        problems += [_missing(name) for name in required if name not in given]
        normal = _parts(value, reads, problems, patch=patch)
        if problems:
            raise Rejected(problems[:PROBLEMS_WITHIN])
        return normal

    return check


def _parts(
    value: dict[str, object], reads: Mapping[str, tuple[str, Check]], problems: list[Problem], *, patch: bool
) -> dict[str, object]:
    normal: dict[str, object] = {}
    for name, part in value.items():
        key, read = reads.get(spelled(name), _NONE)
        if read is None:
            problems.append(_unknown(name, reads))
        elif part is not None:
            try:
                normal[key] = read(part)
            except Rejected as rejected:
                problems += within(rejected, name)
        elif patch:
            normal[key] = None
        if len(problems) >= PROBLEMS_WITHIN:
            break
    return normal


def _any_object(value: object) -> object:
    if type(value) is not dict:
        raise wrong_type("an object", value)
    return anything(value)


def _any_patch(value: object) -> object:
    _any_object(value)
    return value


def _missing(name: str) -> Problem:
    return Problem(code="missing_property", message="must be there", path=pointer("", name))


def _unknown(name: str, names: Mapping[str, object]) -> Problem:
    return Problem(
        code="unknown_property",
        message="is no property of the object",
        path=pointer("", name),
        hint=did_you_mean(name, names),
    )


def _described(spec: Spec, describe: Describe) -> JsonSchema:
    parts = spec.get("properties")
    if not isinstance(parts, list):
        return {"type": "object"}
    return {
        "type": "object",
        "properties": {str(part["name"]): describe(part) for part in parts},
        "required": [str(part["name"]) for part in parts if part.get("required")],
        "additionalProperties": False,
    }


OBJECT = DataType(
    name="OBJECT",
    description='Named values: "properties": [{"name": "city", "type": "xsd:string"}]; or any JSON object.',
    accepts=("a JSON object; null is absence",),
    normal_form="each value in its normal form",
    examples=({"city": "Seoul"},),
    build=objects,
    build_patch=object_patches,
    kind="composite",
    keyable=False,
    holds="properties",
    cell="structure",
    json_schema=_described,
)
