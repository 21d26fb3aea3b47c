"""Hands for pull requests of the ontology of `air`."""

from collections.abc import Mapping
from typing import Any

from tests.flow.branches.branching import DB, done, failed, read
from tests.flow.conftest import Air
from tests.support.api_client import ApiClient

PULLS = "/pull-requests"


def propose(air: Air, source: str = "try", **more: object) -> int:
    """Open a pull request; answers its number."""
    made = done(air, "POST", PULLS, {"source": source, "target": "main", "title": f"take {source}", **more})
    number: int = made["number"]
    return number


def pull(air: Air, number: int = 1) -> Any:
    """Read a pull request."""
    return read(air, f"{PULLS}/{number}")


def checks(air: Air, number: int = 1) -> dict[str, bool]:
    """Tell which checks pass."""
    return checks_of(pull(air, number))


def checks_of(told: Mapping[str, Any]) -> dict[str, bool]:
    """Tell which checks of a pull request pass."""
    return {check["name"]: check["passed"] for check in told["checks"]}


def somebody(air: Air, subject: str, role: str = "modeler") -> Air:
    """Another user with a role, and hands of their own."""
    done(air, "PUT", f"/grants/{subject}", {"role": role})
    return as_user(air, subject)


def as_user(air: Air, subject: str) -> Air:
    """The same platform in another user's hands."""
    client: ApiClient = air.platform.client(subject)
    return Air(platform=air.platform, now=air.now, client=client, log=air.log, bus=air.bus)


def review(air: Air, verdict: str = "approve", number: int = 1, **more: object) -> Any:
    """Give a verdict."""
    return done(air, "POST", f"{PULLS}/{number}/reviews", {"verdict": verdict, **more})


def merge_it(air: Air, number: int = 1, **more: object) -> Any:
    """Merge a pull request."""
    return done(air, "POST", f"{PULLS}/{number}/merge", more)


def refused(air: Air, number: int = 1, **more: object) -> list[str]:
    """Try to merge a pull request; answers the codes."""
    return [each["code"] for each in failed(air, "POST", f"{PULLS}/{number}/merge", more)]


def listed(air: Air, query: str = "") -> tuple[list[int], dict[str, Any]]:
    """List numbers, and what is told of the list."""
    reply = air.client.get(f"{DB}{PULLS}{query}")
    assert reply.status == 200, reply.body
    return [row["number"] for row in reply.data], reply.json["meta"]
