"""Targets that must exist, or may be named once, when a write comes in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from spice.application.intake.sole_targets import SoleTargets
from spice.domain.errors import Problem
from spice.domain.identity import aggregate_id, cached_stream_key
from spice.domain.instance.model import DeleteInstance, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.parts import Relationship
from spice.domain.references import Reference, missing_targets, sole_references, strict_references
from spice.messages.command import Command
from spice.ports.many_instances import ManyInstances, Name
from spice.waiting import until

SETTLING_SECONDS = 5.0
"""How long a bulk request waits for what batches before it may bring."""


def missing(
    reader: ManyInstances, database: UUID, shape: CompiledClass, own: str | None, data: Mapping[str, object]
) -> list[Problem]:
    """List what data of instance `own` names that must exist and does not; itself it may name."""
    if not (named := strict_references(shape, data)):
        return []
    there = {**reader.classes(database, _names(named)), Name(shape.root_id, own or ""): shape.id}
    return missing_targets(named, lambda each, target: there.get(_name(each, target)) in each.target_family)


class _Brought(NamedTuple):
    line: int
    class_id: str | None
    """None: the line ends it."""


class LineTargets:
    """What the lines of a bulk request name that must exist, in the index or brought by an earlier line, or that one of
    them alone may name.

    `underway`: whether batches of the database are; what one of them brings is waited for, a little.
    """

    def __init__(self, reader: ManyInstances, database: UUID, underway: Callable[[], bool]) -> None:
        self._reader, self._database, self._underway = reader, database, underway
        self._named: dict[int, Sequence[Reference]] = {}
        self._sole: dict[int, Sequence[Reference]] = {}
        self._shapes: dict[int, CompiledClass] = {}
        self._data: dict[int, Mapping[str, object]] = {}
        self._holders = SoleTargets(database)
        self._brought: dict[str, _Brought] = {}
        """What the lines so far did, by aggregate."""

    def note(self, number: int, shape: CompiledClass, data: Mapping[str, object]) -> None:
        """Remember what a line writes, and names."""
        self._named[number], self._shapes[number] = strict_references(shape, data), shape
        self._sole[number], self._data[number] = sole_references(shape, data), data

    def settle(self, commands: Sequence[Command]) -> tuple[list[Command], dict[int, Sequence[Problem]]]:
        """Tell apart the commands that name nothing missing or another's, and the problems of the others by line.

        What an earlier line is to bring is promised to the worker, who may decide about that line later.
        """
        if not any(self._named.values()) and not any(self._sole.values()):
            return list(commands), {}
        there = self._there(_names(each for some in self._named.values() for each in some), commands)
        kept, refused = list[Command](), dict[int, Sequence[Problem]]()
        for command in commands:
            line = command.line or 0
            problems = self._missing(command, self._named[line], there)
            if problems := problems + self._holders.taken(command.key, self._sole[line]):
                refused[line] = problems
            else:
                kept.append(self._promising(command, self._named[line]))
                self._follow(command, line, there)
                self._holders.follow(command, self._shapes[line], self._data[line])
        return kept, refused

    def _there(self, names: set[Name], commands: Sequence[Command]) -> Mapping[Name, str]:
        """Look names up; while others are under way, again and again those that this request does not bring itself."""
        own = {command.key for command in commands}
        found: dict[Name, str] = {}

        def complete() -> bool:
            last = not self._underway()
            found.update(self._reader.classes(self._database, names - found.keys()))
            missing = names - found.keys()
            return last or all(aggregate_id(self._database, *name) in own for name in missing)

        until(complete, SETTLING_SECONDS)
        return found

    def _missing(self, command: Command, named: Sequence[Reference], there: Mapping[Name, str]) -> list[Problem]:
        own = self._shapes[command.line or 0].id

        def exists(relationship: Relationship, target: str) -> bool:
            key = self._key(relationship, target)
            brought = self._brought.get(key)
            found = brought.class_id if brought else there.get(_name(relationship, target))
            return (own if key == command.key else found) in relationship.target_family

        return missing_targets(named, exists)

    def _promising(self, command: Command, named: Sequence[Reference]) -> Command:
        keys = {self._key(each.relationship, each.target) for each in named}
        promised = {cached_stream_key(key): self._brought[key].line for key in keys if key in self._brought}
        return replace(command, promised=promised) if promised else command

    def _follow(self, command: Command, line: int, there: Mapping[Name, str]) -> None:
        if command.type == PatchInstance.__name__:
            return
        shape, before = self._shapes[line], self._brought.get(command.key)
        # What is there already stays what it is, though a line may call it by a class above.
        name = Name(shape.root_id, command.key.removeprefix(aggregate_id(self._database, shape.root_id, "")))
        known = there.get(name) if before is None else before.class_id
        ends = command.type == DeleteInstance.__name__
        self._brought[command.key] = _Brought(line, None if ends else known or shape.id)

    def _key(self, relationship: Relationship, target: str) -> str:
        return aggregate_id(self._database, relationship.target_root, target)


def _name(relationship: Relationship, target: str) -> Name:
    return Name(relationship.target_root, target)


def _names(named: Iterable[Reference]) -> set[Name]:
    return {_name(each.relationship, each.target) for each in named}
