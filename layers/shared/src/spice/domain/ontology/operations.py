"""The operations of a change: create, adopt, update, replace, rename, delete."""

from collections.abc import Callable, Mapping

from spice.domain.bounds import DATA_DEPTH
from spice.domain.hints import did_you_mean, pointer
from spice.domain.instance.merge_patch import merge_patch
from spice.domain.ontology.class_documents import read_class
from spice.domain.ontology.documents import properties_of, relationships_of, size_of
from spice.domain.ontology.draft import Draft

Body = Mapping[str, object]


def apply_operation(draft: Draft, raw: object, number: int) -> None:
    """Carry out one operation on a draft; what is wrong with it is noted there."""
    path = pointer("/changes", number)
    op = raw.get("op") if isinstance(raw, dict) else None
    if not isinstance(op, str) or op not in _OPERATIONS:
        said, hint = f"op must be one of {', '.join(_OPERATIONS)}", did_you_mean(op, _OPERATIONS)
        draft.reading.fault("constraint_violated", said, f"{path}/op", value=op, hint=hint)
        return
    known, carry_out = _OPERATIONS[op]
    carry_out(draft, draft.reading.fields(raw, path, ("op", *known), f"operation {op}"), path, number)


def _create(draft: Draft, body: Body, path: str, number: int) -> None:
    at = f"{path}/class"
    if (document := _class(draft, body, at)) is not None:
        draft.add(document, at, number)


def _adopt(draft: Draft, body: Body, path: str, number: int) -> None:
    at = f"{path}/class"
    if (document := _class(draft, body, at)) is not None:
        draft.adopt(document, at, number)


def _replace(draft: Draft, body: Body, path: str, number: int) -> None:
    at = f"{path}/class"
    old = draft.find(draft.reading.name(body, path, "the class"), f"{path}/name")
    document = _class(draft, body, at)
    if old is not None and document is not None:
        draft.put(old, document, at, number)


def _update(draft: Draft, body: Body, path: str, number: int) -> None:
    at = f"{path}/patch"
    old = draft.find(draft.reading.name(body, path, "the class"), f"{path}/name")
    patch = body.get("patch")
    if not isinstance(patch, dict):
        draft.reading.fault("wrong_type", "patch must be an object", at, value=patch)
    elif _depth_over(patch, DATA_DEPTH * 3):
        draft.reading.fault("constraint_violated", "the patch is nested too deep", at)
    elif old is not None:
        draft.spend(size_of(old))
        if (document := read_class(draft.reading, merge_patch(old, patch), at)) is not None:
            draft.put(old, document, at, number)


def _rename(draft: Draft, body: Body, path: str, number: int) -> None:
    old = draft.find(draft.reading.name(body, path, "the class", field="class"), f"{path}/class")
    of_property = "property" in body
    to = draft.reading.name(body, path, "the new name", field="to", digit_first=of_property)
    part = draft.reading.name(body, path, "the property", field="property", digit_first=True) if of_property else None
    if old is None or to is None or ("property" in body and part is None):
        return
    draft.touched(str(old["id"]), path)
    if part is None:
        draft.rename(str(old["id"]), str(old["name"]), to, f"{path}/to")
        return
    parts = {str(each["name"]): str(each["id"]) for each in (*properties_of(old), *relationships_of(old))}
    if part not in parts:
        said = f"class {old['name']} has no property '{part}' of its own"
        draft.reading.fault("unknown_property", said, f"{path}/property", value=part, hint=did_you_mean(part, parts))
    elif to in parts and to != part:
        draft.reading.fault("already_exists", f"class {old['name']} has a property '{to}'", f"{path}/to", value=to)
    else:
        draft.rename_part(str(old["id"]), parts[part], to)


def _delete(draft: Draft, body: Body, path: str, number: int) -> None:
    old = draft.find(draft.reading.name(body, path, "the class"), f"{path}/name")
    if old is not None:
        draft.remove(str(old["id"]), f"{path}/name")


def _class(draft: Draft, body: Body, path: str) -> dict[str, object] | None:
    if "class" not in body:
        draft.reading.fault("missing_property", "the operation needs a class", path)
        return None
    if _depth_over(body["class"], DATA_DEPTH * 3):
        draft.reading.fault("constraint_violated", "the class is nested too deep", path)
        return None
    return read_class(draft.reading, body["class"], path)


def _depth_over(value: object, most: int) -> bool:
    """Tell whether a value is nested too deep, without recursion."""
    level = [value]
    for _ in range(most):
        level = [part for each in level if isinstance(each, dict | list) for part in _children(each)]
        if not level:
            return False
    return True


def _children(value: dict[str, object] | list[object]) -> list[object]:
    return [*value.values()] if isinstance(value, dict) else value


_Operation = Callable[[Draft, Body, str, int], None]
_OPERATIONS: dict[str, tuple[tuple[str, ...], _Operation]] = {
    "create": (("class",), _create),
    "adopt": (("class",), _adopt),
    "update": (("name", "patch"), _update),
    "replace": (("name", "class"), _replace),
    "rename": (("class", "property", "to"), _rename),
    "delete": (("name",), _delete),
}
