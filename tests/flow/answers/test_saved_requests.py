"""An old client against today's API: requests as they were saved, and what their answers must still hold.

A file is a client of its month, replayed from its first request on. It is never changed, only new ones are added.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform

SAVED = sorted((Path(__file__).parents[2] / "saved_requests").glob("*.json"))


def missing(answer: Any, shape: Any, place: str = "answer") -> list[str]:
    """What an answer lacks of a shape; more than a shape says may always be there."""
    if isinstance(shape, str):
        return [] if type(answer).__name__ == shape else [f"{place} is a {type(answer).__name__}, not a {shape}"]
    if not isinstance(answer, Mapping):
        return [f"{place} is no object"]
    gone = [f"{place}.{name} is gone" for name in shape if name not in answer]
    return gone + [
        line for name in shape if name in answer for line in missing(answer[name], shape[name], f"{place}.{name}")
    ]


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: path.stem)
def test_an_old_client_is_answered_as_it_was(saved: Path, tmp_path: Path) -> None:
    platform = memory_platform(Clock(), Issuer(tmp_path))
    client = platform.client("kim", roles=["admin"])

    complaints = []
    for request in json.loads(saved.read_text()):
        body = request.get("text", request.get("body"))
        answer = client.call(request["method"], request["url"], body, headers=request.get("headers"))
        platform.settle()
        named = f"{request['method']} {request['url']}"
        if answer.status not in request["status"]:
            complaints.append(f"{named}: {answer.status} {answer.body[:300]!r}")
        complaints += [f"{named}: {line}" for line in missing(answer.json, request["shape"])]

    assert complaints == []


def test_there_is_a_client_of_every_month_that_changed_the_api() -> None:
    assert [path.stem for path in SAVED][:1] == ["2026-11"]
