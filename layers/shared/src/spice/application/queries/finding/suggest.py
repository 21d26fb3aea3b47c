"""Suggestions while somebody types."""

from collections.abc import Iterator

from spice.application.ground.schemas import Schema
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.search import question_of
from spice.ports.directory import Database
from spice.ports.search_index import Hit, SearchIndex
from spice.searching.text.folding import plain

_SHOWN = 200


def suggest(
    index: SearchIndex, database: Database, schema: Schema, q: str, *, class_name: str | None, limit: int
) -> list[dict[str, object]]:
    """List instances with a word that begins as the last word of `q`, each with the text that matched."""
    scope = Scope(schema, class_name)
    if (asked := question_of(q)) is None:
        return []
    hits = index.suggest(database.uuid, asked, classes=scope.classes, living=scope.living, limit=limit)
    return [_row(scope, hit, plain(asked.split()[-1])) for hit in hits]


def _row(scope: Scope, hit: Hit, word: str) -> dict[str, object]:
    row = scope.row(hit)
    data = row["data"]
    texts = list(_texts(data)) if isinstance(data, dict) else []
    matching = [(name, text) for name, text in texts if word in plain(text)]
    name, text = (matching or texts or [("_id", hit.id)])[0]
    return {"text": text[:_SHOWN], "field": name, **row}


def _texts(data: dict[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, str):
            yield prefix + name, value
        elif isinstance(value, dict):
            yield from _texts(value, f"{prefix}{name}.")
