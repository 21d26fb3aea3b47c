"""Bodies of writes."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, RootModel, ValidationInfo, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from spice.application.ground.times import occurred_in
from spice.domain.bounds import BODY_VALUES, CHANGES, ONTOLOGY_VALUES, REASON
from spice.entrypoints.http.bodies.answers import Migration, Waiver
from spice.entrypoints.http.bodies.body import ZONE, EdgeModel


def _moment(value: object, info: ValidationInfo) -> datetime:
    zone = (info.context or {}).get(ZONE)
    if isinstance(value, str) and (moment := occurred_in(value, zone)) is not None:
        return moment
    raise PydanticCustomError("wrong_type", "expected an RFC 3339 time such as 2024-05-01T09:30:00Z")


Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Reason = Annotated[str, Field(max_length=REASON, pattern=r"^[^\x00]*$", description="Why; kept with the event.")]
Data = Annotated[
    Any,
    WithJsonSchema(
        {
            "type": "object",
            "description": "Values by property name; targets' ids.",
            "additionalProperties": {"x-component": "Value"},
        }
    ),
]
ClassName = Annotated[str, Field(min_length=1, max_length=128)]


_LABEL: dict[str, Any] = {
    "type": ["string", "object", "null"],
    "additionalProperties": {"type": ["string", "null"]},
    "description": "Text by language: en, ko, …",
}
Label = Annotated[Any, WithJsonSchema(_LABEL)]
Operation = Annotated[dict[str, Any], WithJsonSchema({"x-component": "Operation"})]
Line = Annotated[Any, WithJsonSchema({"x-component": "Line"})]
CLASS: dict[str, Any] = {
    "type": "object",
    "description": "A class. GET /api/v1/types lists the types of properties and their constraints.",
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string", "minLength": 1, "maxLength": 128},
        "label": _LABEL,
        "description": _LABEL,
        "parent": {"type": ["string", "null"]},
        "abstract": {"type": "boolean"},
        "key": {"type": "array", "items": {"type": "string"}},
        "properties": {"type": "array", "items": {"x-component": "Property"}},
        "relationships": {"type": "array", "items": {"x-component": "Relationship"}},
    },
}
"""A class as clients write it, for the OpenAPI document."""


class Remarks(EdgeModel):
    """What every write of an instance may say beside its data."""

    reason: Reason | None = None
    occurred_at: Moment | None = None


class NewInstance(Remarks):
    """An instance to create; without `id` it gets one from its class's key, else a UUIDv7."""

    class_: ClassName = Field(alias="class")
    id: str | None = Field(None, min_length=1, max_length=512)
    data: Data
    most_values: ClassVar[int] = BODY_VALUES


class InstanceData(Remarks):
    """All of an instance's data, or (PATCH) a merge patch of it: null removes."""

    most_values: ClassVar[int] = BODY_VALUES
    data: Data


class Restoring(Remarks):
    """Which state comes back: that of a version, or that of a time."""

    version: int | None = Field(None, ge=1, lt=2**31)
    at: Moment | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Restoring":
        if (self.version is None) == (self.at is None):
            raise PydanticCustomError("missing_property", "give either version or at")
        return self


class Undoing(EdgeModel):
    """Why a batch is undone."""

    reason: Reason | None = None


class BulkBody(EdgeModel):
    """Many instances of a class; each with `id`, `data`, `op`, `reason`, `occurred_at`, `if_version` as it needs."""

    class_: ClassName | None = Field(None, alias="class")
    op: Literal["create", "update", "upsert", "delete"] = "create"
    instances: list[Line]
    most_values: ClassVar[int] = BODY_VALUES
    reason: Reason | None = None


class NewDatabase(EdgeModel):
    """A database to create."""

    name: str
    label: Label = None
    description: Label = None
    region: str | None = None
    timezone: str | None = None
    compatibility: str | None = None
    audit: str | None = None


class DatabasePatch(EdgeModel):
    """A merge patch of a database's settings; the name stays."""

    label: Label = None
    description: Label = None
    region: str | None = None
    timezone: str | None = None
    compatibility: str | None = None
    audit: str | None = None


class ClassBody(RootModel[Annotated[dict[str, Any], WithJsonSchema(CLASS)]]):
    """A class, or a merge patch of one; the ontology's rules check it."""

    most_values: ClassVar[int] = ONTOLOGY_VALUES


class Role(EdgeModel):
    """A role in a database."""

    role: Literal["viewer", "editor", "modeler", "owner"]


class NewGrant(Role):
    """A role of a subject of any form."""

    subject: str


class OldGrant(EdgeModel):
    """The subject whose role is taken; the role may be said, and is not looked at."""

    subject: str
    role: Literal["viewer", "editor", "modeler", "owner"] | None = None


class OntologyChanges(EdgeModel):
    """Operations for one commit."""

    most_values: ClassVar[int] = ONTOLOGY_VALUES

    changes: list[Operation] = Field(min_length=1, max_length=CHANGES)
    message: str = Field("", max_length=REASON, pattern=r"^[^\x00]*$")
    migrations: list[Migration] = Field([], max_length=CHANGES)
    waive: list[Waiver] = Field([], max_length=CHANGES)


class Discarding(EdgeModel):
    """Why a parked command is given up."""

    reason: Reason
