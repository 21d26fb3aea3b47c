"""A mapping as clients write it -> which column fills what; everything that is wrong with it is told at once."""

from collections.abc import Container, Mapping, Sequence

from spice.application.ground.class_members import members_of
from spice.application.ground.schemas import Schema
from spice.application.upkeep.importing.wanted import ID, Filling, Operation
from spice.domain.errors import DomainError, Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.sheets.header import column_key
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

Pairs = Sequence[tuple[str, str]]
"""Columns and the names of what they fill."""


def check_mapping(schema: Schema, shape: CompiledClass, pairs: Pairs, op: Operation) -> list[Filling]:
    """Find what each column fills, by its stable id."""
    if not pairs:
        raise DomainError(Problem(code="missing_property", message="the mapping names no column", path="/mapping"))
    names = {str(part["name"]): id_ for id_, part in members_of(schema, shape).items()}
    problems, fillings = list[Problem](), list[Filling]()
    taken = dict[str, str]()
    for column, name in pairs:
        part = ID if name == ID else names.get(spelled(name))
        if part is None:
            problems.append(_unknown(shape, column, name, names))
        elif part in taken:
            problems.append(_twice(shape, column, name, taken[part]))
        else:
            taken[part] = column
            fillings.append(Filling(column, part))
    problems += _twice_named(pairs)
    if not problems:
        problems += _unfilled(shape, taken, op)
    if problems:
        raise DomainError(problems)
    return fillings


def _unknown(shape: CompiledClass, column: str, name: str, names: Mapping[str, str]) -> Problem:
    return Problem(
        code="unknown_property",
        message=f"column {quoted(column)}: class {shape.name} has no property {quoted(name)}",
        path=pointer("/mapping", column),
        value=name,
        hint=did_you_mean(name, names),
    )


def _twice(shape: CompiledClass, column: str, name: str, other: str) -> Problem:
    said = f"columns {quoted(other)} and {quoted(column)} both fill {quoted(name)} of class {shape.name}: one can"
    return Problem(code="constraint_violated", message=said, path=pointer("/mapping", column), value=name)


def _twice_named(pairs: Pairs) -> list[Problem]:
    seen, problems = set[str](), list[Problem]()
    for column, name in pairs:
        if column_key(column) in seen:
            said = f"column {quoted(column)} is mapped twice: a column fills one property"
            problems.append(
                Problem(code="constraint_violated", message=said, path=pointer("/mapping", column), value=name)
            )
        seen.add(column_key(column))
    return problems


def _unfilled(shape: CompiledClass, taken: Mapping[str, str], op: Operation) -> list[Problem]:
    """Tell which parts of the key no column fills, and what every instance must have."""
    named = ID in taken
    wanted = [id_ for id_ in shape.key_ids if not (named and op in ("update", "delete"))]
    if op in ("create", "upsert"):
        wanted += [id_ for id_ in shape.required if id_ not in wanted and id_ not in shape.defaults]
    problems = [_missing(shape, id_) for id_ in wanted if id_ not in taken]
    if op != "create" and not _names(shape, taken):
        problems.append(_nameless(shape, op))
    return problems


def refuse_doubles(shape: CompiledClass, fillings: Sequence[Filling]) -> None:
    """Refuse a mapping by which rows that come again would be other instances each time."""
    if not _names(shape, {each.part for each in fillings}):
        raise DomainError(_nameless(shape, "a sheet that is brought in again"))


def _names(shape: CompiledClass, parts: Container[str]) -> bool:
    """Tell whether rows say which instances they are."""
    return bool(shape.key_ids) or ID in parts


def _nameless(shape: CompiledClass, what: str) -> Problem:
    said = f"class {shape.name} has no key: {what} needs a column that is mapped to {ID}"
    return Problem(code="missing_property", message=said, path="/mapping")


def _missing(shape: CompiledClass, id_: str) -> Problem:
    name = shape.names[id_]
    why = f"the key of class {shape.name}" if id_ in shape.key_ids else f"required by class {shape.name}"
    said = f"{quoted(name)} is {'part of ' if id_ in shape.key_ids else ''}{why}, and no column fills it"
    return Problem(code="missing_property", message=said, path="/mapping", value=name)
