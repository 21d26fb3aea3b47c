"""What is different between two versions of an ontology, and how severe it is."""

from collections.abc import Iterator, Mapping, Sequence

from spice.domain.hints import pointer
from spice.domain.ontology.documents import Document, is_to_many, key_of, lineage, properties_of, relationships_of
from spice.domain.ontology.entries import Entry, Facet, Where
from spice.domain.ontology.severity import (
    LOST,
    Judgement,
    Mode,
    free,
    of_addition,
    of_required,
    other,
    tighter,
    wider,
)
from spice.domain.ontology.spec_differences import FREE, HERE, RENAMED, order_difference, spec_differences

Documents = Mapping[str, Document]
_ONE_TO = "one_to_"


def differences(before: Documents, after: Documents, mode: Mode) -> list[Entry]:
    """Compare class documents by stable id: classes, properties, facets; `mode`: how compatible a database stays."""
    return [entry.under(mode) for entry in _differences(before, after)]


def _differences(before: Documents, after: Documents) -> list[Entry]:
    entries: list[Entry] = []
    names = [{str(document["name"]): document for document in side.values()} for side in (before, after)]
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if new is None:
            assert old is not None
            entries.append(_entry(Facet("delete", HERE, old, None, LOST), old, old))
        elif old is None:
            entries.append(_entry(Facet("create", HERE, None, new, free("it is new")), new, new))
        elif old != new:
            entries += _class(old, new, names[0], names[1])
    return entries


def _class(old: Document, new: Document, was: Documents, becomes: Documents) -> Iterator[Entry]:
    if old["name"] != new["name"]:
        yield _entry(Facet("rename", HERE, old["name"], new["name"], RENAMED), new, new)
    for facet in ("label", "description"):
        if old.get(facet) != new.get(facet):
            yield _entry(Facet("update", HERE.facet(facet), old.get(facet), new.get(facet), FREE), new, new)
    if bool(old.get("abstract")) != bool(new.get("abstract")):
        closes = tighter("it may have instances of its own")
        judged = closes if new.get("abstract") else wider("it may have instances of its own now")
        yield _entry(
            Facet("update", HERE.facet("abstract"), old.get("abstract"), new.get("abstract"), judged), new, new
        )
    yield from _place(old, new, was, becomes)
    for found, part in _parts(_resolved(old, was), _resolved(new, becomes)):
        yield _entry(found, new, part or new)


def _place(old: Document, new: Document, was: Documents, becomes: Documents) -> Iterator[Entry]:
    """The parent and the key: what instances are filed under, so nothing to waive."""
    before, after = lineage(old, was), lineage(new, becomes)
    if [each["id"] for each in before[1:2]] != [each["id"] for each in after[1:2]]:
        moved = before[-1]["id"] != after[-1]["id"]
        why = "instances are filed under the root of the hierarchy" if moved else "what is inherited changes"
        found = Facet("update", HERE.facet("parent"), old.get("parent"), new.get("parent"), other(why))
        yield _entry(found, new, new, final=moved)
    owners = [next((each for each in line if key_of(each)), line[-1]) for line in (before, after)]
    # Whoever inherits the key of one class goes by it: it is told of that class alone.
    told = owners[0]["id"] != owners[1]["id"] or owners[0]["id"] == old["id"]
    if told and _key_ids(owners[0], before) != _key_ids(owners[1], after):
        judged, keys = other("ids of instances are made of the key"), [[*key_of(each)] for each in owners]
        yield _entry(Facet("update", HERE.facet("key"), keys[0], keys[1], judged), new, new, final=True)


def _key_ids(owner: Document, line: Sequence[Document]) -> list[str]:
    ids = {
        str(part["name"]): str(part["id"]) for each in line for part in (*properties_of(each), *relationships_of(each))
    }
    return [ids.get(name, name) for name in key_of(owner)]


def _resolved(document: Document, by_name: Documents) -> Document:
    """Say which class each relationship means: a name may pass to another class, or a class change its name."""
    found = [{**part, "_target": by_name.get(str(part["target"]), {}).get("id")} for part in relationships_of(document)]
    return {**document, "relationships": found}


def _written(part: Document) -> Document:
    return {name: value for name, value in part.items() if name != "_target"}


_Part = tuple[Facet, Document | None]
"""A change, and the part it is of; None: of the class."""


def _parts(old: Document, new: Document) -> Iterator[_Part]:
    for field, of in (("properties", properties_of), ("relationships", relationships_of)):
        before, after = ({str(part["id"]): part for part in of(side)} for side in (old, new))
        for id_ in dict.fromkeys((*before, *after)):
            was, becomes = before.get(id_), after.get(id_)
            if becomes is None:
                assert was is not None
                yield Facet("delete", HERE.part(field, was["name"], id_), _written(was), None, LOST), was
                continue
            at = HERE.part(field, becomes["name"], id_)
            if was is None:
                yield Facet("create", at, None, _written(becomes), of_addition(becomes)), becomes
            elif was != becomes:
                yield from ((facet, becomes) for facet in _facets(was, becomes, at))
        yield from ((facet, None) for facet in order_difference(before, after, HERE.facet(field)))


def _facets(was: Document, becomes: Document, at: Where) -> Iterator[Facet]:
    if was["name"] != becomes["name"]:
        yield Facet("rename", at, was["name"], becomes["name"], RENAMED)
    yield from _relationship(was, becomes, at) if "target" in becomes else spec_differences(was, becomes, at)


def _relationship(was: Document, becomes: Document, at: Where) -> Iterator[Facet]:
    if was["_target"] != becomes["_target"]:
        judged = other("stored ids name instances of another class")
        yield Facet("update", at.facet("target"), was["target"], becomes["target"], judged)
    for facet in ("cardinality", "required", "on_missing", "on_delete", "inverse", "label", "description"):
        old, new = was.get(facet), becomes.get(facet)
        if old != new:
            yield Facet("update", at.facet(facet), old, new, _judged(facet, old, new))


def _of_cardinality(old: str, new: str) -> Judgement:
    if is_to_many(old) != is_to_many(new):
        return other("values are lists on one side only")
    if old.startswith(_ONE_TO) == new.startswith(_ONE_TO):
        return FREE
    several = "several may name one target"
    return tighter(several) if new.startswith(_ONE_TO) else wider(f"{several} now")


def _judged(facet: str, old: object, new: object) -> Judgement:
    if facet == "required":
        return of_required(old, new, default=False)
    if facet == "on_missing":
        return tighter("targets may be missing") if new == "refuse" else wider("targets may be missing now")
    if facet == "cardinality":
        return _of_cardinality(str(old), str(new))
    return FREE


def _entry(facet: Facet, owner: Document, of: Document, *, final: bool = False) -> Entry:
    return Entry(
        op=facet.op,
        path=pointer("", str(owner["name"])) + facet.where.path,
        id=str(of["id"]),
        before=facet.before,
        after=facet.after,
        judged=facet.judged,
        class_id=str(owner["id"]),
        keys=facet.where.keys,
        final=final,
    )
