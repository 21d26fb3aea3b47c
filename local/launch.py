"""Become a server: run as a script between the supervisor and each service.

Everything that must happen in the child happens here, in a process without threads: another user, the folder it starts
in, and a signal for it should the supervisor die.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int, parent: int) -> None:
    """Have the kernel signal this process when its parent ends; ends at once when it already has. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def become(parent: int, user: str, death_signal: int, folder: str, argv: list[str]) -> None:
    """Enter the folder, drop to the user if one is named, and become the server."""
    # Entered before the user changes: the folders above may be closed to that user, the folder itself is its own.
    os.chdir(folder)
    if user:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    die_with_parent(death_signal, parent)
    os.execv(argv[0], argv)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:])
