"""Commits and branches of a segment -> the ontology repository; safe to repeat, by command id and version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.application.ground.unfit import of_the_log
from spice.domain.errors import DomainError
from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.event import Event
from spice.messages.segment import Segment
from spice.ports.errors import Transient
from spice.ports.ontology_repository import Commit, OntologyRepository

_BRANCHES = ("BranchCreated", "BranchUpdated", "BranchDeleted")


def keep_commits(repository: OntologyRepository, segment: Segment) -> None:
    """Store what events of a segment say of ontologies: commits, and what became of branches. Raises Transient, and
    BrokenChain for one that says nothing that can be stored."""
    _keep_all(segment, repository)


@of_the_log
def _keep_all(segment: Segment, repository: OntologyRepository) -> None:
    for event in segment.events() if Shard.named(segment.header.shard).family == ONTOLOGY else ():
        if event.database is None:
            continue
        if event.type == "OntologyCommitted":
            _keep(repository, event.database, event, event.body or {})
        elif event.type in _BRANCHES:
            repository.keep_branch(event.database, branch_of(event.body or {}))


def branch_of(body: Mapping[str, Any]) -> Branch:
    """Read a branch; a live segment holds its values themselves, one that was read texts."""
    told = body["branch"]
    return Branch(**{**told, "id": UUID(str(told["id"])), "writers": tuple(told["writers"])})


def _moment(at: Any) -> datetime:
    """A live segment holds the time itself, one that was read its text."""
    return at if isinstance(at, datetime) else datetime.fromisoformat(at)


def _classes(repository: OntologyRepository, database: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Give the classes that a commit leaves: its parent's, and what it says of them."""
    classes: dict[str, Any] = {}
    if body["parent"] is not None:
        parent = repository.read(database, body["parent"])
        if parent is None:
            raise Transient("ontology", f"commit {body['commit']} follows {body['parent']}, which is not there")
        classes = dict(parent.classes)
    for class_id, document in body["classes"].items():
        classes.pop(class_id, None) if document is None else classes.update({class_id: document})
    return classes


def _keep(repository: OntologyRepository, database: UUID, event: Event, body: dict[str, Any]) -> None:
    commit = Commit(
        id=body["commit"],
        parents=body.get("parents") or ([body["parent"]] if body["parent"] else []),
        message=body["message"],
        author=event.actor,
        at=_moment(body["at"]),
        command_id=event.command_id,
        classes=_classes(repository, database, body),
        waived=body.get("waived", ()),
        migrations=body.get("migrations", ()),
        twins=body.get("twins", {}),
    )
    try:
        branch, head = body.get("branch", MAIN), body.get("expected", body["parent"])
        repository.commit(database, commit, branch=branch, expected_head=head)
    except DomainError as moved:
        # The segment stands, so nobody is to blame: a rebuild has turned the repository back meanwhile.
        raise Transient("ontology", f"commit {body['commit']} does not follow what is there: {moved}") from moved
