"""A deployment -> the schema of the database. Property `Users`: who work with which tables, signed in by tokens."""

from collections.abc import Mapping
from typing import Any

from spice.application.upkeep.deploy import MigrateSchema
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports
from spice.ports.deployment.schema import DatabaseUser


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    migrate = MigrateSchema(ports.schema)

    def step(request: Request) -> Mapping[str, str]:
        # Forward only: a schema that is there stays when the stack goes, and goes with its database.
        if request.kind == "Delete":
            return {"Applied": ""}
        applied = migrate([_user(each) for each in request.properties.get("Users", ())])
        return {"Applied": ",".join(applied)}

    return step


def _user(wanted: Mapping[str, Any]) -> DatabaseUser:
    # CloudFormation writes every number as a string.
    most, limit = wanted.get("Connections"), wanted.get("StatementSeconds")
    return DatabaseUser(
        name=wanted["Name"],
        connections=None if most is None else int(most),
        statement_seconds=None if limit is None else float(limit),
        reads=tuple(wanted.get("Reads", ())),
        writes=tuple(wanted.get("Writes", ())),
        adds=tuple(wanted.get("Adds", ())),
        keeps=tuple(wanted.get("Keeps", ())),
        changes=tuple(wanted.get("Changes", ())),
        calls=tuple(wanted.get("Calls", ())),
    )


lambda_handler = custom_resource(build)
