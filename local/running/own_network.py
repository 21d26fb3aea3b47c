"""A network of its own for a process or thread and what it starts: a loopback that nobody else is on. Linux only.

Run as a script, it tells by its exit whether this machine allows that.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

Told = TypeVar("Told")
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def enter_own_network() -> None:
    """Leave the machine's network for an empty one; who is not root needs a user namespace for it. Raises OSError."""
    if sys.platform != "linux":
        raise OSError("only Linux has network namespaces")
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET if user == 0 else CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no network namespace may be made here")
    if user != 0:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path(f"/proc/self/{name}").write_text(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


class OwnNetwork:
    """A thread that has left the machine's network: what root does not let others leave, it can leave in time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="own-network")
        self.do(enter_own_network)

    def do(self, work: Callable[[], Told]) -> Told:
        """Do something there, starting a process for example; that must not outlive the thread."""
        return self._thread.submit(work).result()


if __name__ == "__main__":
    enter_own_network()
