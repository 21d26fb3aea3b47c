"""Files that hold secrets."""

import os
import stat
from pathlib import Path


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, and see it on the disk."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        give_to_owner(descriptor, file.parent)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync(file.parent)


def give_to_owner(made: int, folder: Path) -> None:
    """Have a file or folder that root made be its folder's owner's, who could neither use nor remove it else."""
    owner, seen = folder.stat(), os.fstat(made)
    # One with a second name may be somebody else's, put there by the owner.
    alone = seen.st_nlink == 1 or stat.S_ISDIR(seen.st_mode)
    if os.geteuid() == 0 != owner.st_uid and seen.st_uid == 0 and alone:
        os.chown(made, owner.st_uid, owner.st_gid)


def sync(path: Path) -> None:
    """See a file's content, or a folder's names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
