"""A view: one moment of an index, and the few things everything asks of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, Index, Occur, Query, Schema, Searcher

from spice.adapters.engines.figures import MOST_GROUPS, too_many_groups
from spice.adapters.engines.source import Source
from spice.adapters.tantivy.documents.layout import HIGH, MARKS, SOURCE, column
from spice.adapters.tantivy.documents.texts import Texts
from spice.domain.datatypes.kinds import FieldKind

After = Sequence[str | None]
LOWEST, HIGHEST = "", "\U0010ffff"
_ID = column("_id", "keyword")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """A column to order by; missing values come last either way."""

    column: str
    descending: bool = False

    def source(self, *, missing: bool = True) -> dict[str, object]:
        """Describe it for a composite aggregation."""
        terms: dict[str, object] = {"field": self.column, "order": "desc" if self.descending else "asc"}
        return {"terms": terms | ({"missing_bucket": True, "missing_order": "last"} if missing else {})}


@dataclass(frozen=True, slots=True)
class View:
    """A searcher with the index it came from."""

    index: Index
    schema: Schema
    searcher: Searcher
    texts: Texts

    def term(self, field: str, value: str) -> Query:
        """Match documents with a term."""
        return Query.term_query(self.schema, field, value)

    def terms(self, field: str, values: Sequence[str]) -> Query:
        """Match documents with any of some terms."""
        return Query.term_set_query(self.schema, field, values) if values else Query.empty_query()

    def between(self, column: str, lower: str, upper: str) -> Query:
        """Match a range of a column's keys; the bounds with their brackets: `[c501`, `*}`. No others, no spaces."""
        return self.index.parse_query(f"{column}:{lower} TO {upper}")

    def marked(self, mark: str) -> bool:
        """Tell whether any document has a mark."""
        return self.searcher.doc_freq(MARKS, mark) > 0

    def count(self, query: Query) -> int:
        """Count what matches."""
        return int(self.searcher.search(query, limit=1, count=True).count)  # type: ignore[attr-defined]  # not in its stub

    def addresses(self, query: Query, likely: int) -> list[DocAddress]:
        """Find all documents that match, in no order; a good guess how many there are saves a second look."""
        found = self.searcher.search(query, limit=max(likely, 1), count=True)
        if (count := int(found.count)) > max(likely, 1):  # type: ignore[attr-defined]  # not in its stub
            found = self.searcher.search(query, limit=count, count=False)
        return [address for _, address in found.hits]

    def read(self, address: DocAddress) -> Source:
        """Read a document."""
        return Source.read(str(self.searcher.doc(address).get_first(SOURCE)))

    def reading(self, field: str, kind: FieldKind, key: str) -> Source | None:
        """Read a document that has an order key."""
        found = self.searcher.search(self.term(column(field, kind), key), limit=1)
        return self.read(found.hits[0][1]) if found.hits else None

    def sources(self, ids: Sequence[str | None], highs: Sequence[str | None]) -> dict[str | None, Source]:
        """Read documents by the keys of their ids and what tells apart those that share one."""
        if not highs:
            return {}
        found = self.addresses(self.terms(_ID, [str(key) for key in ids]), len(ids))
        held = zip(map(str, self.searcher.fast_field_values(HIGH, found)), found, strict=True)
        wanted = set(highs)
        return {high: self.read(address) for high, address in held if high in wanted}

    def every(self, query: Query) -> Iterator[tuple[str, Source]]:
        """Read all documents that match, in no order, each with the head of its uid."""
        found = self.addresses(query, self.count(query))
        for high, address in zip(self.searcher.fast_field_values(HIGH, found), found, strict=True):
            yield str(high), self.read(address)

    def ordered(
        self, query: Query, orderings: Sequence[Ordering], size: int, after: After | None
    ) -> list[tuple[str | None, ...]]:
        """List the keys of the first documents behind `after`, one row for each combination of a document's values."""
        names = [f"s{n}" for n in range(len(orderings))]
        by_high = orderings[-1].column == HIGH
        composite: dict[str, Any] = {
            "sources": [{name: ordering.source()} for name, ordering in zip(names, orderings, strict=True)],
            "size": size,
        }
        if after is not None:
            keys = zip(names, after, strict=True)
            composite["after"] = {name: _typed(key, name == names[-1] and by_high) for name, key in keys}
        answer = self.searcher.aggregate(query, {"rows": {"composite": composite}})
        buckets = answer["rows"]["buckets"]
        return [
            tuple(None if (key := bucket["key"][name]) is None else str(key) for name in names) for bucket in buckets
        ]

    def first(self, query: Query, ordering: Ordering, size: int, after: str | None) -> list[tuple[str, int]]:
        """List a column's first keys behind `after` with how many documents have them; not the missing one."""
        if after is None:
            order = {"_key": "desc" if ordering.descending else "asc"}
            request: dict[str, Any] = {"terms": {"field": ordering.column, "size": size, "order": order}}
            answer = self.aggregate(query, {"keys": request})
            return [(bucket["key"], bucket["doc_count"]) for bucket in answer["keys"]["buckets"]]
        source = {"key": ordering.source(missing=False)}
        request = {"composite": {"sources": [source], "size": size, "after": {"key": f"str:{after}"}}}
        answer = self.aggregate(query, {"keys": request})
        return [(bucket["key"]["key"], bucket["doc_count"]) for bucket in answer["keys"]["buckets"]]

    def distinct(self, query: Query, column: str, after: str = LOWEST) -> Iterator[str]:
        """Walk a column's distinct keys in order, from behind `after`."""
        size = 5000
        while True:
            rows = self.ordered(query, [Ordering(column=column)], size, [after])
            keys = [key for (key,) in rows if key is not None]
            yield from keys
            if len(keys) < size:
                return
            after = keys[-1]

    def beginning(self, column: str, start: str) -> Iterator[str]:
        """Walk a column's distinct keys that begin so, in order."""
        before = start[:-1] + chr(ord(start[-1]) - 1) + HIGHEST if start[-1] > "\x00" else start[:-1]
        for key in self.distinct(all_of([]), column, before):
            if key.startswith(start):
                yield key
            elif key > start:
                return

    def groups(
        self, query: Query, sources: Sequence[Mapping[str, object]], inner: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Walk the buckets of a composite aggregation, fewer at once where each has buckets of its own."""
        firsts = sum("terms" in request and request["terms"].get("size") == 1 for request in inner.values())
        composite: dict[str, Any] = {"sources": sources, "size": MOST_GROUPS // (1 + firsts)}
        request: dict[str, Any] = {"composite": composite} | ({"aggs": inner} if inner else {})
        seen = 0
        while True:
            answer = self.aggregate(query, {"rows": request})["rows"]
            yield from answer["buckets"]
            seen += len(answer["buckets"])
            if seen >= MOST_GROUPS:
                raise too_many_groups()
            if len(answer["buckets"]) < composite["size"]:
                return
            composite["after"] = answer["after_key"]

    def aggregate(self, query: Query, request: Mapping[str, Any]) -> dict[str, Any]:
        """Run an aggregation."""
        answer: dict[str, Any] = self.searcher.aggregate(query, dict(request))
        return answer


def _typed(key: str | None, is_number: bool) -> str:
    if key is None:
        return "null:"
    return f"u64:{key}" if is_number else f"str:{key}"


def all_of(queries: Sequence[Query], without: Sequence[Query] = ()) -> Query:
    """Match what every query matches and none of `without`."""
    if not queries:
        queries = [Query.all_query()]
    if len(queries) == 1 and not without:
        return queries[0]
    must = [(Occur.Must, query) for query in queries]
    return Query.boolean_query([*must, *((Occur.MustNot, query) for query in without)])


def any_of(queries: Sequence[Query]) -> Query:
    """Match what at least one query matches."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else Query.empty_query()
