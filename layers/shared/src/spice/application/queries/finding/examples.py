"""Filters that are right, to show beside what is wrong with one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spice.domain.datatypes.registry import type_named
from spice.domain.errors import DomainError
from spice.domain.ontology.compiled.parts import ID, FieldType
from spice.domain.wording import quoted

_OF_OPERATOR = {"exists": "true", "within": "37.57,126.98,1000", "contains": "abc", "prefix": "abc"}


def example(name: str, op: str, of: FieldType) -> str:
    """Write a filter of a field that is right, such as dep_delay:gt:30."""
    value = _OF_OPERATOR.get(op) or _value(of)
    return f"{name}:{op}:{value},{value}" if op == "in" else f"{name}:{op}:{value}"


def shown_with(error: DomainError, right: str) -> DomainError:
    """Add a filter that is right to an error that has no hint."""
    return DomainError([replace(each, hint=each.hint or f"such as {right}") for each in error.problems])


def of_filter(error: DomainError, text: str) -> DomainError:
    """Name the filter that an error is of, where several may be in a request."""
    said = f"filter {quoted(text)}: "
    return DomainError([replace(each, message=f"{said}{each.message}") for each in error.problems])


def _value(of: FieldType) -> object:
    if of.type == ID:
        return "abc"
    value: object = next(iter(type_named(of.type).examples), "abc")
    if isinstance(value, Mapping):
        value = value.get(of.type.partition(".")[2], "abc")
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0]
    return str(value).lower() if isinstance(value, bool) else value
