"""Wrapped keys of epochs as files of a folder that only its owner may read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from spice.ports.errors import Permanent

SERVICE = "keys"


class DiskEpochStore:
    """`{epoch}`, beside the key that wraps them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, epoch: int, wrapped: bytes) -> None:
        """Keep a key, whole or not at all, unless there is one."""
        with self._using():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            fresh = self._folder / f".{epoch}.{os.getpid()}.{os.urandom(4).hex()}"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as out:
                    out.write(wrapped)
                    out.flush()
                    os.fsync(out.fileno())
                # A link is refused where there is a file: the first stays.
                os.link(fresh, self._folder / str(epoch))
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            self._sync()

    def get(self, epoch: int) -> bytes | None:
        """Read one."""
        with self._using():
            try:
                return (self._folder / str(epoch)).read_bytes()
            except FileNotFoundError:
                return None

    def delete(self, epoch: int) -> None:
        """Delete one, and see it gone from the disk; also what a `put` left that died between its link and its name."""
        with self._using():
            for file in (self._folder / str(epoch), *self._folder.glob(f".{epoch}.*")):
                file.unlink(missing_ok=True)
            self._sync()

    def all(self) -> Sequence[int]:
        """Number all that are there."""
        with self._using():
            try:
                return sorted(int(each.name) for each in self._folder.iterdir() if each.name.isdecimal())
            except FileNotFoundError:
                return []

    def _sync(self) -> None:
        if not self._folder.exists():
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _using(self) -> Iterator[None]:
        try:
            yield
        except OSError as refused:
            raise Permanent(SERVICE, f"{self._folder} cannot be used: {refused.strerror}") from refused
