"""What a document of classes asks of those that a branch has: what it says is so, and nothing else of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.failure import WrongUse
from cli.visible import visible
from spice.domain.spelling import spelled

Class = Mapping[str, Any]
_TERMS = ("message", "waive", "migrations")
_EXPECTED = 'expected a class, a list of classes, {"classes"} or {"changes"} with "message", "waive", "migrations"'


def changes_of(document: object, known: Sequence[Class], *, delete_missing: bool = False) -> dict[str, Any]:
    """Write a document as a change, which it may be already."""
    if isinstance(document, Mapping) and "changes" in document:
        said = _fields(document, "changes")
        missing = _missing_from(said["changes"], known) if delete_missing else []
        return {**said, "changes": [*said["changes"], *missing]}
    if isinstance(document, Mapping) and "name" not in document:
        said = _fields(document, "classes")
        classes = said.pop("classes")
        return {**said, "changes": _declared(classes, known, delete_missing)}
    classes = document if isinstance(document, list | tuple) else [document]
    return {"changes": _declared(classes, known, delete_missing)}


def _fields(document: Mapping[str, Any], field: str) -> dict[str, Any]:
    unknown = sorted(str(name) for name in document.keys() - {field, *_TERMS})
    if field not in document or not isinstance(document[field], list | tuple):
        raise WrongUse(_EXPECTED)
    if unknown:
        raise WrongUse(f"unknown in a document of {field}: {visible(', '.join(unknown))}; {_EXPECTED}")
    return dict(document)


def _declared(classes: Sequence[Any], known: Sequence[Class], delete_missing: bool) -> list[dict[str, Any]]:
    """Names come first, since the classes speak of one another by those that they are to have."""
    pairs = _matched(classes, known)
    meant = {name for _, name in pairs if name is not None}
    named = [(str(shape["name"]), name) for shape, name in pairs if name is not None]
    missing = sorted({_name(each) for each in known} - meant) if delete_missing else []
    return [
        *({"op": "delete", "name": name} for name in missing),
        *_renames({name: to for to, name in named if spelled(to) != name}),
        *({"op": "replace", "name": each["name"], "class": dict(each)} for each, name in pairs if name is not None),
        *({"op": "create", "class": dict(each)} for each, name in pairs if name is None),
    ]


def _matched(classes: Sequence[Any], known: Sequence[Class]) -> list[tuple[Class, str | None]]:
    """Tell which class of the branch each is, by its id, or else by its name; None: it is new."""
    if not all(isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in classes):
        raise WrongUse(_EXPECTED)
    ids = {str(each["id"]): _name(each) for each in known if "id" in each}
    by_id = {_name(each): ids[str(each["id"])] for each in classes if str(each.get("id")) in ids}
    left = {_name(each) for each in known} - {*by_id.values()}
    meant = [by_id.get(name) or (name if name in left else None) for name in map(_name, classes)]
    if twice := {name for name in meant if name is not None and meant.count(name) > 1}:
        raise WrongUse(f"the file has {visible(', '.join(sorted(twice)))} twice")
    return [*zip(classes, meant, strict=True)]


def _renames(to: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rename in an order in which each name is free by then, if there is one."""
    left, found = dict(to), list[dict[str, Any]]()
    while left:
        free = next((name for name, becomes in left.items() if spelled(becomes) not in left), next(iter(left)))
        found.append({"op": "rename", "class": free, "to": left.pop(free)})
    return found


def _missing_from(changes: Iterable[Any], known: Sequence[Class]) -> list[dict[str, Any]]:
    """Write what changes do not name as changes that delete it."""
    named = {spelled(str(_named(each))) for each in changes if isinstance(each, Mapping)}
    return [{"op": "delete", "name": name} for name in sorted({_name(each) for each in known} - named)]


def _named(change: Mapping[str, Any]) -> object:
    of = change.get("class")
    return change.get("name") or (of.get("name") if isinstance(of, Mapping) else of)


def _name(shape: Class) -> str:
    return spelled(str(shape["name"]))
