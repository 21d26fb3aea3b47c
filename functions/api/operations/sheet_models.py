"""The bodies that store credentials and connections."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from functions.api.operations.import_models import MAPPING, ImportBody, SourceBody
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.bodies.google_sheet import GoogleSheetBody

_KEY = WithJsonSchema(
    {
        "description": "A service account's key or an authorised user, as Google gives them out; or an access token.",
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": ["service_account", "authorized_user", "access_token"]}},
        "additionalProperties": {"x-component": "Value"},
    }
)


class CredentialBody(EdgeModel):
    """What signs in to Google. It is sealed before it is kept, and told to nobody."""

    key: Annotated[dict[str, Any], _KEY] = Field(repr=False)


class ConnectionBody(EdgeModel):
    """A sheet that is looked at, and the import that is begun when it changed."""

    google_sheet: GoogleSheetBody
    class_: str = Field(alias="class")
    mapping: Annotated[Any, MAPPING]
    op: Literal["create", "update", "upsert", "delete"] = "upsert"
    on_error: Literal["skip", "stop"] = "skip"
    every_minutes: Annotated[int, Field(ge=5, le=10_080)] = 60

    def asked(self) -> ImportBody:
        """Give the import."""
        told = {"source": SourceBody(google_sheet=self.google_sheet), "class": self.class_, "mapping": self.mapping}
        return ImportBody(**told, op=self.op, on_error=self.on_error)
