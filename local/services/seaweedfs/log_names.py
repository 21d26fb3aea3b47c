"""Where SeaweedFS keeps the names of the log's segments: an SQLite file whose every commit is synced.

Its own store of names, which syncs nothing, keeps all other buckets'. A folder that has the log's names there gives
them up once: they are written out, read into a fresh file beside its place, counted, and the file moved to its place.
"""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from infra.catalogue.names import LOG_BUCKET
from local.errors import Refused
from local.folder.private_file import sync, write_private
from local.running.service import Service, nothing
from local.running.starting import running
from local.services.seaweedfs.weed_shell import WeedShell

SYNCED, UNSYNCED = "FULL", "OFF"
STORES = """\
[leveldb2]
enabled = true
dir = "./filerldb2"
"""
LOG_STORE = """
[sqlite.log]
enabled = true
location = "/buckets/{bucket}/"
dbFile = "file:./{file}?_pragma=journal_mode(WAL)&_pragma=synchronous({synchronous})"
"""
LENGTH = struct.Struct(">I")
BUCKET_ITSELF = b"\x0a\x08/buckets\x12"
"""How an entry of the folder above begins, in protobuf: the bucket's own name stays where it is."""
LONGEST = 600.0
"""Seconds for a shell that moves every name of a large log."""


@dataclass(frozen=True, slots=True)
class LogNames:
    """The names of the log's segments in a store's folder."""

    home: Path

    @property
    def file(self) -> Path:
        """The SQLite file; when it is there, it is whole."""
        return self.home / "log.db"

    def prepare(self, store: Service, shell: WeedShell) -> None:
        """Tell the store where the names are; move those that an earlier build kept elsewhere."""
        if not self.file.exists() and (self.home / "filerldb2").exists():
            self._move(replace(store, prepare=nothing, settle=nothing), shell)
        self._configure(self.file, SYNCED)

    def _move(self, store: Service, shell: WeedShell) -> None:
        written, fresh = self.home / "log.names", self.home / "log.new.db"
        for left in self.home.glob("log.new.db*"):
            left.unlink()
        write_private(self.home / "filer.toml", STORES.encode())
        with running(store):
            told = shell(f"fs.meta.save -o {written} /buckets/{LOG_BUCKET}", seconds=LONGEST)
        if "is saved to" not in told:
            raise Refused(f"{self.home}: the names of the log's segments cannot be written out: {told.strip()}")
        expected = _prepared(written)
        self._configure(fresh, UNSYNCED)
        with running(store):
            shell(f"fs.meta.load -v=false -concurrency=4 {written}", seconds=LONGEST)
        self._take(fresh, expected=expected)
        written.unlink()

    def _take(self, fresh: Path, *, expected: int) -> None:
        """Move the fresh file to its place, when it holds every name and is on the disk."""
        with closing(sqlite3.connect(fresh)) as names:
            found = names.execute("select count(*) from filemeta").fetchone()[0]
            names.execute("pragma wal_checkpoint(truncate)")
            names.execute("pragma journal_mode = delete")
        if found != expected:
            raise Refused(f"{self.home}: {expected} names of the log were written out and {found} read in; start again")
        for path in (fresh, self.home):
            sync(path)
        fresh.rename(self.file)
        sync(self.home)

    def _configure(self, file: Path, synchronous: str) -> None:
        log = LOG_STORE.format(bucket=LOG_BUCKET, file=file.name, synchronous=synchronous)
        write_private(self.home / "filer.toml", (STORES + log).encode())


def _prepared(written: Path) -> int:
    """Count what was written out below the bucket, and write the bucket once more.

    Whoever reads it in does not wait for the last files, but before each folder for all files so far.
    """
    buckets, below = [], 0
    for entry in _entries(written):
        if entry.startswith(BUCKET_ITSELF):
            buckets.append(entry)
        else:
            below += 1
    with written.open("ab") as entries:
        for entry in buckets[:1]:
            entries.write(LENGTH.pack(len(entry)) + entry)
    return below


def _entries(written: Path) -> Iterator[bytes]:
    with written.open("rb") as entries:
        while head := entries.read(LENGTH.size):
            yield entries.read(LENGTH.unpack(head)[0])
