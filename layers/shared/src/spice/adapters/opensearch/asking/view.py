"""A view: a database's index with its fields, and the few things everything asks of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spice.adapters.engines.source import Source
from spice.adapters.opensearch.connection import ANSWER_SECONDS, LOOK_SECONDS, OpenSearchConnection
from spice.adapters.opensearch.documents.layout import DELETED, EQUALS, SOURCE, TERMS, UID
from spice.adapters.opensearch.documents.slots import Slots
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import refuse
from spice.searching.living import Living

Clause = dict[str, Any]
EVERYTHING: Clause = {"match_all": {}}
NOTHING: Clause = {"match_none": {}}
_PAGE = 1000
_MOST_READ = 20_000


NO_TEXTS = Slots((), 0)


@dataclass(frozen=True, slots=True)
class View:
    """One generation of one database."""

    connection: OpenSearchConnection
    concrete: str
    slots: Slots
    texts: Slots = NO_TEXTS
    """The fields of text it was given, by class."""
    living: Living | None = None
    """What lived when `texts` were read."""

    def ask(self, body: dict[str, Any], *, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
        """Search it. An answer that lacks a shard is none."""
        path = f"/{self.concrete}/_search?allow_partial_search_results=false"
        return self.connection.request("POST", path, body, seconds=seconds)

    def last_change(self) -> int:
        """Give the sequence number of the last change that searches see: there is one shard."""
        last_of_all = {"last": {"max": {"field": "_seq_no"}}}
        answer = self.ask({"size": 0, "track_total_hits": False, "aggs": last_of_all}, seconds=LOOK_SECONDS)
        last = answer["aggregations"]["last"]["value"]
        return -1 if last is None else int(last)

    def reading(self, field: str, kind: FieldKind, key: str) -> Source | None:
        """Read a document that has an order key."""
        body = {"query": {"term": {TERMS: field + EQUALS + key}}, "size": 1, "track_total_hits": False}
        hits = self.ask(body)["hits"]["hits"]
        return Source.read(hits[0]["_source"][SOURCE]) if hits else None

    def count(self, query: Clause, enough: int) -> int:
        """Count what matches, up to one more than is enough."""
        answer = self.ask({"query": query, "size": 0, "track_total_hits": enough + 1})
        return int(answer["hits"]["total"]["value"])

    def read(self, query: Clause, why: str) -> Iterator[Source]:
        """Read every document a query matches."""
        body: dict[str, Any] = {"query": query, "size": _PAGE, "sort": [{UID: "asc"}]}
        body["track_total_hits"] = _MOST_READ + 1
        while True:
            found = self.ask(body)["hits"]
            if found.get("total", {}).get("value", 0) > _MOST_READ:
                raise refuse("constraint_violated", f"{why}: more than {_MOST_READ} documents to read")
            for hit in found["hits"]:
                yield Source.read(hit["_source"][SOURCE])
            if len(found["hits"]) < _PAGE:
                return
            body |= {"search_after": found["hits"][-1]["sort"], "track_total_hits": False}


def scope(classes: Sequence[str] | None) -> list[Clause]:
    """Match what is not deleted, of some classes (None: of all)."""
    kept: list[Clause] = [{"term": {DELETED: False}}]
    if classes is not None:
        kept.append({"terms": {TERMS: [f"_class\x01w{name}" for name in classes]}})
    return kept


def all_of(clauses: Sequence[Clause], without: Sequence[Clause] = ()) -> Clause:
    """Match what every clause matches and none of `without`."""
    if len(clauses) == 1 and not without:
        return clauses[0]
    return {"bool": {"filter": list(clauses) or [EVERYTHING], "must_not": list(without)}}


def any_of(clauses: Sequence[Clause]) -> Clause:
    """Match what at least one clause matches."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}} if clauses else NOTHING
