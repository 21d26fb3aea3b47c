"""What must hold between classes: parents, targets, inherited names, keys."""

from collections.abc import Mapping

from spice.domain.bounds import CLASSES, INHERITANCE
from spice.domain.datatypes.registry import TYPES
from spice.domain.hints import did_you_mean
from spice.domain.ontology.documents import Document, key_of, properties_of, relationships_of
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.inverses import check_inverses
from spice.domain.ontology.lines import Line, depths, lines_of
from spice.domain.ontology.personal_properties import check_personal


def check_hierarchy(draft: Draft) -> None:
    """Note every class that does not fit the others; past a bound, that alone."""
    if not _within_bounds(draft):
        return
    by_name: Mapping[str, Document] = draft.by_name
    for line in lines_of(by_name):
        _parent(draft, line, by_name)
        _targets(draft, line.document, by_name)
        _inherited_names(draft, line)
        _key(draft, line)
        check_personal(draft, line)
    check_inverses(draft, by_name)


def _within_bounds(draft: Draft) -> bool:
    many = len(draft.documents) > max(CLASSES, draft.began_with)
    if many:
        said, at = f"an ontology has at most {CLASSES} classes", draft.at([*draft.documents][-1])
        draft.reading.fault("constraint_violated", said, at, value=len(draft.documents))
    deep = [name for name, depth in depths(draft.by_name).items() if depth == INHERITANCE + 1]
    for name in deep:
        said = f"a hierarchy has at most {INHERITANCE} classes from one to its root: '{name}' is further down"
        at = draft.at(str(draft.by_name[name]["id"]), "parent")
        draft.reading.fault("constraint_violated", said, at, value=draft.by_name[name]["parent"])
    return not many and not deep


def _parent(draft: Draft, line: Line, by_name: Mapping[str, Document]) -> None:
    document = line.document
    name, parent = str(document["name"]), document.get("parent")
    if not isinstance(parent, str):
        return
    if parent in by_name:
        if line.closed:
            said = f"class '{name}' would be its own ancestor"
            draft.reading.fault("constraint_violated", said, draft.at(str(document["id"]), "parent"), value=parent)
    elif parent in draft.deleted:
        said = f"class '{parent}' has a subclass, '{name}'"
        draft.reading.fault("referenced", said, draft.deleted[parent], value=parent, hint=f"delete '{name}' too")
    else:
        at, hint = draft.at(str(document["id"]), "parent"), did_you_mean(parent, by_name)
        draft.reading.fault(
            "unknown_class", f"there is no class '{parent}' to be a parent", at, value=parent, hint=hint
        )


def _targets(draft: Draft, document: Document, by_name: Mapping[str, Document]) -> None:
    for index, part in enumerate(relationships_of(document)):
        target = str(part["target"])
        if target in by_name:
            continue
        who = f"{document['name']}.{part['name']}"
        if target in draft.deleted:
            said = f"class '{target}' is the target of {who}"
            draft.reading.fault("referenced", said, draft.deleted[target], value=target, hint=f"remove {who} too")
        else:
            at = draft.at(str(document["id"]), "relationships", index, "target")
            hint = did_you_mean(target, by_name)
            draft.reading.fault("unknown_target", f"there is no class '{target}'", at, value=target, hint=hint)


def _inherited_names(draft: Draft, line: Line) -> None:
    document = line.document
    for field, parts in (("properties", properties_of(document)), ("relationships", relationships_of(document))):
        for index, part in enumerate(parts):
            if (owner := line.above(str(part["name"]))) is not None:
                said = f"class {document['name']} inherits '{part['name']}' from {owner['name']}"
                at = draft.at(str(document["id"]), field, index, "name")
                draft.reading.fault("already_exists", said, at, value=part["name"])


def _key(draft: Draft, line: Line) -> None:
    document, *ancestors = line.classes
    key, id_ = key_of(document), str(document["id"])
    inherited = next((found for each in ancestors if (found := key_of(each))), None)
    if key and inherited and [*key] != [*inherited]:
        said = f"class {document['name']} inherits the key {', '.join(inherited)}"
        draft.reading.fault("constraint_violated", said, draft.at(id_, "key"))
    for index, name in enumerate(key):
        at = draft.at(id_, "key", index)
        if (part := line.part(name)) is None:
            said = f"the key names '{name}', but class {document['name']} has no such property"
            draft.reading.fault("unknown_property", said, at, value=name, hint=did_you_mean(name, line.names()))
        elif (why := _no_key(part)) is not None:
            draft.reading.fault("constraint_violated", f"'{name}' cannot be part of a key: {why}", at, value=name)


def _no_key(part: Document) -> str | None:
    if "target" in part:
        return "it names many instances" if str(part["cardinality"]).endswith("_to_many") else None
    kind = TYPES[str(part["type"])]
    if "default" in part:
        return "it has a default"
    return None if kind.keyable else f"it is of type {kind.name}"
