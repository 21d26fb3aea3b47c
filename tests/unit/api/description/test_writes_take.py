"""Every write is rehearsed by `dry_run`, and known again by its `Idempotency-Key`; what is not so has a reason here."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.described import described

READS = ("aggregate", "graph", "search", "preview", "check", "analyze", "propose", "tabs")
"""What a POST ends with that only reads."""
BY_NAME = {
    "/me/preferences",
    "/database/{db}/merges/plans/{plan_id}",
    "/database/{db}/sheets/connections/{name}",
    "/database/{db}/sheets/credentials/{name}",
    "/database/{db}/views/{id}",
    "/admin/partitions/{family}",
}
"""Kept under a name that the client gives: a PUT that is repeated leaves what it left, and a DELETE finds nothing."""


def test_every_write_takes_a_dry_run() -> None:
    without = [place for place, taken in _writes() if "dry_run" not in taken]

    assert without == []


def test_every_write_takes_a_key_unless_it_is_of_a_name() -> None:
    without = {place for place, taken in _writes() if "Idempotency-Key" not in taken}

    assert {path for _, path in without} == BY_NAME
    assert {method for method, _ in without} == {"put", "delete"}


def _writes() -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Give each write, with the names of what it takes."""
    document = described()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "get" and not (method == "post" and path.endswith(READS)):
                taken = {_parameter(document, each)["name"] for each in operation.get("parameters", ())}
                yield (method, path.removeprefix("/api/v1")), taken


def _parameter(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(told.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["parameters"][name] if name else told
    return found
