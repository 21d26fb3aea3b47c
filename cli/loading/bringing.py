"""A file uploaded and brought in by the platform itself, followed to its end."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from cli.failure import Failure, Unreachable
from cli.loading.files import reading
from cli.loading.progress import bars
from cli.session import Session
from cli.visible import named, visible

PAUSE_SECONDS = 0.3
_KIND = "application/octet-stream"


def uploaded(session: Session, file: Path) -> str:
    """Put a file where the platform says; answers what it is called there."""
    with reading(named(file)):
        size = file.stat().st_size
    asked = {"filename": named(file.name), "size": size, "content_type": _KIND}
    told = session.client.call("POST", "/uploads", body=asked).data
    with reading(named(file)), file.open("rb") as content:
        headers = {**told["headers"], "Content-Length": str(size)}
        try:
            answer = httpx.put(told["url"], content=content, headers=headers, timeout=60)
        except httpx.HTTPError as failed:
            raise Unreachable(f"{named(file)}: it was not taken: {failed}") from failed
    if answer.is_error:
        raise Failure(f"{named(file)}: the object store refused it with {answer.status_code}")
    return str(told["upload_id"])


def brought_in(session: Session, wanted: Mapping[str, Any], move: Callable[[Mapping[str, Any]], None]) -> Any:
    """Ask for an import and follow it to its end; `move` is told how far it is."""
    told = session.client.call("POST", session.path("imports"), body=wanted).data
    while told["finished_at"] is None:
        move(told)
        time.sleep(PAUSE_SECONDS)
        told = session.client.get(session.path("imports", told["import_id"])).data
    move(told)
    return told


def followed(session: Session, wanted: Mapping[str, Any], file: Path) -> Any:
    """Bring a file in, and show how far it is."""
    with bars(session.print) as progress:
        task = progress.add_task(visible(file.name), total=None)

        def move(told: Mapping[str, Any]) -> None:
            progress.update(task, completed=told["done"], total=told["total"])

        return brought_in(session, wanted, move)
