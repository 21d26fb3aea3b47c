"""What is different between two versions of an ontology, and how severe it is."""

from collections.abc import Iterator, Mapping, Sequence

from spice.domain.hints import pointer
from spice.domain.ontology.documents import Document, key_of, lineage, properties_of, relationships_of
from spice.domain.ontology.severity import Judgement, of_addition, of_required
from spice.domain.ontology.spec_differences import FREE, Entry, Facet, spec_differences

Documents = Mapping[str, Document]
_LOST: Judgement = ("breaking", "its values would be lost from sight")
_TO_MANY = "_to_many"


def differences(before: Documents, after: Documents) -> list[Entry]:
    """Compare class documents by stable id: classes, properties, facets."""
    entries: list[Entry] = []
    names = [{str(document["name"]): document for document in side.values()} for side in (before, after)]
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if new is None:
            assert old is not None
            entries.append(_entry("delete", old, "", old, None, _LOST, old))
        elif old is None:
            entries.append(_entry("create", new, "", None, new, ("compatible", "it is new"), new))
        elif old != new:
            entries += _class(old, new, names[0], names[1])
    return entries


def _class(old: Document, new: Document, was: Documents, becomes: Documents) -> Iterator[Entry]:
    if old["name"] != new["name"]:
        yield _entry("rename", new, "", old["name"], new["name"], ("compatible", "the id stays"), new)
    for facet in ("label", "description"):
        if old.get(facet) != new.get(facet):
            yield _entry("update", new, f"/{facet}", old.get(facet), new.get(facet), FREE, new)
    if bool(old.get("abstract")) != bool(new.get("abstract")):
        tighter: Judgement = ("breaking", "it may have instances of its own")
        judged = tighter if new.get("abstract") else ("weakening", "it may have instances of its own now")
        yield _entry("update", new, "/abstract", old.get("abstract"), new.get("abstract"), judged, new)
    yield from _place(old, new, was, becomes)
    for op, path, before, after, judged, part in _parts(_resolved(old, was), _resolved(new, becomes)):
        yield _entry(op, new, path, before, after, judged, part)


def _place(old: Document, new: Document, was: Documents, becomes: Documents) -> Iterator[Entry]:
    """The parent and the key: what instances are filed under, so nothing to waive."""
    before, after = lineage(old, was), lineage(new, becomes)
    if [each["id"] for each in before[1:2]] != [each["id"] for each in after[1:2]]:
        moved = before[-1]["id"] != after[-1]["id"]
        why = "instances are filed under the root of the hierarchy" if moved else "what is inherited changes"
        judged: Judgement = ("breaking", why)
        yield _entry("update", new, "/parent", old.get("parent"), new.get("parent"), judged, new, final=moved)
    if _key_ids(old, before) != _key_ids(new, after):
        judged = ("breaking", "ids of instances are made of the key")
        yield _entry("update", new, "/key", old.get("key"), new.get("key"), judged, new, final=True)


def _key_ids(document: Document, line: Sequence[Document]) -> list[str]:
    ids = {
        str(part["name"]): str(part["id"]) for each in line for part in (*properties_of(each), *relationships_of(each))
    }
    return [ids.get(name, name) for name in key_of(document)]


def _resolved(document: Document, by_name: Documents) -> Document:
    """Say which class each relationship means: a name may pass to another class, or a class change its name."""
    found = [{**part, "_target": by_name.get(str(part["target"]), {}).get("id")} for part in relationships_of(document)]
    return {**document, "relationships": found}


def _written(part: Document) -> Document:
    return {name: value for name, value in part.items() if name != "_target"}


_Part = tuple[str, str, object, object, Judgement, Document]


def _parts(old: Document, new: Document) -> Iterator[_Part]:
    for field, of in (("properties", properties_of), ("relationships", relationships_of)):
        before, after = ({str(part["id"]): part for part in of(side)} for side in (old, new))
        for id_ in dict.fromkeys((*before, *after)):
            was, becomes = before.get(id_), after.get(id_)
            if becomes is None:
                assert was is not None
                yield "delete", pointer("", field, str(was["name"])), _written(was), None, _LOST, was
                continue
            at = pointer("", field, str(becomes["name"]))
            if was is None:
                yield "create", at, None, _written(becomes), of_addition(becomes), becomes
            elif was != becomes:
                yield from _facets(was, becomes, at)


def _facets(was: Document, becomes: Document, at: str) -> Iterator[_Part]:
    if was["name"] != becomes["name"]:
        yield "rename", at, was["name"], becomes["name"], ("compatible", "the id stays"), becomes
    found = _relationship(was, becomes) if "target" in becomes else spec_differences(was, becomes)
    for op, path, before, after, judged in found:
        yield op, at + path, before, after, judged, becomes


def _relationship(was: Document, becomes: Document) -> Iterator[Facet]:
    if was["_target"] != becomes["_target"]:
        judged: Judgement = ("breaking", "stored ids name instances of another class")
        yield "update", "/target", was["target"], becomes["target"], judged
    for facet in ("cardinality", "required", "on_missing", "on_delete", "inverse", "label", "description"):
        old, new = was.get(facet), becomes.get(facet)
        if old != new:
            yield "update", f"/{facet}", old, new, _judged(facet, old, new)


def _judged(facet: str, old: object, new: object) -> Judgement:
    if facet == "required":
        return of_required(old, new, default=False)
    if facet == "on_missing":
        refused: Judgement = ("breaking", "targets may be missing")
        return refused if new == "refuse" else ("weakening", "targets may be missing now")
    if facet == "cardinality":
        many = str(old).endswith(_TO_MANY) != str(new).endswith(_TO_MANY)
        return ("breaking", "values are lists on one side only") if many else FREE
    return FREE


def _entry(
    op: str,
    owner: Document,
    path: str,
    before: object,
    after: object,
    judged: Judgement,
    of: Document,
    *,
    final: bool = False,
) -> Entry:
    return Entry(
        op=op,
        path=pointer("", str(owner["name"])) + path,
        id=str(of["id"]),
        before=before,
        after=after,
        severity=judged[0],
        reason=judged[1],
        class_id=str(owner["id"]),
        final=final,
    )
