"""Hands for branches of the ontology of `air`."""

from collections.abc import Mapping
from typing import Any

from tests.flow.conftest import Air

DB = "/database/air"


def done(air: Air, method: str, url: str, body: object = None, **headers: str) -> Any:
    """Send a write of the database that is carried out; answers its result."""
    reply = air.write(method, DB + url, body, **headers)
    assert reply.data["state"] == "COMPLETED", reply.body
    return reply.data["result"]


def failed(air: Air, method: str, url: str, body: object = None, **headers: str) -> list[dict[str, Any]]:
    """Send a write of the database that is refused, at once or by the worker; answers the errors."""
    accepted = air.client.call(method, DB + url, body, headers=headers)
    if accepted.status >= 400:
        errors: list[dict[str, Any]] = accepted.json["errors"]
        return errors
    assert accepted.status == 202, accepted.body
    air.platform.settle()
    outcome = air.client.get(f"/commands/{accepted.data['command_id']}")
    assert outcome.data["state"] == "FAILED", outcome.body
    told: list[dict[str, Any]] = outcome.data["errors"]
    return told


def branch(air: Air, name: str, **more: object) -> Any:
    """Make a branch of main."""
    return done(air, "POST", "/branches", {"name": name, **more})


def describe(air: Air, class_name: str, on: str = "main", **fields: object) -> Any:
    """Patch a class on a branch."""
    return done(air, "PATCH", f"/ontology/{class_name}?branch={on}", fields)


def add(air: Air, class_name: str, on: str = "main", **part: object) -> Any:
    """Add a property to a class on a branch."""
    properties = read(air, f"/ontology/{class_name}?branch={on}")["properties"]
    return describe(air, class_name, on, properties=[*properties, part])


def read(air: Air, url: str) -> Any:
    """Read something of the database."""
    reply = air.client.get(DB + url)
    assert reply.status == 200, reply.body
    return reply.data


def merge(air: Air, source: str, target: str = "main", **more: object) -> Any:
    """Merge, with everything resolved."""
    return done(air, "POST", "/merges", {"source": source, "target": target, **more})


def preview(air: Air, source: str, target: str = "main", **more: object) -> Any:
    """Ask what a merge would make."""
    reply = air.client.post(DB + "/merges/preview", {"source": source, "target": target, **more})
    assert reply.status == 200, reply.body
    return reply.data


def answers(plan: Mapping[str, Any], choice: str) -> list[dict[str, Any]]:
    """Resolve every conflict of a plan alike."""
    return [{"conflict_id": conflict["id"], "choice": choice} for conflict in plan["conflicts"]]


def names(air: Air, class_name: str, on: str = "main") -> list[str]:
    """List the properties of a class on a branch."""
    return [part["name"] for part in read(air, f"/ontology/{class_name}?branch={on}")["properties"]]
