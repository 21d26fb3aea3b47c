"""What reads of commands and of the platform answer, for the OpenAPI document."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from functions.api.queries.shapes import Count, Row, Shape, Time


class Health(Shape):
    """The API is alive."""

    alive: Literal[True]


class Service(Shape):
    """A backing service."""

    state: Literal["up", "down"]
    latency_ms: Annotated[float, Field(ge=0)]
    breaker: Literal["closed", "open", "half_open"]


class Quarantined(Shape):
    """A shard whose chain is broken, and its first bad segment."""

    shard: str
    generation: Count
    sequence: Count
    reason: str
    since: Time


class Readiness(Shape):
    """How the backing services are."""

    ready: bool
    services: dict[str, Service] = Field({}, description="For those who show a token, as is what follows.")
    quarantined: list[Quarantined] | None = None


class Command(Shape):
    """What became of a command."""

    command_id: UUID
    type: str
    state: Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "PARKED"]
    actor: str
    submitted_at: Time
    finished_at: Time | None
    attempts: Count
    result: Any = None
    errors: list[Row] = Field([])


class Batch(Shape):
    """A bulk request's progress."""

    batch_id: UUID
    state: Literal["PENDING", "RUNNING", "COMPLETED", "PARKED"]
    accepted: Count
    completed: Count
    failed: Count
    parked: Count
    rejected: list[Row]
    failures: list[Row]


class DeadLetter(Shape):
    """A parked command."""

    id: UUID
    shard: str
    key: str
    command_id: UUID | None
    type: str | None
    database: UUID | None
    reason: str
    error: str
    attempts: Count
    parked_at: Time
    state: str


class DeadLetterWithRecord(DeadLetter):
    """A parked command and the record it came in."""

    record: Row


class Projection(Shape):
    """How far a projection is."""

    name: str
    lag: Count
    positions: dict[str, Row]


class Job(Shape):
    """A job an operator started."""

    job_id: UUID
    name: str
    state: Literal["REQUESTED", "RUNNING", "COMPLETED", "FAILED"]
    detail: Row
    created_at: Time
    finished_at: Time | None


class Verification(Shape):
    """How the last walk over the log ended, and what is quarantined."""

    last: Job | None
    quarantined: list[Quarantined]


class Partitions(Shape):
    """A family's partitions."""

    family: str
    generation: Count
    partitions: Count
    grow_up_to: Count
    growing: Job | None


class Relay(Shape):
    """What waits for the relay."""

    waiting: Count
    oldest_at: Time | None


class Ratio(Shape):
    """Hits and misses of one kind of key."""

    hits: Count = 0
    misses: Count = 0
    ratio: float | None
