"""Commits of a segment -> the ontology repository; safe to repeat, by command id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from spice.domain.errors import DomainError
from spice.domain.shards import ONTOLOGY, Shard
from spice.messages.event import Event
from spice.messages.segment import Segment
from spice.ports.errors import Transient
from spice.ports.ontology_repository import Commit, OntologyRepository


def keep_commits(repository: OntologyRepository, segment: Segment) -> None:
    """Store what OntologyCommitted events of a segment say."""
    for event in segment.events() if Shard.named(segment.header.shard).family == ONTOLOGY else ():
        if event.type == "OntologyCommitted" and event.database is not None:
            _keep(repository, event.database, event, event.body or {})


def _moment(at: Any) -> datetime:
    """A live segment holds the time itself, one that was read its text."""
    return at if isinstance(at, datetime) else datetime.fromisoformat(at)


def _keep(repository: OntologyRepository, database: UUID, event: Event, body: dict[str, Any]) -> None:
    classes: dict[str, Any] = {}
    if body["parent"] is not None:
        parent = repository.read(database, body["parent"])
        if parent is None:
            raise Transient("ontology", f"commit {body['commit']} follows {body['parent']}, which is not there")
        classes = dict(parent.classes)
    for class_id, document in body["classes"].items():
        classes.pop(class_id, None) if document is None else classes.update({class_id: document})
    commit = Commit(
        id=body["commit"],
        parents=[body["parent"]] if body["parent"] else [],
        message=body["message"],
        author=event.actor,
        at=_moment(body["at"]),
        command_id=event.command_id,
        classes=classes,
    )
    try:
        repository.commit(database, commit, expected_head=body["parent"])
    except DomainError as moved:
        # The segment stands, so nobody is to blame: a rebuild has turned the repository back meanwhile.
        raise Transient("ontology", f"commit {body['commit']} does not follow what is there: {moved}") from moved
