"""One platform a data folder: a lock that vanishes with its holder, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from local.errors import Refused
from local.folder.private_file import give_to_owner


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a data folder."""

    pid: int
    port: int
    since: float


class Lock:
    """A held lock; the descriptor is not inherited, so no child keeps it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the next one in."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def take_lock(file: Path, *, port: int) -> Lock:
    """Take the lock and say in it who has it. Refused names the holder."""
    descriptor = _opened(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        holder = read_holder(file)
        who = f"process {holder.pid}, port {holder.port}" if holder else "another process"
        raise Refused(f"a platform already runs on {file.parent} ({who}); `spice down` stops it") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, msgspec.json.encode(Holder(pid=os.getpid(), port=port, since=time.time())), 0)
    return Lock(descriptor)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Be the only one at something, which the name of a file stands for. Refused while another is."""
    descriptor = _opened(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(f"another process works on the stores of {file.parent}") from None
    finally:
        os.close(descriptor)


def _opened(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    give_to_owner(descriptor, file.parent)
    return descriptor


def read_holder(file: Path) -> Holder | None:
    """Tell who holds the lock; None when nobody does, whatever a dead holder left in the file."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        return _read(descriptor)
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> Holder | None:
    for _ in range(20):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            # What is no holder is not yet written to its end.
            with suppress(msgspec.DecodeError):
                return msgspec.json.decode(os.pread(descriptor, 4096, 0), type=Holder)
            time.sleep(0.01)  # taken a moment ago and not yet signed
        else:
            return None
    return None
