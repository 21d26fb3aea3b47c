"""A class or a part of one, as people name it, looked for in differences: by name or id, under whatever name it had."""

from collections.abc import Iterator, Mapping

from spice.domain.ontology.documents import Document, properties_of, relationships_of
from spice.domain.ontology.entries import Entry
from spice.domain.spelling import spelled

_FIELDS = ("properties", "relationships")
_FACETS = ("label", "description", "abstract", "parent", "key", *_FIELDS)


class Place:
    """A place such as `Flight`, `Flight/delay` or `/Flight/properties/delay/label`. Names are those of the documents it
    is looked up in first; what is not there any more takes its id from the newest difference that names it."""

    def __init__(self, text: str, documents: Mapping[str, Document]) -> None:
        parts = [spelled(part.replace("~1", "/").replace("~0", "~")) for part in text.strip("/").split("/")]
        field = parts.pop(1) if len(parts) > 2 and parts[1] in _FIELDS else None
        self._class, self._part, self._rest = parts[0], parts[1] if len(parts) > 1 else None, tuple(parts[2:])
        self._class_id = next((id_ for id_, each in documents.items() if self._class in (id_, each["name"])), None)
        self._fields = (field,) if field else _FIELDS
        self._part_id: str | None = None
        self._part_id = self._find(documents.get(self._class_id or "", {}))

    @property
    def known(self) -> bool:
        """Whether anything was ever found by these names."""
        part_is_there = self._part is None or self._part_id is not None or self._part in _FACETS
        return self._class_id is not None and part_is_there

    def has(self, entry: Entry) -> bool:
        """Tell whether an entry is of the place, or of what is in it, or of all that it is in."""
        if self._class_id is None and self._class in (entry.class_id, _names(entry.path)[0], _was(entry, 0)):
            self._class_id = entry.class_id
        if entry.class_id != self._class_id:
            return False
        return self._part is None or self._has_part(entry)

    def _has_part(self, entry: Entry) -> bool:
        if not entry.keys and entry.op in ("create", "delete"):
            document = entry.after if entry.op == "create" else entry.before
            found = self._find(document if isinstance(document, Mapping) else {})
            self._part_id = self._part_id or found
            return found is not None
        if self._part_id is None and entry.keys[:1] == (self._part,):
            return True
        if len(entry.keys) < 2 or entry.keys[0] not in self._fields:
            return False
        if self._part_id is None and self._part in (entry.keys[1], _names(entry.path)[2], _was(entry, 2)):
            self._part_id = entry.keys[1]
        rest = entry.keys[2 : 2 + len(self._rest)]
        return entry.keys[1] == self._part_id and rest == self._rest[: len(rest)]

    def _find(self, document: Document) -> str | None:
        found = {str(part["id"]): str(part["name"]) for part in self._parts(document)}
        if self._part_id is not None:
            return self._part_id if self._part_id in found else None
        return next((id_ for id_, name in found.items() if self._part in (id_, name)), None)

    def _parts(self, document: Document) -> Iterator[Document]:
        if "properties" in self._fields:
            yield from properties_of(document)
        if "relationships" in self._fields:
            yield from relationships_of(document)


def _was(entry: Entry, keys: int) -> object:
    """What a thing was called before an entry that renames it."""
    return entry.before if entry.op == "rename" and len(entry.keys) == keys else None


def _names(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.removeprefix("/").split("/")]
