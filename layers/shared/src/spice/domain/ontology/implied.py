"""Migrations that a change implies: what is required from now on and has a default is given to those that lack it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from spice.domain.ontology.documents import Document, properties_of
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.gate import Waiver
from spice.domain.ontology.migrations import Migration


def implied(
    sides: tuple[Mapping[str, Document], Mapping[str, Document]],
    entries: Sequence[Entry],
    waived: Sequence[Waiver],
    given: Sequence[Migration],
) -> Iterator[Migration]:
    """Make them for what an author neither waives nor gives a default of their own to."""
    before, after = sides
    said: set[tuple[str | None, ...]] = {(each.class_id, each.property_id) for each in given if each.op == "default"}
    said |= {(each.class_id, *each.keys[1:2]) for each in entries if any(waiver.covers(each) for waiver in waived)}
    for id_ in after if entries else ():
        if id_ in before and before[id_] != after[id_]:
            yield from _of_class(before[id_], after[id_], said)


def _of_class(was: Document, becomes: Document, said: Collection[tuple[str | None, ...]]) -> Iterator[Migration]:
    assured = {part["id"] for part in properties_of(was) if _assured(part)}
    class_id, name = str(becomes["id"]), becomes["name"]
    for part in properties_of(becomes):
        property_id = str(part["id"])
        if _assured(part) and part["id"] not in assured and (class_id, property_id) not in said:
            words, value = {"op": "default", "class": name, "property": part["name"]}, part["default"]
            yield Migration(op="default", class_id=class_id, property_id=property_id, value=value, words=words)


def _assured(part: Document) -> bool:
    return bool(part.get("required")) and "default" in part
