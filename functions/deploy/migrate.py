"""A deployment -> the schema of the database. Property `User`: who works with it, signed in by tokens."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import MigrateSchema
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    migrate = MigrateSchema(ports.schema)

    def step(request: Request) -> Mapping[str, str]:
        # Forward only: a schema that is there stays when the stack goes, and goes with its database.
        applied = migrate(request.properties.get("User")) if request.kind != "Delete" else []
        return {"Applied": ",".join(applied)}

    return step


lambda_handler = custom_resource(build)
