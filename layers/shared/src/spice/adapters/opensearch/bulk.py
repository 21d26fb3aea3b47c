"""Bulk writes: batches of bounded size, each item's answer classed by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from spice.adapters.opensearch.connection import BULK_SECONDS, OpenSearchConnection
from spice.adapters.opensearch.failures import IndexGone, item_failure
from spice.adapters.opensearch.generations import writes
from spice.ports.errors import PortError, Transient

_MOST_ROWS = 1000
_AT_ONCE = 2
_MOST_BYTES = 5_000_000
_ASKED = "require_alias=true&filter_path=errors,items.*._id,items.*.status,items.*.error"


def write(connection: OpenSearchConnection, concrete: str, rows: Iterable[bytes]) -> None:
    """Write rows and make them visible; the good ones of a batch stay written beside a bad one.

    Raises IndexGone, Transient before Permanent: what may pass is tried again before anything is parked.
    """
    failures: list[PortError] = []
    ask = partial(connection.request, "POST", f"/{writes(concrete)}/_bulk?{_ASKED}", seconds=BULK_SECONDS)
    # No document is in two of them. The next one is made while the server is at work.
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        asked = [threads.submit(ask, body) for body in _bodies(rows)]
    for answer in (each.result() for each in asked):
        if answer.get("errors"):
            failures += _failures(answer["items"])
    connection.request("POST", f"/{concrete}/_refresh", seconds=BULK_SECONDS)
    for kind in (IndexGone, Transient, PortError):
        for failed in failures:
            if isinstance(failed, kind):
                raise failed


def _failures(items: Sequence[Mapping[str, Mapping[str, Any]]]) -> Iterator[PortError]:
    for item in items:
        (answer,) = item.values()
        if failed := item_failure(str(answer.get("_id")), int(answer["status"]), answer.get("error", {})):
            yield failed


def _bodies(rows: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for row in rows:
        if held and (len(held) == _MOST_ROWS or size + len(row) > _MOST_BYTES):
            yield b"".join(held)
            held, size = [], 0
        held.append(row)
        size += len(row)
    if held:
        yield b"".join(held)
