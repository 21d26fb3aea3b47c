"""An export of all flights as one file, by its job: rows a second, and what of it is computing."""

import time
from collections.abc import Iterator
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.request import urlopen

import duckdb

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least
from benchmarks.usage import cpu_seconds, limits, per_event

ROWS_A_SECOND = 1_000_000 / 60
FORMATS = ("csv", "ndjson", "parquet")


def measure(bench: Bench) -> Iterator[Figure]:
    """Export what is loaded in each format, and count the rows of the files."""
    bench.load(bench.options.flights)
    for form in FORMATS:
        before, began = cpu_seconds(bench.stand.data), time.monotonic()
        row = exported(bench, form)
        seconds = time.monotonic() - began
        spent = cpu_seconds(bench.stand.data) - before
        rows = _rows_in(row["url"], form)
        note = f"{row['bytes']:,} bytes, {limits(spent, seconds)}; {per_event(spent, row['rows'])}"
        yield at_least(
            f"export: {row['rows']:,} flights as {form}", row["rows"] / seconds, ROWS_A_SECOND, "/s", note=note
        )
        yield Figure(name="  rows in the file", measured=f"{rows:,}", reached=rows == row["rows"] == bench.total())


def _rows_in(url: str, form: str) -> int:
    with urlopen(url) as file:
        if form != "parquet":
            return sum(1 for _ in file) - (form == "csv")
        with NamedTemporaryFile(suffix=".parquet") as kept:
            copyfileobj(file, kept)
            kept.flush()
            return int(duckdb.execute(f"select count(*) from '{kept.name}'").fetchall()[0][0])


def exported(bench: Bench, form: str) -> Any:
    """Export all flights; returns the finished job."""
    http, path = bench.stand.http(), f"{bench.database()}/exports"
    row = http.must("POST", path, {"class": "Flight", "format": form})["data"]
    while row["state"] not in ("COMPLETED", "FAILED"):
        time.sleep(0.1)
        row = http.must("GET", f"{path}/{row['export_id']}")["data"]
    if row["state"] == "FAILED":
        raise RuntimeError(f"the export failed: {row['error']}")
    return row
