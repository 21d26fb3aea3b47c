"""Class documents -> trees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from spice.domain.datatypes.parts import part_key
from spice.domain.ontology.documents import Document
from spice.domain.ontology.merging.trees import Branch, Ref, branches

Names = Mapping[str, str]
"""Ids of classes by name."""


def tree_of(documents: Mapping[str, Document]) -> Branch:
    """Read the classes of an ontology."""
    names = {str(document["name"]): id_ for id_, document in documents.items()}
    return with_keys(Branch("ontology", {id_: read("class", each, names) for id_, each in documents.items()}))


def read(kind: str, value: object, names: Names) -> object:
    """Read a document as what it is of; what is no document, or of no kind, is a leaf."""
    form = _FORMS.get(kind)
    if form is None:
        return value
    if form.listed is not None:
        return _list(kind, form.listed, value, names)
    if form.read is not None:
        return form.read(value, names)
    if not isinstance(value, Mapping):
        return value
    fields = {**form.always, **value}
    return Branch(kind, {name: read(kind_within(kind, name), each, names) for name, each in fields.items()})


def kind_within(kind: str, name: str) -> str:
    """Tell of what kind a facet or part is."""
    form = _FORMS[kind]
    return form.fields.get(name, form.others) if form.listed is None else form.listed


def with_keys(ontology: Branch) -> Branch:
    """Let keys that are still lists of names refer to properties, their own or inherited."""
    classes = dict(ontology.children)
    for id_, each in branches(ontology).items():
        if isinstance(key := each.children.get("key"), list):
            known = _parts_by_name(ontology, id_)
            classes[id_] = each.of({**each.children, "key": tuple(known.get(str(name), name) for name in key)})
    return ontology.of(classes)


def line_of(ontology: Branch, id_: str) -> list[Branch]:
    """Walk from a class to its root, itself first; ends where a parent is not there or comes again."""
    line: dict[str, Branch] = {}
    while id_ not in line and isinstance(found := ontology.children.get(id_), Branch):
        line[id_] = found
        parent = found.children.get("parent")
        id_ = parent.id if isinstance(parent, Ref) else ""
    return [*line.values()]


def _parts_by_name(ontology: Branch, id_: str) -> dict[str, Ref]:
    found: dict[str, Ref] = {}
    for each in reversed(line_of(ontology, id_)):
        for field_ in ("properties", "relationships"):
            found.update((part.name, Ref(key, True)) for key, part in branches(each.children.get(field_)).items())
    return found


def _list(kind: str, listed: str, value: object, names: Names) -> object:
    if not isinstance(value, list) or not all(isinstance(each, Mapping) and "name" in each for each in value):
        return value
    children = {part_key(each): read(listed, each, names) for each in value}
    return Branch(kind, children, tuple(children)) if len(children) == len(value) else value


def _class_ref(value: object, names: Names) -> object:
    return Ref(names[value]) if isinstance(value, str) and value in names else value


def _texts(value: object, names: Names) -> object:
    return Branch("texts", dict(value)) if isinstance(value, Mapping) else value


def _values(value: object, names: Names) -> object:
    """A list that is a set: its members are merged one by one."""
    if not isinstance(value, list):
        return value
    children = {repr(each): each for each in value}
    return Branch("values", children, tuple(children)) if len(children) == len(value) else value


@dataclass(frozen=True, slots=True)
class _Form:
    """What documents of a kind hold."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """Kinds of facets."""
    others: str = ""
    """The kind of any other facet."""
    listed: str | None = None
    """The kind of what is listed."""
    always: Mapping[str, object] = field(default_factory=dict)
    read: Callable[[object, Names], object] | None = None


_SAID = {"label": "texts", "description": "texts"}
_FORMS = {
    "ontology": _Form(others="class"),
    "class": _Form({**_SAID, "parent": "ref", "properties": "properties", "relationships": "relationships"}),
    "properties": _Form(listed="spec"),
    "parts": _Form(listed="spec"),
    "relationships": _Form(listed="relationship"),
    "members": _Form(listed="member"),
    "spec": _Form(
        {**_SAID, "items": "spec", "properties": "parts", "values": "members", "constraints": "constraints"},
        # None and no constraints are the same, so that one that goes and one that comes do not meet.
        always={"constraints": {}},
    ),
    "relationship": _Form({**_SAID, "target": "ref"}),
    "member": _Form(_SAID),
    "constraints": _Form(others="values"),
    "ref": _Form(read=_class_ref),
    "texts": _Form(read=_texts),
    "values": _Form(read=_values),
}
