"""Databases and grants as commands: what the client wrote is checked at once, what depends on others by the worker."""

from collections.abc import Mapping, Sequence
from typing import Any

from spice.application.ground.database_states import state_of
from spice.application.ground.differences import Change, differences
from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller, CommandDraft
from spice.application.intake.expected_versions import expected_version
from spice.domain.administration import CreateDatabase, DeleteDatabase, RemoveGrant, SetGrant, UpdateDatabase
from spice.domain.administration_rules import DatabaseState, Decidable
from spice.domain.database_settings import DEFAULTS, check_database_name, check_settings, patched
from spice.domain.errors import DomainError, Problem
from spice.domain.identity import REGISTRY
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.domain.subjects import check_subject
from spice.ports.directory import Database, Directory

Tags = Sequence[str] | None
"""The entity tags of If-Match."""


def create_database(asking: Caller, name: str, settings: Mapping[str, object]) -> CommandDraft:
    """Make a database; its creator becomes owner."""
    _, problems = check_settings(settings)
    _demand([*check_database_name(name), *problems])
    uuid = fresh_id(asking.at)
    return CommandDraft(
        payload=CreateDatabase(uuid=uuid, name=name, settings=settings),
        key=REGISTRY,
        topic=ONTOLOGY_COMMANDS,
        database=uuid,
    )


def update_database(database: Database, patch: Mapping[str, object], expected: Tags) -> CommandDraft:
    """Change a database's settings."""
    _, problems = check_settings(patch)
    _demand(problems)
    return _of_registry(database, UpdateDatabase(uuid=database.uuid, patch=patch), expected)


def delete_database(database: Database, expected: Tags) -> CommandDraft:
    """End a database; its events stay."""
    return _of_registry(database, DeleteDatabase(uuid=database.uuid), expected)


def set_grant(database: Database, subject: str, role: str) -> CommandDraft:
    """Give a subject a role."""
    _demand(check_subject(subject))
    return _of_grants(database, SetGrant(subject=subject, role=role))


def remove_grant(database: Database, subject: str) -> CommandDraft:
    """Take a subject's role."""
    _demand(check_subject(subject))
    return _of_grants(database, RemoveGrant(subject=subject))


def rehearsed(
    directory: Directory, database: Database | None, command: object, left: Mapping[str, Any]
) -> Rehearsed[Any, Change]:
    """Tell what a command would leave, and what would differ."""
    if not isinstance(command, Decidable):
        raise TypeError(f"{type(command).__name__} is no command of administration")
    grants = {} if database is None else {grant.subject: grant.role for grant in directory.grants(database.uuid)}
    state, changed = state_of(database), bool(left["changed"])
    return Rehearsed(
        type=type(command).__name__,
        changed=changed,
        result=left,
        diff=list(differences(_before(command, state, grants), _after(command, state))) if changed else [],
    )


def _before(command: Decidable, state: DatabaseState | None, grants: Mapping[str, str]) -> Mapping[str, object]:
    if isinstance(command, SetGrant | RemoveGrant):
        return {command.subject: grants[command.subject]} if command.subject in grants else {}
    return {} if state is None else {"name": state.name, **DEFAULTS, **state.settings}


def _after(command: Decidable, state: DatabaseState | None) -> Mapping[str, object]:
    if isinstance(command, SetGrant):
        return {command.subject: command.role}
    if isinstance(command, CreateDatabase):
        return {"name": command.name, **DEFAULTS, **patched({}, check_settings(command.settings)[0])}
    if isinstance(command, UpdateDatabase) and state is not None:
        return {"name": state.name, **DEFAULTS, **patched(state.settings, check_settings(command.patch)[0])}
    return {}


def _of_registry(database: Database, payload: UpdateDatabase | DeleteDatabase, expected: Tags) -> CommandDraft:
    version = None if expected is None else expected_version(f"database {database.name}", expected, database.version)
    return CommandDraft(
        payload=payload, key=REGISTRY, topic=ONTOLOGY_COMMANDS, database=database.uuid, expected_version=version
    )


def _of_grants(database: Database, payload: SetGrant | RemoveGrant) -> CommandDraft:
    return CommandDraft(payload=payload, key=str(database.uuid), topic=ONTOLOGY_COMMANDS, database=database.uuid)


def _demand(problems: list[Problem]) -> None:
    if problems:
        raise DomainError(problems)
