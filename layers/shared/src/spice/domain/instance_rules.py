"""What a command does to an instance: the events it gives, or why it is refused. No I/O."""

from dataclasses import replace
from datetime import datetime

from spice.domain.datatypes.arrays import identity_of
from spice.domain.errors import DomainError, Problem, refuse, there
from spice.domain.instance.evolve import evolve
from spice.domain.instance.merge_patch import merge_patch
from spice.domain.instance.model import (
    CreateInstance,
    Data,
    DeleteInstance,
    Instance,
    InstanceCommand,
    InstanceCreated,
    InstanceDeleted,
    InstanceEvent,
    InstanceUpdated,
    PatchInstance,
    PutInstance,
    RestoreInstance,
)
from spice.domain.instance_filling import filled
from spice.domain.ontology.compiled.classes import CompiledClass


def decide(
    instance: Instance | None,
    command: InstanceCommand,
    shape: CompiledClass,
    *,
    expected_version: int | None = None,
    must_be_absent: bool = False,
) -> list[InstanceEvent]:
    """Decide a command whose data is normal and keyed by stable id; no event when nothing changes.

    `shape` is the class the command names. What is left unsaid by it (properties that are gone) stays as it is; an
    object that is written has only what it may have inside today, whatever was dropped since.
    """
    command = filled(command, shape)
    live = None if instance is None or instance.deleted else _of_today(instance, shape)
    if live is not None and must_be_absent:
        raise there(f"{shape.kin.get(live.class_id, shape.name)} '{command.id}'")
    if isinstance(command, PatchInstance | DeleteInstance):
        found = _of_class(live, command, shape)
        _check_version(found, command, expected_version)
        return (
            [InstanceDeleted(class_id=found.class_id)]
            if isinstance(command, DeleteInstance)
            else _patch(found, command, shape)
        )
    _check_version(instance if isinstance(command, RestoreInstance) else live, command, expected_version)
    if live is not None and isinstance(command, CreateInstance):
        raise exists(shape, command.id, of=live.class_id)
    return _write(instance, live, command, shape)


def exists(shape: CompiledClass, id: str, *, of: str = "") -> DomainError:
    """Make the error for an instance that was to be made, and is there; `of`: the id of its class."""
    return refuse("already_exists", f"{shape.kin.get(of, shape.name)} '{id}' exists", path="/id", value=id)


def is_missing(shape: CompiledClass, id: str) -> DomainError:
    """Make the error for an instance that was to be there, and is not."""
    return refuse("not_found", f"{shape.name} '{id}' does not exist", value=id)


def following(current: Instance | None, event: InstanceEvent, *, id: str, at: datetime, actor: str) -> Instance:
    """Compute the state after an event that was decided: the next version."""
    version = current.version + 1 if current else 1
    return evolve(current, event, id=id, version=version, at=at, actor=actor)


def _of_today(instance: Instance, shape: CompiledClass) -> Instance:
    data = shape.living(instance.data)
    return instance if data is instance.data else replace(instance, data=data)


def _write(
    instance: Instance | None,
    live: Instance | None,
    command: CreateInstance | PutInstance | RestoreInstance,
    shape: CompiledClass,
) -> list[InstanceEvent]:
    if isinstance(command, RestoreInstance):
        if instance is None:
            raise is_missing(shape, command.id)
        known = {id_: value for id_, value in command.data.items() if id_ in shape.names}
        command = replace(command, data=shape.living(known))
        if live is None or live.class_id != command.class_id:
            _demand(shape.check_again(command.data))
        if live is not None and live.class_id != command.class_id:
            # It was of another class of the hierarchy then: it ends as what it is and begins as what it was.
            return [
                InstanceDeleted(class_id=live.class_id),
                InstanceCreated(class_id=command.class_id, data=command.data),
            ]
    if (data := shape.living(command.data)) is not command.data:
        command = replace(command, data=data)
    if live is not None:
        return _replace(live, command, shape)
    if shape.abstract:
        raise refuse("constraint_violated", f"class {shape.name} is abstract: no instance is only that", path="/class")
    return [InstanceCreated(class_id=command.class_id, data=command.data)]


def _replace(
    live: Instance, command: CreateInstance | PutInstance | RestoreInstance, shape: CompiledClass
) -> list[InstanceEvent]:
    if live.class_id != command.class_id:
        raise exists(shape, command.id, of=live.class_id)
    old, new = live.data, command.data
    changed = {
        name: value
        for name, value in new.items()
        if name not in old or (old[name] is not value and _differ(old[name], value))
    }
    removed = [name for name in old if name not in new and name in shape.names]
    if isinstance(command, RestoreInstance):
        _demand(shape.check_change(changed, removed))
    return updating(live, shape, changed, removed)


def _patch(live: Instance, command: PatchInstance, shape: CompiledClass) -> list[InstanceEvent]:
    old = live.data
    changed: Data = {}
    removed: list[str] = []
    for name, change in shape.living(command.patch).items():
        if change is None:
            removed += [name] if name in old else []
            continue
        value = merge_patch(old.get(name), change)
        if name not in old or _differ(old[name], value):
            changed[name] = value
    _demand(shape.check_change(changed, removed))
    return updating(live, shape, changed, removed)


def updating(live: Instance, shape: CompiledClass, changed: Data, removed: list[str]) -> list[InstanceEvent]:
    """Decide the event of what changes; none where nothing does. The key stays as it is."""
    if not changed and not removed:
        return []
    if fixed := [id_ for id_ in shape.key_ids if id_ in changed or id_ in removed]:
        names = shape.named(dict.fromkeys(fixed))
        _demand(
            [
                Problem(
                    code="key_immutable", message=f"{name} is part of the key and never changes", path=f"/data/{name}"
                )
                for name in names
            ]
        )
    return [InstanceUpdated(class_id=live.class_id, set=changed, unset=removed)]


def _of_class(live: Instance | None, command: InstanceCommand, shape: CompiledClass) -> Instance:
    if live is None or (live.class_id != shape.id and live.class_id not in shape.family):
        raise is_missing(shape, command.id)
    return live


def _check_version(current: Instance | None, command: InstanceCommand, expected: int | None) -> None:
    if expected is None or (current is not None and current.version == expected):
        return
    there = "it does not exist" if current is None else f"it is at version {current.version}"
    raise refuse("version_conflict", f"'{command.id}' was expected at version {expected}, but {there}", value=expected)


def _differ(old: object, new: object) -> bool:
    """Numbers differ by value (1 and 1.0 are one); true is not 1."""
    if old != new:
        return True
    if type(old) is type(new) and not isinstance(old, dict | list):
        return False
    return identity_of(old) != identity_of(new)


def _demand(problems: list[Problem]) -> None:
    if problems:
        raise DomainError(problems)
