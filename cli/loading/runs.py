"""Runs of `spice load`: one that was interrupted goes on with the same keys; one that ended is over."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec
import platformdirs

from cli.failure import Failure
from cli.loading.sent import Sent, keys_in, no_keys

KEPT_SECONDS = 29 * 24 * 3600
"""A day less than the platform keeps a key: what is older cannot be gone on with."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One load: its id, when it began, what it reads (digests of contents by file), which process carries it out;
    whether all of it is sent, so that it is told of and not gone on with."""

    id: str
    began_at: float
    files: Mapping[str, str]
    process: int
    all_sent: bool = False


class Held:
    """A run in this process's hands; its journal is locked, so that no other process takes it up."""

    def __init__(
        self,
        run: Run,
        *,
        resumed: bool = False,
        journal: Path | None = None,
        trouble: str | None = None,
        sent: Sent | None = None,
        keep: Callable[[Run], None] = lambda run: None,
    ) -> None:
        self.run = run
        self.sent = sent or Sent()
        self.resumed = resumed
        self.trouble = trouble
        self._journal = journal
        self._keep = keep

    @property
    def goes_on(self) -> str:
        """Say how an interrupted run is gone on with, where it can be."""
        return "" if self._journal is None else "; the same command goes on where it ended"

    def all_are_sent(self) -> None:
        """Note that nothing is left to send: repeating the same tells what became of it, other contents begin anew."""
        self.run = msgspec.structs.replace(self.run, all_sent=True)
        self._keep(self.run)

    def end(self) -> None:
        """Forget the run: loading the same again writes again."""
        if self._journal is not None:
            self._journal.unlink(missing_ok=True)
            _keys_of(self._journal).unlink(missing_ok=True)


def command_name(*said: object) -> str:
    """Name a command by all that it was told: the same command goes on with its own run alone."""
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:40]


def a_run(files: Mapping[str, str] | None = None) -> Run:
    """Make a run that has not begun."""
    return Run(id=str(uuid4()), began_at=time.time(), files=files or {}, process=os.getpid())


@contextmanager
def take_up(command: str, files: Mapping[str, str], *, again: bool) -> Iterator[Held]:
    """Go on with the run that this command left behind, or begin one; `again` begins one whatever was left."""
    folder = platformdirs.user_state_path("spice", appauthor=False) / "loads"
    with ExitStack() as until:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            journal = folder / f"{command}.json"
            descriptor = _locked(journal)
            until.callback(os.close, descriptor)
            held = _held(journal, descriptor, files, again=again)
        except OSError as broken:
            said = f"no journal can be kept in {folder} ({broken.strerror}): interrupted, this load could not go on"
            held = Held(a_run(files), trouble=said)
        yield held


def _held(journal: Path, descriptor: int, files: Mapping[str, str], *, again: bool) -> Held:
    left = None if again else _read(descriptor)
    if left is not None and left.all_sent and (_changed(left, files) or _is_old(left)):
        left = None
    keys = [] if left is None else _keys_left(left, files, keys_in(_keys_of(journal)))
    run = left or a_run(files)
    _keep(descriptor, run)
    if left is None:
        # Behind the new run: between the two, a kill leaves one that is refused, and never one that goes on blindly.
        no_keys(_keys_of(journal))
    sent, keep = Sent(_keys_of(journal), keys), partial(_keep, descriptor)
    return Held(run, resumed=left is not None, journal=journal, sent=sent, keep=keep)


def _locked(journal: Path) -> int:
    """Open a journal and lock it; one that another process forgot in the meantime is made anew."""
    while True:
        descriptor = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(descriptor)
            os.close(descriptor)
            who = f" (process {holder.process})" if holder else ""
            raise Failure(f"the same load is under way in another process{who}") from None
        if _is_still(journal, descriptor):
            return descriptor
        os.close(descriptor)


def _is_still(journal: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(journal.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _read(descriptor: int) -> Run | None:
    """Read a journal; None where a crash left none that can be read."""
    try:
        return msgspec.json.decode(os.pread(descriptor, 2**20, 0), type=Run)
    except msgspec.DecodeError:
        return None


def _keys_of(journal: Path) -> Path:
    return journal.with_suffix(".keys")


def _keys_left(left: Run, files: Mapping[str, str], keys: list[str] | None) -> list[str]:
    """List what a run had sent, where it can go on; a Failure says why it cannot."""
    load = f"the load of {time.strftime('%Y-%m-%d %H:%M', time.localtime(left.began_at))}, which was interrupted"
    if changed := _changed(left, files):
        why = f"{', '.join(changed)} changed since {load}"
    elif _is_old(left):
        why = f"{load}, is older than the {KEPT_SECONDS // 86400} days for which its requests are known"
    elif keys is None:
        why = f"{load}, was begun by another version of spice, which names requests otherwise"
    else:
        return keys
    raise Failure(f"{why}: it cannot go on; --again begins a new one, which sends all of it anew")


def _changed(left: Run, files: Mapping[str, str]) -> list[str]:
    return [name for name, digest in files.items() if left.files.get(name) != digest]


def _is_old(left: Run) -> bool:
    return time.time() - left.began_at > KEPT_SECONDS


def _keep(descriptor: int, run: Run) -> None:
    body = msgspec.json.encode(msgspec.structs.replace(run, process=os.getpid()))
    # Written over the old one and cut then: a process that is killed between the two leaves one that can be read.
    os.pwrite(descriptor, body.ljust(os.fstat(descriptor).st_size), 0)
    os.ftruncate(descriptor, len(body))
    os.fsync(descriptor)
