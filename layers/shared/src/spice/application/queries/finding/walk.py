"""A walk through everything a search finds, page by page: nothing is kept, written as JSON or counted twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from spice.application.ground.instance_rows import instance_parts
from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.cursor import Cursors
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.search import Place, Search, compile_search, question_digest
from spice.application.queries.finding.standing import standing
from spice.ports.directory import Database
from spice.ports.search_index import SearchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The next instances; without a cursor they are the last. `total` counts all that there are at this moment."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    next_cursor: str | None


class Walker:
    """Goes through what a search finds; `marker` raises Rebuilding where an index has less than it should."""

    def __init__(self, index: SearchIndex, marker: Callable[[UUID], str], cursors: Cursors, unsealer: Unsealer) -> None:
        self._index, self._marker, self._cursors, self._unsealer = index, marker, cursors, unsealer

    def next(self, database: Database, schema: Schema, asked: Search) -> Stretch:
        """Find the next `limit` instances from behind the cursor. Raises PortError and DomainError."""
        query = compile_search(database, schema, asked)
        question = question_digest(query)
        if asked.cursor is not None:
            query = replace(query, after=self._cursors.read(asked.cursor, question, Place))
        self._marker(database.uuid)
        scope = Scope(schema, asked.class_name)
        found = self._index.search(standing(replace(query, living=scope.living), self._unsealer))
        hits = found.hits[: asked.limit]
        more = len(found.hits) > len(hits)
        told = self._unsealer.ring(database.uuid).opened(schema, hits)
        return Stretch(
            rows=[_row(schema, hit) for hit in told],
            total=found.total,
            next_cursor=self._cursors.write(question, hits[-1].sort_values) if more else None,
        )


def _row(schema: Schema, hit: Any) -> dict[str, Any]:
    """Write an instance by the names that its JSON has."""
    parts = instance_parts(schema, hit)
    return {**parts._asdict(), "class": parts.class_}
