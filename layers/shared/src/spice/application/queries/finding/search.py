"""Lists and searches: filter, full text, sort, facets, pages that stand still while data changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from spice.application.ground.schemas import Schema
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.search_cache import Page, SearchCache
from spice.domain.bounds import FACETS, PAGE, QUESTION, SORT_KEYS
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import refuse
from spice.domain.hints import pointer
from spice.domain.wording import quoted
from spice.messages.codec import encode
from spice.ports.directory import Database
from spice.ports.search_filter import And, Filter
from spice.ports.search_index import Found, Query, SearchIndex, SortKey

MOST = PAGE
PAGE_BYTES = 4_000_000
Place = tuple[str | list[int] | None, ...]
"""Where a hit stands: its order keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a client asks. `texts` are `filter=` parameters, `body` is a nested filter; both may be there."""

    class_name: str | None = None
    q: str | None = None
    texts: Sequence[str] = ()
    body: object = None
    sort: Sequence[str] = ()
    facets: Sequence[str] = ()
    highlight: bool = False
    limit: int = 50
    cursor: str | None = None
    in_body: bool = False


class Searcher:
    """Answers searches from the index, or from the cache while nothing changed."""

    def __init__(self, index: SearchIndex, cache: SearchCache, cursors: Cursors) -> None:
        self._index = index
        self._cache = cache
        self._cursors = cursors

    def search(self, database: Database, schema: Schema, asked: Search) -> Page:
        """Find a page of instances."""
        query = compile_search(database, schema, asked)
        if asked.cursor is not None:
            query = replace(query, after=self._cursors.read(asked.cursor, _question(query), Place))
        scope = Scope(schema, asked.class_name)
        question = (query, tuple(asked.facets))
        return self._cache.page(database, question, lambda: self._found(scope, query, asked))

    def _found(self, scope: Scope, query: Query, asked: Search) -> Page:
        found = self._index.search(replace(query, living=scope.living))
        rows = _rows(scope, found, asked.limit)
        cursor = None
        if rows and len(rows) < len(found.hits):
            cursor = self._cursors.write(_question(query), found.hits[len(rows) - 1].sort_values)
        return Page(
            rows=msgspec.Raw(b"[" + b",".join(rows) + b"]"),
            total=found.total,
            next_cursor=cursor,
            facets=msgspec.Raw(encode(_facets(scope, asked.facets, found))),
        )


def _rows(scope: Scope, found: Found, limit: int) -> list[bytes]:
    rows: list[bytes] = []
    size = 0
    for hit in found.hits[:limit]:
        rows.append(encode(scope.row(hit)))
        size += len(rows[-1]) + 1
        if size > PAGE_BYTES and len(rows) > 1:
            rows.pop()
            break
    return rows


def compile_search(database: Database, schema: Schema, asked: Search) -> Query:
    """Translate what a client asks into the index's words; every unknown name is refused with a hint."""
    scope = Scope(schema, asked.class_name, path="/class" if asked.in_body else "")
    q = question_of(asked.q, path="/q" if asked.in_body else "")
    return Query(
        database=database.uuid,
        classes=scope.classes,
        q=q,
        filter=_filter(scope, asked),
        sort=_sort(scope, asked, bool(q)),
        facets=tuple(_facet_fields(scope, asked)),
        highlight=asked.highlight,
        limit=asked.limit + 1,
    )


def question_of(text: str | None, *, path: str = "") -> str | None:
    """Read what somebody typed; None: nothing."""
    if text is not None and len(text) > QUESTION:
        raise refuse("invalid_parameter", f"q may have {QUESTION} characters", path=path)
    return (text or "").strip() or None


def _filter(scope: Scope, asked: Search) -> Filter | None:
    reader = scope.filters()
    parts = [reader.texts(asked.texts), None if asked.body is None else reader.body(asked.body)]
    given = [part for part in parts if part is not None]
    return And(parts=given) if len(given) > 1 else given[0] if given else None


def _sort(scope: Scope, asked: Search, ranked: bool) -> tuple[SortKey, ...]:
    if len(asked.sort) > SORT_KEYS:
        raise refuse("invalid_parameter", f"at most {SORT_KEYS} sort keys", path="/sort" if asked.in_body else "")
    keys = [_sort_key(scope, text, pointer("/sort", n) if asked.in_body else "") for n, text in enumerate(asked.sort)]
    if not keys:
        ordered = SortKey(field="_created_at", kind="time", descending=True)
        keys = [SortKey(field="_score", kind="number", descending=True) if ranked else ordered]
    if all(key.field != "_id" for key in keys):
        keys.append(SortKey(field="_id", kind="keyword"))
    return tuple(keys)


def _sort_key(scope: Scope, text: str, path: str) -> SortKey:
    name = text.removeprefix("-")
    descending = text.startswith("-")
    if name == "_score":
        return SortKey(field="_score", kind="number", descending=descending)
    field = scope.fields.find(name, path=path)
    if field.kind in ("point", "composite"):
        raise refuse("invalid_parameter", f"{quoted(name)} is a {field.kind}: it has no order", path=path, value=text)
    return SortKey(field=field.only(path), kind=field.kind, descending=descending)


def _facet_fields(scope: Scope, asked: Search) -> Iterator[tuple[str, FieldKind]]:
    if len(asked.facets) > FACETS:
        raise refuse("invalid_parameter", f"at most {FACETS} facets", path="/facets" if asked.in_body else "")
    for n, name in enumerate(asked.facets):
        path = pointer("/facets", n) if asked.in_body else ""
        field = scope.fields.find(name, path=path)
        if field.kind == "composite":
            said = f"{quoted(name)} is a composite: its parts have facets"
            raise refuse("invalid_parameter", said, path=path, value=name)
        yield field.only(path), field.kind


def _facets(scope: Scope, names: Sequence[str], found: Found) -> dict[str, object] | None:
    if not names:
        return None
    answer: dict[str, object] = {}
    for name in names:
        field = scope.fields.find(name, path="")
        counted = found.facets.get(field.only(""), ())
        shown = scope.shown(name)
        answer[field.name] = [{"value": shown(value), "count": count} for value, count in counted]
    return answer


def _question(query: Query) -> str:
    return digest(query.database, query.classes, query.q, query.filter, query.sort)
