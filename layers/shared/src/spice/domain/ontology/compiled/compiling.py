"""Stored class documents -> compiled classes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from spice.domain.bounds import PROBLEMS_WITHIN
from spice.domain.datatypes.checking import Rejected, Spec, violated, within, wrong_type
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.parts import inside_of, part_key
from spice.domain.datatypes.registry import TYPES, compile_check, compile_patch
from spice.domain.errors import Problem
from spice.domain.instance.ids import an_instance_id
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.parts import ID, FieldType, Place, Relationship, Slot
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
    return [_compile(line, tuple(families[name]), roots, home) for name, line in lines.items()]


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


def _compile(line: Sequence[Document], family: tuple[str, ...], roots: Mapping[str, str], home: Home) -> CompiledClass:
    document = line[0]
    key = next((found for each in line if (found := key_of(each))), ())
    properties = [spec for each in reversed(line) for spec in properties_of(each)]
    relationships = [_relationship(spec, roots) for each in reversed(line) for spec in relationships_of(each)]
    fields: dict[str, FieldType] = {}
    for spec in properties:
        fields.update(searchable(str(spec["id"]), spec))
    fields.update((each.id, FieldType(kind="keyword", type=ID)) for each in relationships)
    return CompiledClass(
        Place(
            id=str(document["id"]),
            name=str(document["name"]),
            root_id=str(line[-1]["id"]),
            abstract=document.get("abstract") is True,
            family=family,
        ),
        key=key,
        slots=[
            *(_property_slot(spec, key, home) for spec in properties),
            *(_relationship_slot(each, key) for each in relationships),
        ],
        relationships=relationships,
        fields=fields,
    )


def _property_slot(spec: Spec, key: Sequence[str], home: Home) -> Slot:
    check = compile_check(spec, home)
    name, default = str(spec["name"]), spec.get("default")
    return Slot(
        id=str(spec["id"]),
        name=name,
        check=check,
        patch=check if TYPES[str(spec["type"])].build_patch is None else compile_patch(spec, home),
        required=spec.get("required") is True or name in key,
        inside=inside_of(spec),
        default=None if default is None else check(default),
    )


def _relationship(spec: Spec, roots: Mapping[str, str]) -> Relationship:
    target = str(spec["target"])
    return Relationship(
        id=str(spec["id"]),
        name=str(spec["name"]),
        target=target,
        target_root=roots.get(target, target),
        many=str(spec["cardinality"]).endswith("_to_many"),
        required=spec.get("required") is True,
        on_missing=str(spec["on_missing"]),
        on_delete=str(spec["on_delete"]),
    )


def _relationship_slot(relationship: Relationship, key: Sequence[str]) -> Slot:
    check = _targets if relationship.many else an_instance_id
    required = relationship.required or relationship.name in key
    if relationship.many and required:
        check = _some_targets
    return Slot(id=relationship.id, name=relationship.name, check=check, patch=check, required=required)


def _targets(value: object) -> object:
    if type(value) is not list:
        raise wrong_type("a list of ids", value)
    problems: list[Problem] = []
    targets: list[object] = []
    for index, target in enumerate(value):
        try:
            targets.append(an_instance_id(target))
        except Rejected as rejected:
            problems += within(rejected, index)
            if len(problems) >= PROBLEMS_WITHIN:
                break
    if problems:
        raise Rejected(problems)
    if len(frozenset(targets)) != len(targets):
        raise violated("must not name the same instance twice", None)
    return targets


def _some_targets(value: object) -> object:
    if not (targets := cast("list[object]", _targets(value))):
        raise violated("must name at least one instance", None)
    return targets
