"""Fetches a file: whole and with the right checksum, or not at all."""

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from local.errors import LocalError
from local.parts.cache import Cache
from local.parts.pins import File
from local.parts.watch import Watch

ATTEMPTS = 3
PAUSE = 0.5
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class NotFetched(LocalError):
    """A file could not be had; the message says which, from where and why."""


class Downloads:
    """Brings files from their sources into a cache. Only for the holder of the cache's lock."""

    def __init__(self, cache: Cache, sources: Mapping[str, str], watch: Watch) -> None:
        self._cache = cache
        self._sources = sources
        self._watch = watch
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers={"accept-encoding": "identity"})

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def bring(self, file: File) -> Path:
        """Give a file that is here already and sound, or fetch it. NotFetched when it cannot be had."""
        target = self._cache.download(file)
        if target.exists():
            if checksum(target) == file.sha256:
                self._watch.advance(file.size)
                return target
            self._watch.say(f"{target} is damaged; it is fetched again")
            target.unlink()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._fetch(file, target)
                return target
            except (httpx.HTTPError, httpx.InvalidURL, Damaged) as failed:
                if attempt == ATTEMPTS or not _may_pass(failed):
                    raise NotFetched(f"{file.name} cannot be fetched from {self.url(file)}: {_why(failed)}") from failed
                time.sleep(PAUSE * attempt)
        raise AssertionError("unreachable")

    def url(self, file: File) -> str:
        """Where a file is published."""
        return f"{self._sources[file.source].rstrip('/')}/{file.path}"

    def _fetch(self, file: File, target: Path) -> None:
        fresh = target.with_name(f"{target.name}.part")  # what an interrupted fetch leaves is written over
        digest, size = hashlib.sha256(), 0
        try:
            with self._client.stream("GET", self.url(file)) as response, fresh.open("wb") as out:
                response.raise_for_status()
                for chunk in response.iter_raw():
                    size += len(chunk)
                    if size > file.size:
                        raise Damaged(f"it is longer than its {file.size} bytes")
                    digest.update(chunk)
                    out.write(chunk)
                    self._watch.advance(len(chunk))
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() != file.sha256:
                raise Damaged(f"{size} of {file.size} bytes came, with checksum {digest.hexdigest()}")
        except BaseException:
            self._watch.advance(-size)
            fresh.unlink(missing_ok=True)
            raise
        fresh.chmod(0o644)
        fresh.replace(target)


class Damaged(Exception):
    """What came is not the pinned file."""


def checksum(file: Path) -> str:
    """Compute the SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _may_pass(failed: Exception) -> bool:
    if isinstance(failed, httpx.HTTPStatusError):
        return failed.response.status_code >= 500 or failed.response.status_code == 429
    return not isinstance(failed, httpx.InvalidURL | httpx.UnsupportedProtocol)


def _why(failed: Exception) -> str:
    if isinstance(failed, httpx.HTTPStatusError):
        return f"HTTP {failed.response.status_code}"
    return str(failed) or type(failed).__name__
