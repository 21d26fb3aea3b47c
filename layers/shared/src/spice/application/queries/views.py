"""Saved explorations: one's own, and those that are shared with all of a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, convert

from spice.application.ground.times import written
from spice.domain.bounds import VIEWS, VIEWS_OF_ONE
from spice.domain.errors import DomainError, refuse
from spice.domain.wording import quoted
from spice.messages.shapes import Time, Version
from spice.ports.views import View, Views


class ViewSearch(Struct, frozen=True, rename={"class_": "class"}):
    """What is asked, in the words of a list of instances, and the columns that are shown."""

    class_: str
    q: str | UnsetType = UNSET
    filter: Sequence[str] | UnsetType = UNSET
    sort: str | UnsetType = UNSET
    columns: Sequence[str] | UnsetType = UNSET


class ViewRow(Struct, frozen=True):
    """A saved exploration; `editable` by who asks."""

    id: UUID
    name: str
    owner: str
    shared: bool
    editable: bool
    search: ViewSearch
    version: Version
    created_at: Time
    updated_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, and where; an owner of the database may change what is shared."""

    database: UUID
    subject: str
    is_owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a view is to be."""

    name: str
    shared: bool
    search: Mapping[str, object]


class ViewQueries:
    """Keeps and finds them. Who asks for what is another's own is told that it is not there."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def all(self, reader: Reader) -> Sequence[ViewRow]:
        """List one's own and the shared ones, by name."""
        return [_row(view, reader) for view in self._views.of(reader.database) if _is_seen(view, reader)]

    def one(self, reader: Reader, id_: UUID) -> ViewRow:
        """Read one."""
        return _row(self._seen(reader, id_), reader)

    def version(self, reader: Reader, id_: UUID) -> int:
        """Tell how often a view was kept; 0: there is none."""
        found = self._views.find(reader.database, id_)
        return found.version if found is not None and _is_seen(found, reader) else 0

    def keep(
        self, reader: Reader, id_: UUID, wanted: Wanted, *, at: datetime, expected_version: int, dry_run: bool
    ) -> ViewRow:
        """Keep a view under an id that its author chose: a new one, or in the place of the version that is expected."""
        if expected_version == 0:
            self._check_room(reader)
            view = View(id=id_, owner=reader.subject, created_at=at, updated_at=at, **_fields(wanted))
        else:
            view = replace(self._editable(reader, id_), updated_at=at, **_fields(wanted))
        if not dry_run:
            view = self._views.keep(reader.database, view, expected_version=expected_version)
        return _row(view, reader)

    def drop(self, reader: Reader, id_: UUID, *, expected_version: int, dry_run: bool) -> ViewRow:
        """Forget a view; answers what it was."""
        view = self._editable(reader, id_)
        if not dry_run:
            self._views.drop(reader.database, id_, expected_version=expected_version)
        return _row(view, reader)

    def _seen(self, reader: Reader, id_: UUID) -> View:
        view = self._views.find(reader.database, id_)
        if view is None or not _is_seen(view, reader):
            raise _no_view(id_)
        return view

    def _editable(self, reader: Reader, id_: UUID) -> View:
        view = self._seen(reader, id_)
        if not _may_change(view, reader):
            said = f"view {quoted(view.name)} is {quoted(view.owner)}'s"
            raise refuse("forbidden", said, hint="save it as one of your own")
        return view

    def _check_room(self, reader: Reader) -> None:
        held = self._views.of(reader.database)
        if len(held) >= VIEWS or sum(view.owner == reader.subject for view in held) >= VIEWS_OF_ONE:
            said = f"a database keeps at most {VIEWS} views, and {VIEWS_OF_ONE} of one person"
            raise refuse("constraint_violated", said)


def _fields(wanted: Wanted) -> dict[str, Any]:
    return {"name": wanted.name, "shared": wanted.shared, "search": wanted.search}


def _is_seen(view: View, reader: Reader) -> bool:
    return view.shared or view.owner == reader.subject


def _may_change(view: View, reader: Reader) -> bool:
    return view.owner == reader.subject or (view.shared and reader.is_owner)


def _no_view(id_: UUID) -> DomainError:
    return refuse("not_found", f"there is no view {id_}", value=str(id_))


def _row(view: View, reader: Reader) -> ViewRow:
    return ViewRow(
        id=view.id,
        name=view.name,
        owner=view.owner,
        shared=view.shared,
        editable=_may_change(view, reader),
        search=convert(view.search, ViewSearch),
        version=view.version,
        created_at=written(view.created_at),
        updated_at=written(view.updated_at),
    )
