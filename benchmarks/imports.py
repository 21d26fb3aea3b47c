"""An import end to end: a file that was uploaded, until every row has its outcome and a search finds it."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least
from benchmarks.flights import TOTAL
from benchmarks.usage import cpu_seconds, limits, per_event
from cli.demo.definitions import FLIGHT, members
from cli.demo.tables import flights

ROWS_A_SECOND = 4000
KIND = "text/csv"


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure flights that are not there; where they are, an upsert that changes nothing."""
    path, lines = bench.database(), flights(bench.options.flights)
    mapping = {name: name for name in lines[0].replace('"', "").split(",") if name in members(FLIGHT)}
    content = "\n".join(lines).encode()
    http = bench.stand.http()
    asked = {"filename": "flights.csv", "size": len(content), "content_type": KIND}
    upload = http.must("POST", "/uploads", asked)["data"]
    _put(upload, content)
    before, began = cpu_seconds(bench.stand.data), time.monotonic()
    body = {"source": {"upload_id": upload["upload_id"]}, "class": "Flight", "mapping": mapping, "op": "upsert"}
    found = http.must("POST", f"{path}/imports", body)["data"]
    while found["finished_at"] is None:
        time.sleep(0.25)
        found = http.must("GET", f"{path}/imports/{found['import_id']}")["data"]
    if found["state"] != "COMPLETED" or found["rejected"]:
        raise RuntimeError(f"the import ended as {found['state']}, {found['rejected']} rejected: {found['errors']}")
    ended = time.monotonic() - began
    bench.loaded = max(bench.loaded, bench.options.flights)
    seconds, spent = bench.settle("search") - began, cpu_seconds(bench.stand.data) - before
    note = f"outcomes / searchable {ended:.1f} / {seconds:.1f} s; {limits(spent, seconds)}; "
    note += f"{per_event(spent, found['done'])}; {found['rows_per_second']:,} rows/s by its own word"
    rate = found["done"] / seconds
    yield at_least("import: rows of a CSV", rate, ROWS_A_SECOND, "/s", note=note)
    yield from _beside_bulk(bench, rate, sum(spent.values()) / found["done"])


def _beside_bulk(bench: Bench, rate: float, cost: float) -> Iterator[Figure]:
    """Send as many other flights by bulk requests: the way that is left when nobody reads a file."""
    before = cpu_seconds(bench.stand.data)
    if (sent := bench.load(min(TOTAL, 2 * bench.options.flights))) is None:
        return
    spent, bulk = cpu_seconds(bench.stand.data) - before, sent.lines / sent.searchable_seconds
    note = f"{bulk:,.0f}/s; {per_event(spent, sent.lines)}"
    yield Figure(name="  beside bulk requests of as many", measured=f"{rate / bulk:.2f} of its rate", note=note)
    share = cost / (sum(spent.values()) / sent.lines)
    yield Figure(
        name="  processor time a row, beside bulk", measured=f"{share:.2f} times", note="reading the file included"
    )


def _put(upload: dict[str, Any], content: bytes) -> None:
    place = urlsplit(upload["url"])
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.request("PUT", f"{place.path}?{place.query}", body=content, headers=upload["headers"])
    if (status := connection.getresponse().status) >= 300:
        raise RuntimeError(f"the upload was answered {status}")
