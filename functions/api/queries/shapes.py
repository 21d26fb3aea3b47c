"""What reads answer, for the OpenAPI document: shapes only, never made at run time."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Count = Annotated[int, Field(ge=0)]
Named = dict[str, Any]
Row = dict[str, Any]
Role = Literal["viewer", "editor", "modeler", "owner"]


class Shape(BaseModel):
    """An object; fields may be added in later versions."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class Me(Shape):
    """Who the token speaks for, and the roles by database."""

    subject: str
    admin: bool
    roles: dict[str, Role]


class Type(Shape):
    """A type a property may have."""

    name: str
    description: str
    accepts: list[str]
    normal_form: str
    examples: list[Any]
    constraints: dict[str, str]


class Database(Shape):
    """A database and the asker's role in it."""

    id: UUID
    name: str
    label: Any
    description: Any
    region: str
    timezone: str | None
    compatibility: Literal["BACKWARD", "FORWARD", "FULL", "NONE"]
    version: int
    created_at: Time | None
    created_by: str
    head: str | None
    role: Role | None


class Grant(Shape):
    """A subject's role."""

    subject: str
    role: Role
    granted_at: Time
    granted_by: str


class Metrics(Shape):
    """Instances by class, writes and reads by hour and actor."""

    classes: dict[str, Count]
    writes: list[Row]
    reads: list[Row]


class Class(Shape):
    """A class of the ontology."""

    id: str
    name: str
    parent: str | None = None
    abstract: bool = False
    key: list[str] | None = None
    properties: list[Row] = []
    relationships: list[Row] = []


class Commit(Shape):
    """A version of the ontology."""

    commit: str
    parents: list[str]
    message: str
    author: str
    at: Time
    command_id: UUID


class Instance(Shape):
    """An instance, its data by property name."""

    class_: str = Field(alias="class")
    id: str
    version: Annotated[int, Field(ge=1)]
    data: Named
    created_at: Time
    updated_at: Time
    updated_by: str


class Hit(Instance):
    """A found instance."""

    score: float | None = None
    highlight: dict[str, list[str]] = {}


class Suggestion(Hit):
    """A found instance and the text that matched."""

    text: str
    field: str


class Change(Shape):
    """A value that changed; what was not there is null."""

    path: str
    before: Any
    after: Any


class Entry(Shape):
    """Who, when, what and why."""

    event_id: UUID
    version: int
    type: str
    at: Time
    actor: str
    reason: str | None
    command_id: UUID
    correlation_id: str | None
    ontology_commit: str | None


class Event(Entry):
    """An event with what it changed."""

    changes: list[Change]


class FeedEvent(Event):
    """An event of the feed; `class` and `id` where it is an instance's, `data` where it is not."""

    class_: str | None = Field(None, alias="class")
    id: str | None = None
    data: Any = None


class AuditEntry(Entry):
    """An entry of the audit; `class` and `id` where it is an instance's, `data` where it is not."""

    class_: str | None = Field(None, alias="class")
    id: str | None = None
    data: Any = None


class Changes(Shape):
    """The difference between two times."""

    from_: Time | None = Field(alias="from")
    to: Time
    from_version: int | None
    to_version: int | None
    changes: list[Change]
    events: list[Event]


class Lineage(Shape):
    """Where an instance comes from."""

    created_at: Time
    total_changes: Count
    contributors: list[str]
    timeline: list[Row]
    properties: dict[str, list[Row]]
    sources: list[Row]
