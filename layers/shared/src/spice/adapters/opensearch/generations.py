"""Generations: concrete indexes of a database, the aliases that say which one is meant, and their fields."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID, uuid4

from spice.adapters.opensearch.connection import LOOK_SECONDS, OpenSearchConnection
from spice.adapters.opensearch.documents.layout import (
    LANGUAGES,
    LAYOUT,
    analyzers,
    instances_template,
    metadata_template,
)
from spice.adapters.opensearch.documents.slots import Field, Slots
from spice.adapters.opensearch.failures import SERVICE
from spice.ports.errors import Permanent, Rebuilding, Transient
from spice.searching.living import ClassField

logger = logging.getLogger(__name__)
LIVE, NEXT = "", "-next"
_TRIES = 20
_LOST = "lost"


class Generations:
    """`instances-{database}` is an alias; `{concrete}-writes` stands for one concrete index, so that a write to one
    that is gone fails instead of making a new one."""

    def __init__(self, connection: OpenSearchConnection, slots: int) -> None:
        self._connection, self._slots = connection, slots
        self._metadata = f"{connection.prefix}search-metadata"
        self._prepared = False

    def prepare(self) -> None:
        """Put the templates and the metadata index; the newest of these is right, however often it is done."""
        request, prefix = self._connection.request, self._connection.prefix
        listed = request("GET", "/_cat/plugins?format=json&h=component")["items"]
        plugins = {str(plugin["component"]) for plugin in listed}
        chosen = analyzers(plugins)
        for language, plugin in LANGUAGES.items():
            if plugin is not None and plugin not in plugins:
                logger.warning("analysis plugin missing", extra={"plugin": plugin, "language": language})
        request("PUT", f"/_index_template/{prefix}spice-instances", instances_template(prefix, chosen))
        request("PUT", f"/_index_template/{prefix}spice-search-metadata", metadata_template(prefix))
        self._create(self._metadata, {})
        self._prepared = True

    def resolve(self, database: UUID, pointer: str) -> str | None:
        """Tell which concrete index an alias means."""
        alias = self._alias(database, pointer)
        path = f"/_alias/{alias}?filter_path=*.aliases.{alias}"
        held = self._connection.request("GET", path, seconds=LOOK_SECONDS, absent={})
        return min(held, default=None)

    def found(self, database: UUID, pointer: str) -> str:
        """Make a database's first index, or the next one. Two that found the same one at once make one."""
        if not self._prepared:
            self.prepare()
        name = f"{self._alias(database, LIVE)}-{uuid4().hex[:12]}"
        if pointer == LIVE:
            name = self._agreed(database, name)
        # Before the index: one without this has lost it.
        for numbered in (name, texts_of(name)):
            self._put(numbered, _numbering(numbered, []), "op_type=create")
        self._create(name, {"aliases": {self._alias(database, pointer): {}, writes(name): {}}})
        return name

    def slots(self, concrete: str) -> Slots:
        """Read the fields of an index. Raises Rebuilding when they are lost, or it is of another layout."""
        fields, _ = self._read(concrete)
        return Slots(fields, self._slots)

    def texts(self, concrete: str) -> Slots:
        """Read which fields of text an index was given, by class."""
        return Slots(self._read(texts_of(concrete))[0], 0)

    def with_texts(self, concrete: str, held: Slots, wanted: Iterable[ClassField]) -> Slots:
        """Take in new fields of text."""
        return replace(self.with_fields(texts_of(concrete), held, cast(Iterable[Field], wanted)), most=0)

    def with_fields(self, concrete: str, held: Slots, wanted: Iterable[Field]) -> Slots:
        """Number new fields behind those there are; several writers agree by the metadata's sequence number."""
        missing = [field for field in dict.fromkeys(wanted) if field not in held.known]
        if not missing:
            return held
        for _ in range(_TRIES):
            fields, guard = self._read(concrete)
            known = set(fields)
            fields = [*fields, *(field for field in missing if field not in known)]
            if self._put(concrete, _numbering(concrete, fields), guard) != _LOST:
                return Slots(fields, self._slots)
        raise Transient(SERVICE, f"too many writers number the fields of {concrete}")

    def switch(self, database: UUID) -> None:
        """Make the next index the live one and remove the old one, in one change of the cluster's state."""
        fresh, old = self.resolve(database, NEXT), self.resolve(database, LIVE)
        if fresh is None:
            raise Permanent(SERVICE, f"no rebuild of {database} was begun")
        actions: list[dict[str, Any]] = [
            {"remove": {"index": fresh, "alias": self._alias(database, NEXT)}},
            {"add": {"index": fresh, "alias": self._alias(database, LIVE)}},
        ]
        if old is not None:
            actions.append({"remove_index": {"index": old}})
        self._connection.request("POST", "/_aliases", {"actions": actions})
        self._point(database, fresh)
        self.clean(database)

    def clean(self, database: UUID) -> None:
        """Remove every index of a database but the live one: what a rebuild that died has left."""
        live = self.resolve(database, LIVE)
        for concrete in self._all(database):
            if concrete != live:
                self._remove(concrete)

    def drop(self, database: UUID) -> None:
        """Remove everything of a database."""
        self._forget(str(database))
        for concrete in self._all(database):
            self._remove(concrete)

    def _all(self, database: UUID) -> Sequence[str]:
        pattern = f"/{self._alias(database, LIVE)}-*"
        return sorted(self._connection.request("GET", f"{pattern}/_alias?filter_path=*", absent={}))

    def _remove(self, concrete: str) -> None:
        self._connection.request("DELETE", f"/{concrete}", absent={})
        self._forget(concrete)
        self._forget(texts_of(concrete))

    def _alias(self, database: UUID, pointer: str) -> str:
        return f"{self._connection.prefix}instances-{database}{pointer}"

    def _create(self, name: str, body: dict[str, Any]) -> None:
        try:
            self._connection.request("PUT", f"/{name}", body)
        except Permanent as refused:
            if "resource_already_exists" not in str(refused):
                raise

    def _agreed(self, database: UUID, name: str) -> str:
        """Agree on a name with whoever founds the same index now."""
        self._put(str(database), {"index": name, "layout": LAYOUT}, "op_type=create")
        held = self._connection.request("GET", f"/{self._metadata}/_doc/{database}")
        return str(held["_source"]["index"])

    def _point(self, database: UUID, concrete: str) -> None:
        self._put(str(database), {"index": concrete, "layout": LAYOUT}, "")

    def _read(self, concrete: str) -> tuple[list[Field], str]:
        held = self._connection.request("GET", f"/{self._metadata}/_doc/{concrete}", seconds=LOOK_SECONDS, absent={})
        if not held.get("found"):
            raise Rebuilding(SERVICE, f"which columns {concrete} has is lost")
        if (layout := held["_source"]["layout"]) != LAYOUT:
            raise Rebuilding(SERVICE, f"{concrete} is laid out as {layout}, not as {LAYOUT}")
        fields = [tuple(text.split("\x01")) for text in held["_source"]["fields"]]
        return fields, f"if_seq_no={held['_seq_no']}&if_primary_term={held['_primary_term']}"

    def _put(self, id: str, document: dict[str, Any], guard: str) -> str:
        try:
            answer = self._connection.request(
                "PUT", f"/{self._metadata}/_doc/{id}?require_alias=false&{guard}", document
            )
        except Permanent as refused:
            if "version_conflict" in str(refused):
                return _LOST
            raise
        return str(answer["result"])

    def _forget(self, id: str) -> None:
        self._connection.request("DELETE", f"/{self._metadata}/_doc/{id}", absent={})


def _numbering(concrete: str, fields: Sequence[Field]) -> dict[str, Any]:
    return {"index": concrete, "fields": ["\x01".join(field) for field in fields], "layout": LAYOUT}


def texts_of(concrete: str) -> str:
    """Name the document that tells which fields of text an index was given."""
    return f"{concrete}-texts"


def writes(concrete: str) -> str:
    """Name the alias that stands for one concrete index while it is there."""
    return f"{concrete}-writes"
