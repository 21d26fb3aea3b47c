"""Stable ids: what a class, a property, a relationship or an enum member is, whatever it is called."""

import re
from collections.abc import Container, Mapping, Sequence
from uuid import UUID

from spice.domain.datatypes.parts import part_key
from spice.domain.datatypes.registry import TYPES
from spice.domain.hints import did_you_mean, pointer
from spice.domain.identity import derived_id
from spice.domain.ontology.reading import Reading

_NOT_ASCII_WORD = re.compile("[^a-z0-9]+")
_OF_CLASSES = ("properties", "relationships")
Part = dict[str, object]


def stable_id(prefix: str, name: str, command_id: UUID, path: str, *taken: Container[str]) -> str:
    """Make an id that nothing has taken: a slug of the name and a hash, or a prefix and a longer hash."""
    slug = _NOT_ASCII_WORD.sub("_", name.lower()).strip("_")[:24].strip("_")
    turn = 0
    while True:
        digest = derived_id(command_id, f"{path}#{turn}" if turn else path).hex
        made = f"{slug}_{digest[:6]}" if slug else f"{prefix}_{digest[:10]}"
        if not any(made in each for each in taken):
            return made
        turn += 1


class IdGiver:
    """Gives the parts of a class their ids: those of the parts they were before, else new ones."""

    def __init__(self, reading: Reading, command_id: UUID, path: str, taken: Container[str]) -> None:
        self._reading, self._command_id, self._path, self._taken = reading, command_id, path, taken
        self._given: set[str] = set()

    def give(self, document: Mapping[str, object], before: Mapping[str, object] | None, seed: str) -> Part:
        """Answer the class with ids in all its parts. `before` is what it was; None: it is new."""
        answer = dict(document)
        self._given = {str(part.get("id")) for field in _OF_CLASSES for part in _listed(document, field)}
        for field, prefix in (("properties", "p"), ("relationships", "r")):
            answer[field] = self._parts(document, before, field, prefix, pointer(self._path, field), seed)
        return answer

    def _parts(
        self,
        owner: Mapping[str, object],
        before: Mapping[str, object] | None,
        field: str,
        prefix: str,
        path: str,
        seed: str,
    ) -> list[Part]:
        parts, old = _listed(owner, field), None if before is None else _listed(before, field)
        kept = self._kept(parts, old or [], path, new=old is None)
        by_id = {str(part["id"]): part for part in old or []}
        answer: list[Part] = []
        for part, id_ in zip(parts, kept, strict=True):
            name = str(part["name"])
            here = f"{seed}/{name}"
            known = id_ or stable_id(prefix, name, self._command_id, here, self._taken, self._given)
            self._given.add(known)
            given: Part = {"id": known, **{key: value for key, value in part.items() if key != "id"}}
            answer.append(self._with_inside(given, by_id.get(known), pointer(path, len(answer)), here))
        return answer

    def _kept(self, parts: Sequence[Part], old: Sequence[Part], path: str, *, new: bool) -> list[str | None]:
        """Match parts to old ones, by id, else by name."""
        ids = {str(part["id"]) for part in old}
        claimed = {part["id"] for part in parts if part.get("id") in ids}
        by_name = {str(part["name"]): str(part["id"]) for part in old if part["id"] not in claimed}
        kept: list[str | None] = []
        seen: set[object] = set()
        for index, part in enumerate(parts):
            given = part.get("id")
            if given is not None and not new and (given not in ids or given in seen):
                said = f"id '{given}' is given twice" if given in seen else f"there is no part with id '{given}'"
                at, hint = pointer(path, index, "id"), did_you_mean(given, ids - seen)
                self._reading.fault("unknown_property", said, at, value=given, hint=hint)
            seen.add(given)
            kept.append(str(given) if given in ids else by_name.get(str(part["name"])))
        return kept

    def _with_inside(self, part: Part, before: Mapping[str, object] | None, path: str, seed: str) -> Part:
        """Give enum members and parts of objects their ids, those of an array's items too."""
        if isinstance(items := part.get("items"), dict):
            old, at = before.get("items") if before else None, pointer(path, "items")
            part["items"] = self._with_inside(items, old if isinstance(old, dict) else None, at, f"{seed}/items")
        if "values" in part:
            old_values = before if before and "values" in before else None
            part["values"] = self._parts(part, old_values, "values", "e", pointer(path, "values"), f"{seed}/values")
        if "properties" in part:
            part["properties"] = self._inside(part, before, pointer(path, "properties"), f"{seed}/properties")
        return part

    def _inside(self, owner: Part, before: Mapping[str, object] | None, path: str, seed: str) -> list[Part]:
        """Give the parts of an object their ids, which are the keys of its values.

        Where no part can have been dropped before (it is new, or took any object until now) they are the names.
        """
        parts, listed = _listed(owner, "properties"), before is not None and "properties" in before
        old = [{**part, "id": part_key(part)} for part in _listed(before or {}, "properties")]
        kept = self._kept(parts, old, path, new=not listed)
        taken, by_id = {str(part["id"]) for part in old}, {str(part["id"]): part for part in old}
        named = before is None or (not listed and TYPES[str(before["type"])].holds == "properties")
        answer: list[Part] = []
        for part, id_ in zip(parts, kept, strict=True):
            name = str(part["name"])
            here = f"{seed}/{name}"
            known = id_ or (name if named else stable_id("p", name, self._command_id, here, taken))
            taken.add(known)
            given: Part = {"id": known, **{key: value for key, value in part.items() if key != "id"}}
            answer.append(self._with_inside(given, by_id.get(known), pointer(path, len(answer)), here))
        return answer


def _listed(owner: Mapping[str, object], field: str) -> list[Part]:
    found = owner.get(field)
    return found if isinstance(found, list) else []
