"""Our commits in TerminusDB: what its metadata says of each, kept by both names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.terminusdb.database import AUTHOR, Document, TerminusDatabase
from spice.adapters.terminusdb.failures import SERVICE
from spice.messages.codec import decode, encode
from spice.ports.errors import Transient
from spice.ports.ontology_repository import Commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A commit of ours without its classes, and what TerminusDB calls it."""

    version: str
    commit: Commit
    number: int
    """How many commits of ours its line has."""
    gone: Sequence[str]
    """Names of classes that its first parent has, and it has not: a class is made again as another one."""
    former: str | None = None
    """Where its branch stood before, where that is not its first parent."""


class Commits:
    """The commits of one database. They never change, so what was read once is kept."""

    def __init__(self, database: TerminusDatabase) -> None:
        self._database = database
        self._by_version: dict[str, Known | None] = {}
        self._by_id: dict[str, Known] = {}

    def at(self, version: str) -> Known | None:
        """Read a commit by its name in TerminusDB; None for one that is none of ours."""
        if not version:
            return None
        if version not in self._by_version:
            self._keep(version, self._database.commit(version))
        return self._by_version[version]

    def named(self, id_: str) -> Known | None:
        """Find a commit by our name."""
        if id_ not in self._by_id and (version := self._database.find("commit", id_)) is not None:
            self.at(version)
        return self._by_id.get(id_)

    def all(self) -> Mapping[str, Known]:
        """Read every commit, by our names; those of branches that are gone too."""
        for document in self._database.commits():
            self._keep(document["identifier"], document)
        return self._by_id

    def line(self, head: Known | None, *, heads: bool = False) -> Iterator[Known]:
        """Walk from a commit to the first, by first parents; `heads`: by where a branch stood before."""
        while head is not None:
            yield head
            parent = head.former if heads and head.former else next(iter(head.commit.parents), None)
            if parent is not None and parent not in self._by_id:
                self.all()
            head = None if parent is None else self._by_id.get(parent)

    def written(self, version: str, commit: Commit) -> Known:
        """Read back a commit that was just made. Raises Transient when it is not that one."""
        known = self.at(version)
        if known is None or known.commit != replace(commit, classes={}, parents=[*commit.parents]):
            raise Transient(SERVICE, f"commit {commit.id} was written, and {version} is another one")
        return known

    def _keep(self, version: str, document: Document) -> None:
        known = _read(version, document.get("metadata", {}))
        self._by_version[version] = known
        if known is not None:
            self._by_id[known.commit.id] = known


def _allowed(commit: Commit) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return {"waived": commit.waived, "migrations": commit.migrations}


def said_of(commit: Commit, number: int, gone: Sequence[str], former: str | None) -> Mapping[str, Any]:
    """Write a commit for TerminusDB: all of ours is in the metadata, which `_read` reads."""
    about: dict[str, object] = {
        "parents": [*commit.parents],
        "message": commit.message,
        "author": commit.author,
        "at": commit.at.isoformat(),
        "number": number,
        "gone": [*gone],
    }
    about |= {name: list(allowed) for name, allowed in _allowed(commit).items() if allowed}
    about |= {"former": former} if former is not None and former not in commit.parents[:1] else {}
    about |= {"twins": dict(commit.twins)} if commit.twins else {}
    metadata = {"command_id": str(commit.command_id), "commit": commit.id, "about": encode(about).decode()}
    return {"author": _text(commit.author or AUTHOR), "message": _text(commit.message or "-"), "metadata": metadata}


def _text(text: str) -> str:
    """Write a text that TerminusDB shows. It takes these words for what JSON means by them, though they are strings."""
    return f"'{text}'" if text in ("null", "true", "false") else text


def _read(version: str, metadata: Mapping[str, str]) -> Known | None:
    if "commit" not in metadata:
        return None
    about = decode(metadata["about"])
    commit = Commit(
        id=metadata["commit"],
        parents=about["parents"],
        message=about["message"],
        author=about["author"],
        at=datetime.fromisoformat(about["at"]),
        command_id=UUID(metadata["command_id"]),
        classes={},
        waived=about.get("waived", ()),
        migrations=about.get("migrations", ()),
        twins=about.get("twins", {}),
    )
    return Known(version=version, commit=commit, number=about["number"], gone=about["gone"], former=about.get("former"))
