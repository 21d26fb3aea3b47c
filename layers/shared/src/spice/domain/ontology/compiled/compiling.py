"""Stored class documents -> compiled classes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spice.domain.datatypes.checking import Spec, read_each, violated, wrong_type
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.parts import inside_of, part_key
from spice.domain.datatypes.registry import TYPES, compile_check, compile_patch
from spice.domain.instance.ids import an_instance_id
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.parts import ID, FieldType, Place, Relationship, Slot
from spice.domain.ontology.compiled.stored import form_of
from spice.domain.ontology.documents import Document, key_of, lineage, properties_of, relationships_of


def compile_classes(documents: Iterable[Document], home: Home = NOWHERE) -> list[CompiledClass]:
    """Compile every class with what it inherits, for a database that is at home somewhere."""
    by_name = {str(document["name"]): document for document in documents}
    lines = {name: lineage(document, by_name) for name, document in by_name.items()}
    families: dict[str, list[str]] = {name: [] for name in by_name}
    for line in lines.values():
        for ancestor in line:
            families[str(ancestor["name"])].append(str(line[0]["id"]))
    roots = {name: str(line[-1]["id"]) for name, line in lines.items()}
    names: dict[str, dict[str, str]] = {root: {} for root in roots.values()}
    for name, line in lines.items():
        names[roots[name]][str(line[0]["id"])] = name
    kin = _Kin(roots, {name: tuple(family) for name, family in families.items()}, names)
    return [_compile(line, kin, home) for line in lines.values()]


def searchable(prefix: str, spec: Spec) -> dict[str, FieldType]:
    """Tell the searchable fields of a property, under its dotted key."""
    kind = TYPES[str(spec["type"])]
    if isinstance(items := spec.get("items"), Mapping):
        return searchable(prefix, items)
    found = {} if kind.main else {prefix: FieldType(kind=kind.kind or "composite", type=kind.name)}
    found.update(
        (f"{prefix}.{part}", FieldType(kind=sort, type=f"{kind.name}.{part}")) for part, sort in kind.parts.items()
    )
    if isinstance(properties := spec.get("properties"), list):
        for part in properties:
            found.update(searchable(f"{prefix}.{part_key(part)}", part))
    return found


@dataclass(frozen=True, slots=True)
class _Kin:
    """By name of a class: the stable id of its root, and those of the class and all its subclasses. By a root's id:
    the names of all its classes, by id."""

    roots: Mapping[str, str]
    families: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Mapping[str, str]]


def _compile(line: Sequence[Document], kin: _Kin, home: Home) -> CompiledClass:
    document = line[0]
    key = next((found for each in line if (found := key_of(each))), ())
    properties = [spec for each in reversed(line) for spec in properties_of(each)]
    relationships = [_relationship(spec, kin) for each in reversed(line) for spec in relationships_of(each)]
    fields: dict[str, FieldType] = {}
    for spec in properties:
        if not spec.get("personal"):
            fields.update(searchable(str(spec["id"]), spec))
    fields.update((each.id, FieldType(kind="keyword", type=ID)) for each in relationships)
    return CompiledClass(
        _place(document, str(line[-1]["id"]), kin),
        key=key,
        slots=[
            *(_property_slot(spec, key, home) for spec in properties),
            *(_relationship_slot(each, key) for each in relationships),
        ],
        relationships=relationships,
        fields=fields,
    )


def _place(document: Document, root: str, kin: _Kin) -> Place:
    name = str(document["name"])
    return Place(
        id=str(document["id"]),
        name=name,
        root_id=root,
        abstract=document.get("abstract") is True,
        family=kin.families[name],
        kin=kin.names[root],
    )


def _property_slot(spec: Spec, key: Sequence[str], home: Home) -> Slot:
    check, personal = compile_check(spec, home), spec.get("personal") is True
    name, default = str(spec["name"]), spec.get("default")
    # It is sealed as a whole, so a patch of it is a whole one.
    merged = TYPES[str(spec["type"])].build_patch is not None and not personal
    return Slot(
        id=str(spec["id"]),
        name=name,
        check=check,
        patch=compile_patch(spec, home) if merged else check,
        required=spec.get("required") is True or name in key,
        inside=inside_of(spec),
        form=None if personal else form_of(spec),
        default=None if default is None else check(default),
        personal=personal,
        subject=None if (subject := spec.get("subject")) is None else str(subject),
    )


def _relationship(spec: Spec, kin: _Kin) -> Relationship:
    target = str(spec["target"])
    return Relationship(
        id=str(spec["id"]),
        name=str(spec["name"]),
        target=target,
        target_root=kin.roots.get(target, target),
        target_family=kin.families.get(target, ()),
        cardinality=str(spec["cardinality"]),
        required=spec.get("required") is True,
        inverse=str(spec["inverse"]) if "inverse" in spec else None,
        on_missing=str(spec["on_missing"]),
        on_delete=str(spec["on_delete"]),
    )


def _relationship_slot(relationship: Relationship, key: Sequence[str]) -> Slot:
    check = _targets if relationship.many else an_instance_id
    required = relationship.required or relationship.name in key
    if relationship.many and required:
        check = _some_targets
    return Slot(id=relationship.id, name=relationship.name, check=check, patch=check, required=required)


def _targets(value: object) -> list[object]:
    if type(value) is not list:
        raise wrong_type("a list of ids", value)
    targets = read_each(value, an_instance_id)
    if len(frozenset(targets)) != len(targets):
        raise violated("must not name the same instance twice", None)
    return targets


def _some_targets(value: object) -> object:
    if not (targets := _targets(value)):
        raise violated("must name at least one instance", None)
    return targets
