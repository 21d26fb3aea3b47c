"""What answers say of themselves, beside their data: the envelope's `meta`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import UNSET, Struct, UnsetType

from spice.application.queries.finding.facets import COUNTED, FacetCount
from spice.application.queries.linking.drawing import HiddenRow
from spice.messages.shapes import Count, one_of


class Meta(Struct, frozen=True, kw_only=True):
    """What every answer says of itself."""

    request_id: str = ""
    """Put in at the door."""


class PageMeta(Meta, frozen=True):
    """Where the next page begins; absent on the last one."""

    next_cursor: str | UnsetType = UNSET


class FoundMeta(Meta, frozen=True):
    """How many instances were found on all pages, and of each facet its 20 most frequent values."""

    total: Count
    next_cursor: str | UnsetType = UNSET
    facets: Mapping[str, Sequence[FacetCount]] | UnsetType = UNSET


class SearchMeta(FoundMeta, frozen=True):
    """How many instances were found on all pages, and what each facet counts: values, or ranges of them."""

    facets: Mapping[str, Sequence[Annotated[Any, one_of(*COUNTED)]]] | UnsetType = UNSET


class TotalMeta(Meta, frozen=True):
    """How many there are on all pages, and where the next page begins."""

    total: Count
    next_cursor: str | UnsetType = UNSET


class FiguresMeta(Meta, frozen=True):
    """The measures that are not exact; absent when all are."""

    approximate: Sequence[str] | UnsetType = UNSET


class RelatedMeta(Meta, frozen=True):
    """How many are on the pages behind, and how many ids that are named lead nowhere; `final` of what is asked `at`."""

    hidden: Count
    missing: Count
    next_cursor: str | UnsetType = UNSET
    final: bool | UnsetType = UNSET


class GraphMeta(Meta, frozen=True):
    """How many of which hop are on the pages behind; `final` of what is asked `at`."""

    hidden: Sequence[HiddenRow]
    next_cursor: str | UnsetType = UNSET
    final: bool | UnsetType = UNSET


class MomentMeta(Meta, frozen=True):
    """Whether the past that was asked for may not change any more; absent for what is current."""

    final: bool | UnsetType = UNSET


class CommitMeta(Meta, frozen=True):
    """The commit whose ontology was read; null before the first."""

    commit: str | None


class CountedMeta(Meta, frozen=True):
    """How many there are on all pages, by state whatever state is asked for, and where the next page begins."""

    total: Count
    counts: Mapping[str, Count]
    next_cursor: str | UnsetType = UNSET
