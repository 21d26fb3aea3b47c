"""Become a server: run as a script between the supervisor and each service.

Everything that must happen in the child happens here, in a process without threads: another user, the folder it starts
in, and a signal for it should the supervisor die.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
"""Of prctl(2): linux/prctl.h, linux/securebits.h."""
PRIVATE = 0o077
"""What a server makes, sockets in shared folders too, is its user's alone."""
CAPABILITIES_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
"""Of capset(2): linux/capability.h."""


def die_with_parent(signal_number: int, parent: int) -> None:
    """Have the kernel signal this process when its parent ends; ends at once when it already has. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def change_user(user: int, group: int | None = None, *, keeps: int | None = None) -> None:
    """Become another user for good; `keeps` is the one capability to keep of root's, through every exec. OSError."""
    may_keep(keeps)
    os.setgroups([])
    os.setgid(user if group is None else group)
    os.setuid(user)
    if sys.platform == "linux":
        keep_only(keeps)


def may_keep(capability: int | None) -> None:
    """Have this thread keep what it may do when its user changes. Raises OSError."""
    # Else the kernel takes the capability away, and access(2), which Java asks, never counts it.
    if capability is not None:
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)


def keep_only(capability: int | None) -> None:
    """Leave this thread one capability, through every exec as well, or none, and no way to gain any. Raises OSError."""
    bits = 0 if capability is None else 1 << capability
    header, sets = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)(*[bits] * 3, 0, 0, 0)
    if _libc().capset(header, sets):
        raise OSError(ctypes.get_errno(), f"capability {capability} cannot be kept: {os.strerror(ctypes.get_errno())}")
    if capability is not None:
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _prctl(what: int, first: int, second: int = 0) -> None:
    if _libc().prctl(what, first, second, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {what} {first}: {os.strerror(ctypes.get_errno())}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def become(parent: int, user: str, death_signal: int, folder: str, argv: list[str]) -> None:
    """Enter the folder, drop to the user if one is named (USER[:GROUP][+CAPABILITY]), and become the server."""
    # Entered before the user changes: the folders above may be closed to that user, the folder itself is its own.
    os.chdir(folder)
    os.umask(PRIVATE)
    if user:
        who, _, keeps = user.partition("+")
        number, _, group = who.partition(":")
        try:
            change_user(int(number), int(group) if group else None, keeps=int(keeps) if keeps else None)
        except OSError as failed:
            sys.exit(f"this system does not let root be user {user}: {failed.strerror}")
    die_with_parent(death_signal, parent)
    try:
        os.execv(argv[0], argv)
    except OSError as failed:
        sys.exit(f"user {os.geteuid()} may not run {os.path.realpath(argv[0])}: {failed.strerror}")


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5:])
