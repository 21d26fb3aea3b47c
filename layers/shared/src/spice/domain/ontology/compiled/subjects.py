"""Whose a personal value is, as its class says."""

from collections.abc import Mapping
from decimal import Decimal

from spice.domain.datatypes.numbers import plain
from spice.domain.errors import Code, Problem
from spice.domain.hints import pointer
from spice.domain.instance.ids import read_instance_id
from spice.domain.instance.model import Data
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.personal import read_sealed
from spice.domain.spelling import spelled


def subject_of(shape: CompiledClass, property_id: str, instance: str, data: Mapping[str, object]) -> str | None:
    """Tell whose a personal value is: the instance's own, or as its class names it; None where that is not there."""
    named = shape.personal[property_id]
    if named is None:
        return instance
    value = data.get(named)
    return None if value is None else _as_subject(value)


def check_subjects(shape: CompiledClass, instance: str, written: Mapping[str, object], after: Data) -> list[Problem]:
    """List what is written under another subject than the one that the instance has then: a write came between."""
    problems = list[Problem]()
    if not shape.personal:
        return problems
    for id_ in shape.personal.keys() & written.keys():
        name, sealed = shape.names[id_], read_sealed(written[id_])
        code: Code = "version_conflict"
        said = f"{name} belongs to another subject than the instance has by now: read it, and write again"
        if sealed is None:
            # Every door seals; what comes through one that does not is kept by nobody.
            code, said = "not_supported", f"{name} is personal, and must be sealed before it is kept"
        elif sealed.subject == subject_of(shape, id_, instance, after):
            continue
        problems.append(Problem(code=code, message=said, path=pointer("/data", name)))
    return problems


def subject_missing(shape: CompiledClass, property_id: str) -> Problem:
    """Make the problem of a personal value that is nobody's."""
    named = shape.personal[property_id]
    owner = shape.names.get(named or "", "")
    said = f"{shape.names[property_id]} is personal: '{owner}' says whose it is, and is missing"
    return Problem(code="missing_property", message=said, path=pointer("/data", owner))


def subject_problems(shape: CompiledClass, property_id: str, subject: str) -> list[Problem]:
    """List why nobody can be called so: who is to be erased is named in a path, as an instance is."""
    named = shape.names.get(shape.personal[property_id] or "")
    return [] if named is None else read_instance_id(subject, pointer("/data", named))[1]


def _as_subject(value: object) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return plain(value)
    return spelled(str(value))
