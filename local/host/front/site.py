"""The console's files, as they were built: read once, by name, and never by a path that somebody sent."""

import gzip
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.catalogue.console import INDEX, kept_for, media_type
from local.host.front.gateway import Response
from spice.entrypoints.http.compression import SHORTEST, takes_gzip

TEXTS = ("text/", "application/json", "image/svg+xml", "application/manifest+json", "application/wasm")
Headers = Mapping[bytes, bytes]
Seen = tuple[int, int, int, int]
"""What changes when a file does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it is sent, plain or compressed, and how long a browser may keep it."""

    kind: str
    plain: bytes
    packed: bytes | None
    kept: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "File":
        """Prepare a file."""
        kind = media_type(name)
        packs = kind.startswith(TEXTS) and len(content) >= SHORTEST
        return cls(
            kind=kind,
            plain=content,
            packed=gzip.compress(content, 6, mtime=0) if packs else None,
            kept=kept_for(name),
        )

    def answer(self, headers: Headers) -> Response:
        """Answer with it, or that it is still what the browser has."""
        packed = self.packed if takes_gzip(headers.get(b"accept-encoding", b"").decode("latin-1")) else None
        body = self.plain if packed is None else packed
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
        told = [(b"etag", tag), (b"cache-control", self.kept.encode())]
        if self.packed is not None:
            told.append((b"vary", b"Accept-Encoding"))
        if _has(headers.get(b"if-none-match", b""), tag):
            return Response(status=304, headers=told, body=b"")
        told.append((b"content-type", self.kind.encode()))
        if packed is not None:
            told.append((b"content-encoding", b"gzip"))
        return Response(status=200, headers=told, body=body)


class Site:
    """Every file of a built console by its name; read again when any of them changes, as they do while one is built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[Mapping[str, Seen], Mapping[str, File]] = ({}, {})

    def find(self, path: str) -> File | None:
        """Find a file; None when there is none of this name, or when nothing was built. Blocks."""
        return self._files().get(path)

    def _files(self) -> Mapping[str, File]:
        # Several threads do this at once: each goes on with what it has taken here.
        before, files = self._read
        seen = dict(_walk(self._folder))
        if INDEX not in seen:
            seen = {}
        if seen != before:
            files = {name: _same(name, before, seen, files) or self._file(name) for name in seen}
            self._read = (seen, files)
        return files

    def _file(self, name: str) -> File:
        return File.of(name, (self._folder / name).read_bytes())


def _same(name: str, before: Mapping[str, Seen], seen: Mapping[str, Seen], files: Mapping[str, File]) -> File | None:
    return files[name] if before.get(name) == seen[name] else None


def _walk(folder: Path) -> Iterator[tuple[str, Seen]]:
    """Look at what lies in a folder; what links lead to lies elsewhere. Raises OSError where that cannot be seen."""
    for place, _, names in os.walk(folder, onerror=_unless_gone):
        for each in (Path(place) / name for name in names):
            if stat.S_ISREG((of := each.lstat()).st_mode):
                yield each.relative_to(folder).as_posix(), (of.st_mtime_ns, of.st_ctime_ns, of.st_size, of.st_ino)


def _unless_gone(failed: OSError) -> None:
    if not isinstance(failed, FileNotFoundError):
        raise failed


def _has(wanted: bytes, tag: bytes) -> bool:
    return wanted.strip() == b"*" or tag in (each.strip().removeprefix(b"W/") for each in wanted.split(b","))
