"""Suggestions while somebody types."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET, Struct, UnsetType
from msgspec import field as named
from msgspec.structs import asdict

from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Ring
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.search import question_of
from spice.messages.shapes import Time, Values, Version
from spice.ports.directory import Database
from spice.ports.search_index import Hit, SearchIndex
from spice.searching.text.folding import plain

_SHOWN = 200


class SuggestionRow(Struct, frozen=True, kw_only=True):
    """The text that matched, and the instance that it is of."""

    text: str
    field: str
    class_: str = named(name="class")
    id: str
    version: Version
    data: Values
    created_at: Time
    updated_at: Time
    updated_by: str
    erased: Sequence[str] | UnsetType = UNSET
    lost: Sequence[str] | UnsetType = UNSET
    score: float | UnsetType = UNSET
    highlight: Mapping[str, Sequence[str]] | UnsetType = UNSET


def suggest(
    index: SearchIndex, database: Database, schema: Schema, ring: Ring, q: str, *, class_name: str | None, limit: int
) -> list[SuggestionRow]:
    """List instances with a word that begins as the last word of `q`, each with the text that matched."""
    scope = Scope(schema, class_name)
    if (asked := question_of(q)) is None:
        return []
    hits = index.suggest(database.uuid, asked, classes=scope.classes, living=scope.living, limit=limit)
    return [_row(scope, hit, plain(asked.split()[-1])) for hit in ring.opened(schema, hits)]


def _row(scope: Scope, hit: Hit, word: str) -> SuggestionRow:
    row = scope.row(hit)
    texts = list(_texts(row.data))
    matching = [(name, text) for name, text in texts if word in plain(text)]
    name, text = (matching or texts or [("_id", hit.id)])[0]
    instance = {part: value for part, value in asdict(row).items() if part != "expanded"}
    return SuggestionRow(text=text[:_SHOWN], field=name, **instance)


def _texts(data: Values, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, str):
            yield prefix + name, value
        elif isinstance(value, dict):
            yield from _texts(value, f"{prefix}{name}.")
