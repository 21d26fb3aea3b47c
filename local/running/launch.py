"""Become a server: run as a script between the supervisor and each service.

Everything that must happen in the child happens here, in a process without threads: another user, the folder it starts
in, and a signal for it should the supervisor die.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
PRIVATE = 0o077
"""What a server makes, sockets in shared folders too, is its user's alone."""
CAPABILITIES_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


def die_with_parent(signal_number: int, parent: int) -> None:
    """Have the kernel signal this process when its parent ends; ends at once when it already has. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def change_user(user: int, *, keeps: int | None = None) -> None:
    """Become another user; `keeps` is the one capability to keep of root's, through the exec as well."""
    libc = ctypes.CDLL(None, use_errno=True)
    # Without it the kernel takes the capability away, and access(2), which Java asks, never counts it.
    if keeps is not None and libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0):
        sys.exit(f"root may not hand on a capability here: error {ctypes.get_errno()}")
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    if keeps is not None:
        header, sets = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)(*[1 << keeps] * 3, 0, 0, 0)
        if libc.capset(header, sets) or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, keeps, 0, 0):
            sys.exit(f"user {user} cannot be given capability {keeps}: error {ctypes.get_errno()}")


def become(parent: int, user: str, death_signal: int, folder: str, argv: list[str]) -> None:
    """Enter the folder, drop to the user if one is named (USER or USER+CAPABILITY), and become the server."""
    # Entered before the user changes: the folders above may be closed to that user, the folder itself is its own.
    os.chdir(folder)
    os.umask(PRIVATE)
    if user:
        number, _, keeps = user.partition("+")
        change_user(int(number), keeps=int(keeps) if keeps else None)
    die_with_parent(death_signal, parent)
    os.execv(argv[0], argv)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:])
