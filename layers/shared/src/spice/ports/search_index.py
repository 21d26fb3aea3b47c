"""The search index: what answers lists, search, facets, aggregates and suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from spice.domain.datatypes.kinds import FieldKind
from spice.domain.instance.model import Data
from spice.ports.search_facets import Counts, Facet
from spice.ports.search_filter import Filter
from spice.searching.living import Living


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An instance as the index holds it. `fields` maps a dotted field to its kind; lists and nested objects are
    flattened
    by the adapter along these names (`address.city`, array items under the array's own name)."""

    database: UUID
    stream: UUID
    class_id: str
    id: str
    version: int
    data: Data
    fields: Mapping[str, FieldKind]
    created_at: datetime
    updated_at: datetime
    updated_by: str
    deleted: bool = False
    read: Mapping[str, object] = {}
    """What values are to a search that read otherwise than they are stored, by property; None: nothing."""

    @property
    def searched(self) -> Data:
        """The data as they are to a search."""
        return {**self.data, **self.read} if self.read else self.data


@dataclass(frozen=True, slots=True, kw_only=True)
class SortKey:
    """Order by a field, missing last. `_score` orders by relevance."""

    field: str
    kind: FieldKind
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search. `classes`: stable ids (a class and its subclasses); empty: all that live. `living`: what the ontology
    has; other classes, and values of other fields, are in no answer though they are indexed (None: it has all). `q`:
    full text over every text and keyword field (all words must match, in any field; `text_fields` limits them).
    `after`: the opaque sort values of the last hit seen."""

    database: UUID
    classes: Sequence[str] = ()
    living: Living | None = None
    q: str | None = None
    text_fields: Sequence[str] = ()
    filter: Filter | None = None
    sort: Sequence[SortKey] = ()
    facets: Sequence[Facet] = ()
    """One a field."""
    highlight: bool = False
    limit: int = 50
    after: Sequence[object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A found instance; `sort_values` go back in as `Query.after`."""

    class_id: str
    id: str
    version: int
    data: Data
    created_at: datetime
    updated_at: datetime
    updated_by: str
    sort_values: Sequence[object]
    score: float | None = None
    highlight: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits, the exact total, and what the facets count, by field."""

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBy:
    """Group by a field's value, or by an interval: minute … year for times (days and longer in a time zone; None: UTC),
    a width for numbers."""

    field: str
    kind: FieldKind
    name: str
    interval: str | int | Decimal | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure a group gets. `field` is None for count; `percent` for percentile."""

    op: Literal["count", "sum", "avg", "min", "max", "cardinality", "percentile"]
    name: str
    field: str | None = None
    kind: FieldKind | None = None
    percent: float = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """Figures over groups; without `group_by` one row."""

    database: UUID
    classes: Sequence[str] = ()
    living: Living | None = None
    filter: Filter | None = None
    group_by: Sequence[GroupBy] = ()
    measures: Sequence[Measure] = ()
    sort: Sequence[tuple[str, bool]] = ()
    """(row key, descending)"""
    limit: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Flat rows, and the names of the measures that are not exact in all of them."""

    rows: Sequence[dict[str, object]]
    approximate: Sequence[str] = ()


class SearchIndex(Protocol):
    """Documents by stream; a write with an older version than the one held changes nothing."""

    def apply(self, database: UUID, documents: Sequence[Document]) -> None:
        """Upsert (or, when `deleted`, remove) documents and make them visible to every later search. Idempotent."""
        ...

    def search(self, query: Query) -> Found:
        """Find instances. Raises Transient."""
        ...

    def aggregate(self, aggregation: Aggregation) -> Figures:
        """Compute flat rows: group keys and measures by name; a missing group is None; times are datetimes."""
        ...

    def suggest(
        self,
        database: UUID,
        prefix: str,
        *,
        classes: Sequence[str] = (),
        living: Living | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Complete a word or a name: instances whose text has a word that begins with the last word of `prefix`."""
        ...

    def begin_rebuild(self, database: UUID) -> "SearchIndex":
        """Open an empty index beside the live one; writes to the answer do not show."""
        ...

    def finish_rebuild(self, database: UUID) -> None:
        """Switch atomically to the index begun; the old one goes."""
        ...

    def drop(self, database: UUID) -> None:
        """Forget a database's documents."""
        ...

    def marker(self, database: UUID) -> str:
        """Name the current content as `generation:change`, so that a cached answer can tell whether it still holds and
        a loss is noticed: changes of a generation only grow. "" when there is none, or none that this code can read."""
        ...
