"""Lists and searches: filter, full text, sort, facets, pages that stand still while data changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import msgspec
from msgspec import UNSET

from spice.application.ground.instance_rows import Expanded
from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.finding.faceting import FacetAsked, counted, facets_of
from spice.application.queries.finding.scope import HitRow, Scope, any_personal
from spice.application.queries.finding.search_cache import Page, SearchCache
from spice.application.queries.finding.standing import standing
from spice.application.queries.pages import PAGE_BYTES
from spice.domain.bounds import PAGE, QUESTION, SORT_KEYS
from spice.domain.errors import refuse
from spice.domain.hints import pointer
from spice.domain.wording import quoted
from spice.messages.codec import encode
from spice.ports.directory import Database
from spice.ports.search_filter import And, Filter
from spice.ports.search_index import Found, Hit, Query, SearchIndex, SortKey

MOST = PAGE
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
    facets: Sequence[FacetAsked] = ()
    highlight: bool = False
    expand: Sequence[str] = ()
    limit: int = 50
    most_bytes: int = field(default_factory=lambda: PAGE_BYTES)
    cursor: str | None = None
    in_body: bool = False


class Beside(Protocol):
    """Reads what instances that were found are linked to."""

    def __call__(self, hits: Sequence[Hit], classes: Sequence[str]) -> Sequence[Expanded]:
        """Tell it for every hit, or for none. `classes`: those that were searched; empty: all."""
        ...


def nothing(hits: Sequence[Hit], classes: Sequence[str]) -> Sequence[Expanded]:
    """Put nothing beside them."""
    return ()


class Searcher:
    """Answers searches from the index, or from the cache while nothing changed."""

    def __init__(self, index: SearchIndex, cache: SearchCache, cursors: Cursors, unsealer: Unsealer) -> None:
        self._index = index
        self._cache = cache
        self._cursors = cursors
        self._unsealer = unsealer

    def search(self, database: Database, schema: Schema, asked: Search, beside: Beside = nothing) -> Page[HitRow]:
        """Find a page of instances; `beside` reads what they are linked to."""
        query = compile_search(database, schema, asked)
        if asked.cursor is not None:
            query = replace(query, after=self._cursors.read(asked.cursor, question_digest(query), Place))
        scope = Scope(schema, asked.class_name)
        question = (query, tuple(asked.facets), tuple(asked.expand))
        # What is opened for an answer is kept nowhere; what is linked to may be of any class.
        kept = not (scope.personal or (asked.expand and any_personal(schema)))
        return self._cache.page(database, question, lambda: self._found(scope, query, asked, beside), kept=kept)

    def _found(self, scope: Scope, query: Query, asked: Search, beside: Beside) -> Page[HitRow]:
        found = self._index.search(standing(replace(query, living=scope.living), self._unsealer))
        if scope.personal:
            found = replace(found, hits=self._unsealer.ring(query.database).opened(scope.schema, found.hits))
        rows = _rows(scope, found, asked, beside(found.hits[: asked.limit], scope.classes))
        cursor = None
        if rows and len(rows) < len(found.hits):
            cursor = self._cursors.write(question_digest(query), found.hits[len(rows) - 1].sort_values)
        return Page(
            rows=msgspec.Raw(b"[" + b",".join(rows) + b"]"),
            total=found.total,
            next_cursor=cursor,
            facets=counted(scope, asked.facets, found),
        )


def _rows(scope: Scope, found: Found, asked: Search, beside: Sequence[Expanded]) -> list[bytes]:
    rows: list[bytes] = []
    size = 0
    for number, hit in enumerate(found.hits[: asked.limit]):
        rows.append(encode(scope.row(hit, beside[number] if beside else UNSET)))
        size += len(rows[-1]) + 1
        if size > asked.most_bytes and len(rows) > 1:
            rows.pop()
            break
        if beside and size > asked.most_bytes:
            raise refuse("too_large", f"expand: {quoted(hit.id)} and what it is linked to have more than 4 MB")
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
        facets=facets_of(scope, asked.facets, path="/facets" if asked.in_body else ""),
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


def question_digest(query: Query) -> str:
    """Tell which question a cursor belongs to."""
    return digest(query.database, query.classes, query.q, query.filter, query.sort)
