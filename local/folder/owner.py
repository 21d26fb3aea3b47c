"""Whose a data folder is: the user that its platform runs as when root starts it."""

import errno
import os
import pwd
import stat
import zlib
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import psutil

UNNAMED = range(60706, 61184)
"""Users of no name. Neither distributions nor systemd ("Users, Groups, UIDs and GIDs on systemd systems") give these
numbers to anybody, and containers that map the usual 65,536 have them."""


class Owner(NamedTuple):
    """A user and its group, by their numbers."""

    user: int
    group: int

    @property
    def is_named(self) -> bool:
        """Tell whether this machine knows its user by a name."""
        return _is_named(self.user)


def owner_of(root: Path) -> Owner:
    """Tell whose a folder is; root's is to be an unnamed user's, of its own as far as can be seen."""
    seen = root.stat()
    if seen.st_uid == 0:
        user = _unnamed(root)
        return Owner(user, user)
    group = pwd.getpwuid(seen.st_uid).pw_gid if _is_named(seen.st_uid) else seen.st_gid
    return Owner(seen.st_uid, group or seen.st_uid)


def take_over(root: Path, owner: Owner) -> None:
    """Give a folder, and all in it that is not yet, to its owner. OSError names what cannot be given.

    Links are left alone. A user may have given somebody else's file a second name in a folder: that is refused.
    """
    for path, folders, files, folder in os.fwalk(root.resolve(), topdown=False, onerror=_refuse):
        for name in (*folders, *files):
            _give(name, owner, folder=folder, path=f"{path}/{name}")
    if root.stat().st_uid != owner.user:
        # Last: a folder is its owner's when all in it is.
        os.chown(root, owner.user, owner.group)


def may_give(root: Path, owner: Owner) -> bool:
    """Try whether this file system lets a file be given to its owner."""
    try:
        with TemporaryFile(dir=root) as probe:
            os.chown(probe.fileno(), owner.user, owner.group)
            return os.fstat(probe.fileno()).st_uid == owner.user
    except OSError:
        return False


def _give(name: str, owner: Owner, *, folder: int, path: str) -> None:
    # Held, not named, from look to change: nobody can put another thing in its place between the two.
    held = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        seen = os.fstat(held)
        if stat.S_ISLNK(seen.st_mode) or seen.st_uid == owner.user:
            return
        namer = os.fstat(folder).st_uid
        if seen.st_nlink > 1 and not stat.S_ISDIR(seen.st_mode) and namer not in (0, seen.st_uid):
            raise OSError(errno.EPERM, "a file of another user that has a second name is not given away", path)
        os.chown(f"/proc/self/fd/{held}", owner.user, owner.group)
    finally:
        os.close(held)


def _refuse(failed: OSError) -> None:
    raise failed


def _unnamed(root: Path) -> int:
    running = {each.info["uids"].real for each in psutil.process_iter(["uids"]) if each.info["uids"]}
    start = zlib.crc32(bytes(root)) % len(UNNAMED)
    numbers = (*UNNAMED[start:], *UNNAMED[:start])
    return next((each for each in numbers if each not in running and not _is_named(each)), UNNAMED.start)


def _is_named(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True
