"""How people want the console, and what they are called there. No facts: kept beside the index, by account."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from msgspec import UNSET, Struct, UnsetType
from pydantic import Field

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.domain.database_settings import check_settings
from spice.domain.errors import DomainError, refuse
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter

MOST = 100
"""Subjects that are asked for at once."""
IDS = Parameter(
    name="ids",
    type=list[p.Text],
    required=True,
    description=f"Subjects, with commas between or repeated; at most {MOST}.",
)


class PreferencesBody(EdgeModel):
    """How somebody wants the console; what is left out is up to the browser."""

    language: Literal["en", "ko"] | None = None
    timezone: str | None = Field(None, description="A name of the IANA database, as Asia/Seoul.")
    theme: Literal["system", "light", "dark"] | None = None
    single_keys: bool | None = Field(None, description="Whether a key without Ctrl does something.")
    name: str | None = Field(None, min_length=1, max_length=200, description="What others are told for your subject.")


class PreferencesRow(Struct, frozen=True):
    """What somebody said of how they want the console."""

    language: Literal["en", "ko"] | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    theme: Literal["system", "light", "dark"] | UnsetType = UNSET
    single_keys: bool | UnsetType = UNSET
    name: str | UnsetType = UNSET


class SubjectRow(Struct, frozen=True):
    """A subject, and what they are called; null for who never said it."""

    subject: str
    name: str | None


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    kept = reading.ports.preferences

    @room.get("/me/preferences", needs="token")
    def preferences(request: Request) -> Answer[PreferencesRow]:
        """Tell how you want the console; empty where you never said."""
        return Answer(data=_preferred(kept.find(request.actor.subject)))

    @room.put("/me/preferences", needs="token", body=PreferencesBody, query=(p.DRY_RUN,), may=("constraint_violated",))
    def prefer(request: Request, body: PreferencesBody) -> Answer[PreferencesRow]:
        """Say how you want the console, all of it; nothing: as the browser has it."""
        said = body.model_dump(exclude_none=True)
        _, problems = check_settings({name: value for name, value in said.items() if name == "timezone"})
        if problems:
            raise DomainError(problems)
        if not request.dry_run:
            kept.keep(request.actor.subject, said, at=request.now)
        return Answer(data=_preferred(said))

    @room.get("/subjects", needs="token", query=(IDS,))
    def subjects(request: Request) -> Listed[SubjectRow]:
        """Tell what people are called, in the order in which they are named."""
        named = dict.fromkeys(_named(request.query.all("ids")))
        told = kept.of(list(named))
        return page([SubjectRow(each, cast(str | None, told.get(each, {}).get("name"))) for each in named])


def _named(given: Sequence[str]) -> list[str]:
    ids = [spelled(each) for part in given for each in part.split(",")]
    if not ids or "" in ids or len(ids) > MOST:
        raise refuse("invalid_parameter", f"ids names 1 to {MOST} subjects, with commas between or repeated")
    return ids


def _preferred(said: Mapping[str, Any]) -> PreferencesRow:
    # What an older version kept and this one does not know is not told.
    return PreferencesRow(**{name: said[name] for name in PreferencesRow.__struct_fields__ if name in said})
