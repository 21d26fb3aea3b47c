"""Records of files: CSV, TSV and NDJSON, plain, gzipped or zipped, or standard input."""

import csv
import gzip
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from cli.failure import Failure, WrongUse
from cli.loading.convert import Convert, converter
from spice.messages.codec import decode

Document = dict[str, Any]
ENVELOPE = frozenset({"class", "id", "data", "op", "reason", "occurred_at", "if_version"})
LONGEST_CELL = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How columns become values: `members` by name, what is renamed or left out, what is absent, which is the id."""

    members: Mapping[str, Mapping[str, Any]]
    renamed: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset({""})
    id: str | None = None


def documents(path: Path, columns: Columns, *, encoding: str, delimiter: str | None) -> Iterator[tuple[int, Document]]:
    """Read a file as (line number, what to send of it)."""
    with _text(path, encoding) as lines:
        kind = _kind(path)
        if kind in (".ndjson", ".jsonl"):
            yield from ndjson(lines)
        else:
            yield from table(lines, columns, delimiter or ("\t" if kind == ".tsv" else ","))


def table(lines: Iterable[str], columns: Columns, delimiter: str = ",") -> Iterator[tuple[int, Document]]:
    """Read a table whose first line names its columns."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter)
    header = next(reader, None)
    if header is None:
        return
    plan = plan_of(header, columns)
    position = header.index(columns.id) if columns.id else None
    absent = columns.absent
    line = reader.line_num + 1
    for row in reader:
        if row:
            data = {name: read(row[n]) for n, name, read in plan if n < len(row) and row[n] not in absent}
            document: Document = {"data": data}
            if position is not None:
                document["id"] = row[position]
            yield line, document
        line = reader.line_num + 1


def plan_of(header: Sequence[str], columns: Columns) -> list[tuple[int, str, Convert]]:
    """Say for each column which property it fills and how; Failure names the columns that fit none."""
    plan, unknown = [], []
    for n, column in enumerate(header):
        name = columns.renamed.get(column, column)
        if column in columns.skipped:
            continue
        if name in columns.members:
            plan.append((n, name, converter(columns.members[name])))
        elif column != columns.id:
            unknown.append(column)
    if columns.id and columns.id not in header:
        raise WrongUse(f"there is no column {columns.id!r} to take the id from")
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise Failure(f"no property is called {names}: --map COLUMN=PROPERTY renames, --skip COLUMN leaves out")
    return plan


def ndjson(lines: Iterable[str]) -> Iterator[tuple[int, Document]]:
    """Read one JSON object a line: an instance's data, or data with id, class, op beside it."""
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            found = decode(text)
        except msgspec.DecodeError as broken:
            raise Failure(f"line {number} is not JSON: {broken}") from broken
        if not isinstance(found, dict):
            raise Failure(f"line {number} is not a JSON object")
        wrapped = isinstance(found.get("data"), dict) and found.keys() <= ENVELOPE
        yield number, found if wrapped else {"data": found}


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    try:
        with _bytes(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            yield text
    except UnicodeDecodeError as broken:
        raise Failure(
            f"{path} is not in {encoding} ({broken.reason}); --encoding says which, such as cp949"
        ) from broken
    except (OSError, zipfile.BadZipFile) as broken:
        raise WrongUse(f"{path} cannot be read: {broken}") from broken


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    if str(path) == "-":
        yield sys.stdin.buffer
    elif path.suffix == ".gz":
        with gzip.open(path, "rb") as unpacked:
            yield io.BufferedReader(unpacked)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
            yield member
    else:
        with path.open("rb") as plain:
            yield plain


def _kind(path: Path) -> str:
    inner = path.with_suffix("") if path.suffix in (".gz", ".zip") else path
    return inner.suffix.lower()
