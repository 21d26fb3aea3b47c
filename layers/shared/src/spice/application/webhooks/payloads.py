"""What a partner is told of an event: that it happened and to what, and no value of it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from spice.application.ground.ontologies import Ontologies
from spice.application.ground.times import written
from spice.messages.codec import encode
from spice.messages.event import Event, Position
from spice.ports.webhook_queue import Delivery

MOST_BYTES = 20 * 1024
TEST = "webhook.test"
"""The type of what is sent on request, which happened nowhere."""


class Payload(Struct, frozen=True):
    """The body of a delivery, as Standard Webhooks has it."""

    type: str
    timestamp: str
    data: object


_SUBJECTS = ("commit", "branch", "name", "number", "subject", "role", "uuid")
"""What the events of administration are about; texts that people wrote are left out."""


def delivery_of(event: Event, ontologies: Ontologies) -> Delivery:
    """Write an event as a delivery. Raises Transient while its ontology is not there."""
    return Delivery(
        event_id=event.event_id,
        type=event.type,
        key=event.aggregate,
        at=event.at,
        position=event.position,
        payload=_payload(event, ontologies),
    )


def _payload(event: Event, ontologies: Ontologies) -> bytes:
    told: dict[str, object] = {
        "event_id": event.event_id,
        "database": event.database,
        "version": event.version,
        "actor": event.actor,
        "command_id": event.command_id,
        "correlation_id": event.correlation_id,
        "ontology_commit": event.ontology_commit,
    }
    if event.class_id is not None and event.database is not None:
        shape = ontologies(event.database, event.ontology_commit).by_id.get(event.class_id)
        told |= {"class": None if shape is None else shape.name, "class_id": event.class_id, "id": event.id}
    elif event.body is not None:
        told |= {name: event.body[name] for name in _SUBJECTS if name in event.body}
    given = {name: value for name, value in told.items() if value is not None}
    body = encode(Payload(type=event.type, timestamp=written(event.at), data=given))
    return body if len(body) <= MOST_BYTES else _short(event)


def _short(event: Event) -> bytes:
    """Name the event alone: texts of it are longer than a partner is told."""
    data = {"event_id": event.event_id, "database": event.database, "version": event.version}
    return encode(Payload(type=event.type, timestamp=written(event.at), data=data))


def test_of(event_id: UUID, database: UUID, actor: str, at: datetime) -> Delivery:
    """Write what is sent on request: it waits for nothing, and nothing waits for it."""
    data = {"event_id": event_id, "database": database, "actor": actor}
    return Delivery(
        event_id=event_id,
        type=TEST,
        key=f"{TEST}:{event_id}",
        at=at,
        position=Position(generation=0, shard=TEST, sequence=0),
        payload=encode(Payload(type=TEST, timestamp=written(at), data=data)),
    )
