"""Stale documents: those with values that do not live, whose words are read before they count."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from spice.adapters.engines.source import living_texts
from spice.adapters.opensearch.asking.view import Clause, View, all_of, any_of
from spice.adapters.opensearch.documents.layout import EQUALS, TERMS, UID
from spice.searching.living import ClassField, Living
from spice.searching.text.analysis import Analysis


def known_texts(view: View) -> Sequence[ClassField]:
    """List the fields of text an index was given, by class."""
    return cast(Sequence[ClassField], view.texts.fields)


def holding(fields: Mapping[str, Sequence[str]]) -> Clause | None:
    """Match documents of classes that have a value in one of their fields; None: there are no such fields."""
    parts = [
        all_of([{"term": {TERMS: f"_class{EQUALS}w{class_id}"}}, any_of([_has(one) for one in held])])
        for class_id, held in fields.items()
    ]
    return any_of(parts) if parts else None


def true_of_living(
    view: View,
    found: Sequence[Clause],
    stale: Clause,
    living: Living | None,
    speaks: Callable[[Sequence[Analysis]], bool],
) -> Clause:
    """Of the documents found that have values which do not live, keep those whose living ones speak."""
    read = view.read(all_of([*found, stale]), "values of what was dropped")
    good = [source.uid for source in read if speaks(living_texts(source, living))]
    return any_of([all_of(found, without=[stale]), {"terms": {UID: good}}])


def _has(field: str) -> Clause:
    return {"prefix": {TERMS: {"value": field + EQUALS}}}
