"""Commands and batches, to those who may see them: their actor, owners of their database, administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

from msgspec.json import Decoder
from msgspec.structs import replace

from spice.application.queries.command_rows import (
    BatchRow,
    CommandRow,
    FailureRow,
    State,
    batch_row,
    command_row,
    failure_row,
)
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.left import Left
from spice.application.queries.pages import fitting
from spice.application.queries.results import Results
from spice.domain.errors import DomainError, refuse
from spice.domain.identity import named_by
from spice.domain.wording import quoted
from spice.messages.codec import encode
from spice.ports.cache import Cache
from spice.ports.command_store import CommandsSought, CommandState, CommandStore
from spice.ports.directory import Access, Directory

STATES: tuple[str, ...] = get_args(State)
KEPT_SECONDS = 3600
_FINAL = ("COMPLETED", "FAILED")

_held = Decoder(tuple[CommandRow[Any], UUID | None], float_hook=Decimal).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks."""

    subject: str
    admin: bool


class CommandQueries:
    """Answers what became of commands."""

    def __init__(
        self, commands: CommandStore, directory: Directory, cache: Cache, results: Results, cursors: Cursors
    ) -> None:
        self._commands = commands
        self._directory = directory
        self._cache = cache
        self._results = results
        self._cursors = cursors

    def command(self, command_id: UUID, viewer: Viewer) -> CommandRow[Left]:
        """Read one command; one that may not be seen does not exist."""
        row, database = self._known(command_id)
        if not self._may_see(row.actor, database, viewer):
            raise _no_command(command_id)
        return self._completed(row, database, viewer)

    def page(
        self,
        viewer: Viewer,
        sought: CommandsSought,
        *,
        database: str | None,
        class_name: str | None,
        limit: int,
        cursor: str | None,
    ) -> tuple[Sequence[CommandRow[Left]], str | None]:
        """List commands, newest first. Only owners (of `database`) and administrators see those of others."""
        access = None if database is None else self._access(database, viewer)
        sought = self._within(sought, access, viewer)
        if class_name is not None:
            if access is None:
                raise refuse("invalid_parameter", "a class is of a database: say database as well", value=class_name)
            shape = self._results.current(access.database).named(class_name)
            sought = replace_fields(sought, hierarchy=shape.root_id)
        question = digest("commands", sought)
        before = self._cursors.read(cursor, question, tuple[datetime, UUID]) if cursor else None
        found = self._commands.commands(sought, limit=limit + 1, before=before)
        rows = fitting([self._named(command_row(each), each.database) for each in found[:limit]])
        last = found[len(rows) - 1] if len(rows) < len(found) else None
        return rows, None if last is None else self._cursors.write(question, (last.submitted_at, last.id))

    def _within(self, sought: CommandsSought, access: Access | None, viewer: Viewer) -> CommandsSought:
        """Narrow what is sought to what may be seen."""
        if access is not None:
            sought = replace_fields(sought, database=access.database.uuid)
        if viewer.admin or (access is not None and access.role == "owner"):
            return sought
        if sought.actor not in (None, viewer.subject):
            said = "only an owner of the database sees the commands of others"
            raise refuse("forbidden", said, value=sought.actor)
        return replace_fields(sought, actor=viewer.subject)

    def batch(self, database: UUID, batch_id: UUID, *, limit: int, cursor: str | None) -> tuple[BatchRow, str | None]:
        """Read a batch's progress and a page of its failures."""
        state = self._commands.batch(batch_id)
        if state is None or state.database != database:
            raise refuse("not_found", f"there is no batch {batch_id}", value=str(batch_id))
        question = digest("batch", batch_id)
        after = self._cursors.read(cursor, question, int) if cursor else 0
        failed = self._commands.batch_failures(batch_id, after_line=after, limit=limit + 1)
        beside = len(encode(state.rejected))
        failures = fitting([self._failure(each) for each in failed[:limit]], beside=beside)
        more = self._cursors.write(question, failures[-1].line) if len(failures) < len(failed) else None
        return batch_row(state, failures), more

    def _known(self, command_id: UUID) -> tuple[CommandRow[Any], UUID | None]:
        key = f"cmd:{command_id}"
        if (held := self._cache.get(key, version="final")) is not None:
            return _held(held)
        if (found := self._commands.command(command_id)) is None:
            raise _no_command(command_id)
        row = command_row(found)
        if found.state in _FINAL:
            body = encode([row, found.database])
            self._cache.put(key, body, version="final", rank=1, ttl_seconds=KEPT_SECONDS)
        return row, found.database

    def _may_see(self, actor: str, database: UUID | None, viewer: Viewer) -> bool:
        return viewer.admin or actor == viewer.subject or self._role(database, viewer) == "owner"

    def _role(self, database: UUID | None, viewer: Viewer) -> str | None:
        grants = () if database is None else self._directory.grants(database)
        return next((grant.role for grant in grants if grant.subject == viewer.subject), None)

    def _access(self, database: str, viewer: Viewer) -> Access:
        access = self._directory.access(database, viewer.subject)
        if access is None or (access.role is None and not viewer.admin):
            raise refuse("not_found", f"there is no database {quoted(database)}", value=database)
        return access

    def _completed(self, row: CommandRow[Any], database: UUID | None, viewer: Viewer) -> CommandRow[Left]:
        """Put the resource into the result, for those who may still read it."""
        kept: Any = row.result
        sees = self._role(database, viewer) is not None
        if isinstance(kept, Mapping) and not isinstance(kept.get("class"), str):
            place, who = (database if sees else None), viewer.subject
            return replace(row, result=self._results.completed(row.type, kept, place, who, admin=viewer.admin))
        if database is None or not sees or not kept:
            return self._named(row, database)
        return replace(row, result=self._results.instance(database, kept, datetime.fromisoformat(row.submitted_at)))

    def _named(self, row: CommandRow[Any], database: UUID | None) -> CommandRow[Left]:
        if not row.result:
            return row
        at = datetime.fromisoformat(row.submitted_at)
        return replace(row, result=self._results.named(database, row.result, at))

    def _failure(self, failed: CommandState) -> FailureRow:
        root_id, instance_id = named_by(failed.key)
        class_id = failed.class_id or root_id
        name = self._results.class_name(failed.database, class_id, failed.submitted_at) if class_id else class_id
        return failure_row(failed, name, instance_id)


def _no_command(command_id: UUID) -> DomainError:
    return refuse("not_found", f"there is no command {command_id}", value=str(command_id))
