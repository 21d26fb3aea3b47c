"""Ontologies and histories that grow from small numbers, by the operations that clients have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import strategies as st

from spice.domain.administration import ChangeOntology
from spice.domain.identity import derived_id
from spice.domain.ontology.changes import apply_changes
from spice.domain.ontology.merging.ancestors import Bases
from spice.domain.ontology.merging.merge import Merged, merge_ontologies
from spice.domain.ontology.merging.reading_trees import tree_of
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.ontology.merging.trees import Branch
from tests.unit.domain.builders import Documents, a_class, a_property, documents_of

Edit = tuple[int, int, int, int]
COMMAND = UUID(int=7)
WORLD = documents_of(
    a_class("Place", a_property("name"), a_property("size", "xsd:integer", constraints={"minimum": 0}), key=["name"]),
    a_class("City", a_property("mayor"), a_property("state", "ENUM", values=["new", "old", "gone"]), parent="Place"),
    a_class(
        "Shop",
        a_property("code", "xsd:integer"),
        a_property("about", "OBJECT", properties=[a_property("street"), a_property("zip", label={"en": "ZIP"})]),
        a_property("tags", "ARRAY", items={"type": "xsd:string", "constraints": {"max_length": 9, "enum": ["a", "b"]}}),
        key=["code"],
        label={"en": "Shop", "ko": "가게"},
        relationships=[{"name": "city", "target": "City"}, {"name": "near", "target": "Place"}],
    ),
)
_NAMES = ("alpha", "beta", "gamma", "delta", "name", "city", "Shop", "Town")
_TYPES: tuple[dict[str, object], ...] = (
    {"type": "xsd:string"},
    {"type": "xsd:integer", "constraints": {"minimum": 1}},
    {"type": "ENUM", "values": ["x", "y"]},
    {"type": "OBJECT", "properties": [{"name": "x", "type": "xsd:string"}]},
    {"type": "ARRAY", "items": {"type": "xsd:decimal"}},
)

edits = st.lists(
    st.tuples(
        st.sampled_from([0, *range(2, 24), *range(4, 24)]), st.integers(0, 2), st.integers(0, 3), st.integers(0, 5)
    ),
    max_size=8,
)
"""Edits of one branch, of few things: sides are to meet."""


def edited(documents: Documents, some: Sequence[Edit], command: UUID = COMMAND) -> Documents:
    """Apply edits one by one; one that is refused changes nothing."""
    for number, edit in enumerate(some):
        change = _operation(documents, edit)
        made = apply_changes(
            documents,
            ChangeOntology(changes=[change]),
            command_id=derived_id(command, str(number)),
            instances=lambda classes: 0,
        )
        if not made.problems:
            both = {**documents, **made.documents}
            documents = {id_: document for id_, document in both.items() if document is not None}
    return documents


def merged(base: Documents | Branch, ours: Documents, theirs: Documents, *choices: Resolution) -> Merged:
    """Merge with a base that is known."""
    tree = base if isinstance(base, Branch) else tree_of(base)
    return merge_ontologies(tree, ours, theirs, choices, command_id=COMMAND)


@dataclass
class History:
    """Commits that grow from one, by edits and by merges in which every conflict is resolved by a rule."""

    commits: list[Documents] = field(default_factory=lambda: [WORLD])
    parents: dict[str, Sequence[str]] = field(default_factory=lambda: {"0": ()})

    def edit(self, parent: int, some: Sequence[Edit]) -> int:
        """Commit edits of a commit."""
        number = len(self.commits)
        return self._add(edited(self.commits[parent], some, UUID(int=1000 + number)), parent)

    def merge(self, ours: int, theirs: int, *, choose: Callable[[Sequence[str]], str]) -> int | None:
        """Commit the merge of two commits; None when it would be no valid ontology."""
        done = self.between(ours, theirs)
        while done.conflicts and not done.outcome.problems:
            answers = [
                Resolution(conflict_id=each.id, choice=choose([c for c in each.choices if c != "value"]))
                for each in done.conflicts
            ]
            self.answers = [*getattr(self, "answers", ()), *answers]
            done = self.between(ours, theirs, *self.answers)
        self.answers = []
        return None if done.outcome.problems else self._add(done.documents, ours, theirs)

    def between(self, ours: int, theirs: int, *choices: Resolution) -> Merged:
        """Merge two commits by their history."""
        bases = Bases(self.parents.__getitem__, lambda commit: tree_of(self.commits[int(commit)]))
        base = bases.between(str(ours), str(theirs))
        return merged(base, self.commits[ours], self.commits[theirs], *choices)

    def _add(self, documents: Documents, *parents: int) -> int:
        self.commits.append(documents)
        self.parents[str(len(self.commits) - 1)] = [*map(str, parents)]
        return len(self.commits) - 1


def _operation(documents: Documents, edit: Edit) -> Mapping[str, object]:
    kind, a, b, c = edit
    classes = [*documents.values()]
    if not classes or kind < 2:
        return {"op": "create", "class": a_class(_NAMES[a % 8].title(), a_property(_NAMES[b % 8]), parent=None)}
    document = classes[a % len(classes)]
    if kind == 2:
        return {"op": "delete", "name": document["name"]}
    if kind == 3:
        return {"op": "rename", "class": document["name"], "to": _NAMES[b % 8].title()}
    return {"op": "replace", "name": document["name"], "class": _replaced(classes, dict(document), kind, b, c)}


def _replaced(
    classes: Sequence[Mapping[str, object]], document: dict[str, object], kind: int, b: int, c: int
) -> object:
    if kind == 4:
        document["label"] = [{"en": f"L{b % 3}", "ko": f"엘{c % 3}"}, {"en": f"L{c % 3}"}, "plain"][b % 3]
    elif kind == 5:
        document["parent"] = [None, *(each["name"] for each in classes)][b % (len(classes) + 1)]
    elif kind == 6:
        document["key"] = [part["name"] for part in _listed(document, "properties")[: c % 2 + 1]]
    elif kind in (7, 8):
        target = {"name": _NAMES[b % 8], "target": classes[c % len(classes)]["name"]}
        document["relationships"] = [*_listed(document, "relationships"), target]
    else:
        field_ = "relationships" if kind in (9, 10) else "properties"
        parts = _listed(document, field_)
        document[field_] = _edited_parts(parts, kind, b, c)
    return document


def _edited_parts(parts: list[dict[str, object]], kind: int, b: int, c: int) -> list[dict[str, object]]:
    if kind in (11, 12) or not parts:
        return [*parts, {"name": _NAMES[b % 8], **_TYPES[c % 5]}]
    at = b % len(parts)
    if kind in (9, 13):
        return parts[:at] + parts[at + 1 :]
    if kind in (14, 15):
        return [*parts[at:], *parts[:at]]
    return [*parts[:at], _edited_part(dict(parts[at]), kind, c), *parts[at + 1 :]]


def _edited_part(part: dict[str, object], kind: int, c: int) -> dict[str, object]:
    if kind in (10, 16):
        return {**part, "name": _NAMES[c % 8]}
    if kind == 17:
        return {**part, "description": {("en", "ko", "ja")[c % 3]: f"text {c % 5}"}}
    if kind == 18:
        return {"id": part["id"], "name": part["name"], **_TYPES[c % 5]}
    if kind == 19:
        return {**part, "required": c % 2 == 0}
    if kind == 20 and "values" in part:
        return {**part, "values": _edited_parts(_listed(part, "values"), 13 + c % 4, c, c + 1) or ["z"]}
    if kind == 21 and isinstance(part.get("properties"), list):
        return {**part, "properties": _edited_parts(_listed(part, "properties"), 11 + c % 9, c, c + 3)}
    if kind == 22 and isinstance(items := part.get("items"), dict):
        return {**part, "items": {"type": items["type"], "constraints": {"enum": [["a"], ["b", "a", "c"]][c % 2]}}}
    return {**part, "constraints": [{}, {"minimum": c}, {"minimum": 0, "maximum": 40 + c}][c % 3]}


def _listed(owner: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = owner.get(name)
    return [dict(part) for part in found] if isinstance(found, list) else []
