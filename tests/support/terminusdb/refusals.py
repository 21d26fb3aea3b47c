"""What the server refuses, in the bodies it does that with."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, kind: str, error: dict[str, Any], message: str) -> None:
        super().__init__(message)
        self.status = status
        state = "api:not_found" if status == 404 else "api:failure"
        self.body: dict[str, Any] = {
            "@type": f"api:{kind}ErrorResponse",
            "api:error": error,
            "api:message": message,
            "api:request_id": "0",
            "api:status": state,
        }


def broken() -> Refused:
    """What it makes of a commit that is not there."""
    refused = Refused(500, "Unhandled", {"@type": "api:InternalServerError"}, "An internal server error occurred.")
    refused.body["api:status"] = "api:server_error"
    del refused.body["api:request_id"]
    return refused


def already_there(kind: str, fields: dict[str, Any], id_: str) -> Refused:
    """A document is inserted whose key is taken."""
    typed = {**fields, "@type": f"terminusdb:///schema#{fields['@type']}"}
    error = {"@type": "api:DocumentIdAlreadyExists", "api:document": typed, "api:document_id": id_}
    return Refused(400, kind, error, f"Tried to insert a new document with id '{id_}', but it already exists")


def not_there(kind: str, id_: str, **more: Any) -> Refused:
    """A document is changed or deleted that is not there."""
    return Refused(404, kind, {"@type": "api:DocumentNotFound", **more, "api:document_id": id_}, f"not found: '{id_}'")


def schema_failure(field: str) -> Refused:
    """A document does not fit its class."""
    witness = {"@type": "required_field_does_not_exist_in_document", "field": f"terminusdb:///schema#{field}"}
    error = {"@type": "api:WOQLSchemaCheckFailure", "api:witnesses": [witness]}
    return Refused(400, "Woql", error, "There was an error when schema checking")


def stale(kind: str, actual: str, requested: str) -> Refused:
    """The header names another head."""
    error = {
        "@type": "api:DataVersionMismatch",
        "api:actual_data_version": actual,
        "api:requested_data_version": requested,
    }
    return Refused(400, kind, error, "Requested data version in header does not match actual data version.")


def unknown_database(kind: str, organization: str, name: str) -> Refused:
    """There is no such database."""
    error = {"@type": "api:UnknownDatabase", "api:database_name": name, "api:organization_name": organization}
    return Refused(404, kind, error, f"Unknown database: {organization}/{name}")


def unknown_branch(kind: str, place: str) -> Refused:
    """There is no such branch."""
    error = {"@type": "api:UnresolvableAbsoluteDescriptor", "api:absolute_descriptor": place}
    return Refused(400, kind, error, f"The branch does not exist for '{place}'")


def refuse_words(said: Mapping[str, Any]) -> None:
    """Refuse an author or a message that it takes for what JSON means by the word (12.0.6: strings become atoms)."""
    for text in (said["author"], said["message"]):
        if text == "null":
            raise schema_failure("message")
        if text in ("true", "false"):
            raise Refused(400, "Woql", {"@type": "api:UnexpectedBooleanValue"}, "unexpected boolean")
