"""Databases, branches, commits and documents, as the server holds them."""

import secrets
import string
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any
from urllib.parse import quote

from tests.support.terminusdb.refusals import Refused, already_there, not_there, schema_failure, stale

Fields = dict[str, Any]
Change = tuple[str, Any]
"""("insert" | "update", fields) or ("delete", id)."""
_LETTERS = string.ascii_lowercase + string.digits


def _version() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(31))


@dataclass(frozen=True, kw_only=True)
class Made:
    """A commit, and all that is there as of it."""

    id: str
    kind: str
    parent: "Made | None"
    said: Mapping[str, Any]
    schema: Mapping[str, Fields]
    documents: Mapping[str, Fields]
    at: float

    @property
    def name(self) -> str:
        """As documents name it."""
        return f"{self.kind}/{self.id}"


@dataclass
class Database:
    """One database."""

    branches: dict[str, Made] = field(default_factory=dict)
    commits: dict[str, Made] = field(default_factory=dict)

    state: str = "finalized"
    """"creating" for ever where the server died in between."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Its label and its comment."""

    def __post_init__(self) -> None:
        first = Made(id=_version(), kind="InitialCommit", parent=None, said={}, schema={}, documents={}, at=time.time())
        self.branches["main"] = first


class Store:
    """Everything; one commit at a time, each on the head as it is then: so is a transaction that lost tried again."""

    def __init__(self) -> None:
        self.version = "12.0.6"
        self.databases: dict[str, Database] = {}
        self.half_made: set[str] = set()
        """Databases whose making was killed: they are there, and can neither be opened nor made."""
        self.lock = RLock()
        self.checked: Callable[[], None] = lambda: None
        """Called when a header was found right and nothing has been written yet: the gap that a header leaves open."""

    def states(self) -> dict[str, str]:
        """Tell how far databases are made."""
        states = {name: each.state for name, each in self.databases.items()}
        return states | dict.fromkeys(self.half_made, "creating")

    def told_of(self, name: str) -> dict[str, str]:
        """Tell what the server's own database says of one."""
        known = self.databases.get(name, Database())
        told = {"@id": f"UserDatabase/{name}", "@type": "UserDatabase", "creation_date": "2026-11-30T14:45:10.968Z"}
        return {**told, **known.said, "name": name, "state": self.states()[name]}

    def define(self, database: Database, branch: str, classes: list[Fields], said: Mapping[str, Any]) -> Made:
        """Add classes to the schema."""
        with self.lock:
            head = database.branches[branch]
            for each in classes:
                if each["@id"] in head.schema:
                    raise already_there("InsertDocument", each, each["@id"])
            schema = {**head.schema, **{each["@id"]: each for each in classes}}
            return self._made(database, branch, said, schema, head.documents)

    def write(
        self, database: Database, branch: str, changes: list[Change], said: Mapping[str, Any], expected: str | None
    ) -> Made:
        """Commit changes, all or none."""
        actual = database.branches[branch].id
        if expected is not None and expected != f"branch:{actual}":
            raise stale("Woql", f"branch:{actual}", expected)
        self.checked()
        with self.lock:
            head = database.branches[branch]
            documents = dict(head.documents)
            for verb, value in changes:
                _apply(head.schema, documents, verb, value)
            return self._made(database, branch, said, head.schema, documents)

    def _made(
        self,
        database: Database,
        branch: str,
        said: Mapping[str, Any],
        schema: Mapping[str, Fields],
        documents: Mapping[str, Fields],
    ) -> Made:
        head = database.branches[branch]
        parent = None if head.kind == "InitialCommit" else head
        made = Made(
            id=_version(),
            kind="ValidCommit",
            parent=parent,
            said=said,
            schema=schema,
            documents=documents,
            at=time.time(),
        )
        database.commits[made.id] = database.branches[branch] = made
        return made


def _apply(schema: Mapping[str, Fields], documents: dict[str, Fields], verb: str, value: Any) -> None:
    if verb == "delete":
        if value not in documents:
            raise not_there("Woql", f"terminusdb:///data/{value}")
        del documents[value]
        return
    id_ = _checked(schema, value)
    full = f"terminusdb:///data/{id_}"
    if verb == "insert" and id_ in documents:
        raise already_there("Woql", value, full)
    if verb == "update" and id_ not in documents:
        raise not_there("Woql", full, **{"api:document": value})
    documents[id_] = value


def _checked(schema: Mapping[str, Fields], fields: Fields) -> str:
    """Check a document against its class, and tell its id."""
    kind = fields["@type"]
    if kind not in schema:
        raise Refused(400, "Woql", {"@type": "api:WOQLSchemaCheckFailure"}, f"there is no class {kind}")
    wanted = _fields_of(schema, kind)
    for name, range_ in wanted.items():
        if not isinstance(range_, dict) and name not in fields:
            raise schema_failure(name)
    for name, value in fields.items():
        text = wanted.get(name) == "xsd:string" or isinstance(wanted.get(name), dict)
        if name != "@type" and (name not in wanted or (text and not isinstance(value, str))):
            raise schema_failure(name)
    key = schema[kind]["@key"]["@fields"]
    encoded = "+".join(quote(fields[name], safe="-._~!$&'()*,;=:@").replace("+", "%2B") for name in key)
    return f"{kind}/{encoded}"


def _fields_of(schema: Mapping[str, Fields], kind: str) -> Mapping[str, Any]:
    own = {name: range_ for name, range_ in schema[kind].items() if not name.startswith("@")}
    above = schema[kind].get("@inherits")
    return own if above is None else {**_fields_of(schema, above), **own}


def subtypes(schema: Mapping[str, Fields], kind: str) -> set[str]:
    """A class and all that inherit from it."""
    below = {name for name, each in schema.items() if each.get("@inherits") == kind}
    return {kind}.union(*(subtypes(schema, each) for each in below))
