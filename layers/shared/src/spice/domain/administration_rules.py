"""What administration commands do to databases and grants: the events they give, or why they are refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from spice.domain.administration import (
    ROLES,
    AdministrationEvent,
    CreateDatabase,
    DatabaseCreated,
    DatabaseDeleted,
    DatabaseUpdated,
    DeleteDatabase,
    GrantRemoved,
    GrantSet,
    RemoveGrant,
    SetGrant,
    UpdateDatabase,
)
from spice.domain.database_settings import DEFAULTS, check_database_name, check_settings, patched
from spice.domain.errors import DomainError, Problem, refuse, there
from spice.domain.hints import did_you_mean, shown
from spice.domain.subjects import check_subject
from spice.domain.wording import quoted

Decidable = CreateDatabase | UpdateDatabase | DeleteDatabase | SetGrant | RemoveGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """A database as decisions see it."""

    uuid: UUID
    name: str
    version: int = 1
    settings: Mapping[str, object] = field(default_factory=dict)
    deleted: bool = False


def decide_administration(
    command: Decidable,
    *,
    database: DatabaseState | None,
    name_taken: bool = False,
    grants: Mapping[str, str] | None = None,
    must_be_absent: bool = False,
    expected_version: int | None = None,
) -> list[AdministrationEvent]:
    """Decide a command; no event when nothing changes.

    `database` is the one the command is about (by uuid), `name_taken` whether a live one has the name a new one asks
    for, `grants` role by subject. DatabaseCreated makes its actor owner: no GrantSet comes with it.
    """
    if must_be_absent:
        _check_absent(command, database, name_taken=name_taken, grants=grants or {})
    if isinstance(command, CreateDatabase):
        return _create(command, name_taken=name_taken or database is not None)
    if database is None or database.deleted:
        raise refuse("not_found", "the database does not exist")
    if expected_version not in (None, database.version):
        said = f"database {database.name} is at version {database.version}, not at {expected_version}"
        raise refuse("version_conflict", said, value=str(expected_version))
    if isinstance(command, UpdateDatabase):
        return _update(command, database)
    if isinstance(command, DeleteDatabase):
        return [DatabaseDeleted(uuid=database.uuid)]
    return _grant(command, grants or {}) if isinstance(command, SetGrant) else _ungrant(command, grants or {})


def _check_absent(
    command: Decidable, database: DatabaseState | None, *, name_taken: bool, grants: Mapping[str, str]
) -> None:
    if isinstance(command, SetGrant | RemoveGrant):
        if command.subject in grants:
            raise there(f"a role of {quoted(command.subject)}")
    elif isinstance(command, CreateDatabase):
        if name_taken:
            raise there(f"database '{command.name}'")
    elif database is not None and not database.deleted:
        raise there(f"database '{database.name}'")


def _create(command: CreateDatabase, *, name_taken: bool) -> list[AdministrationEvent]:
    settings, problems = check_settings(command.settings)
    problems = [*check_database_name(command.name), *problems]
    if problems:
        raise DomainError(problems)
    if name_taken:
        raise refuse("already_exists", f"database '{command.name}' exists", path="/name", value=command.name)
    return [DatabaseCreated(uuid=command.uuid, name=command.name, settings=patched({}, settings))]


def _update(command: UpdateDatabase, database: DatabaseState) -> list[AdministrationEvent]:
    patch, problems = check_settings(command.patch)
    if problems:
        raise DomainError(problems)
    after = patched(database.settings, patch)
    if {**DEFAULTS, **after} == {**DEFAULTS, **database.settings}:
        return []
    return [DatabaseUpdated(uuid=database.uuid, patch=patch, settings=after)]


def _grant(command: SetGrant, grants: Mapping[str, str]) -> list[AdministrationEvent]:
    problems = check_subject(command.subject)
    if command.role not in ROLES:
        said, hint = f"role must be one of {', '.join(ROLES)}", did_you_mean(command.role, ROLES)
        problems.append(
            Problem(code="constraint_violated", message=said, path="/role", value=shown(command.role), hint=hint)
        )
    if problems:
        raise DomainError(problems)
    if grants.get(command.subject) == command.role:
        return []
    _keep_an_owner(command.subject, grants, command.role)
    return [GrantSet(subject=command.subject, role=command.role)]


def _ungrant(command: RemoveGrant, grants: Mapping[str, str]) -> list[AdministrationEvent]:
    if command.subject not in grants:
        raise refuse("not_found", f"{quoted(command.subject)} has no role in the database", value=command.subject)
    _keep_an_owner(command.subject, grants, None)
    return [GrantRemoved(subject=command.subject)]


def _keep_an_owner(subject: str, grants: Mapping[str, str], role: str | None) -> None:
    owners = {name for name, held in grants.items() if held == "owner"}
    if role != "owner" and owners == {subject}:
        said = f"'{subject}' is the last owner: a database has at least one"
        raise refuse("constraint_violated", said, path="/role", value=role, hint="make another subject owner first")
