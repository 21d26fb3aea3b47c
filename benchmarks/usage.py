"""Processor seconds and memory of a platform, by what its processes do."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psutil

from local.folder import DataFolder
from local.lock import read_holder

MEGABYTE = 1024 * 1024
NAMES = {"postgres": "postgres", "weed": "seaweedfs", "redis-server": "redis"}


class Spent(defaultdict[str, float]):
    """Processor seconds, or megabytes, by role."""

    def __init__(self) -> None:
        super().__init__(float)

    def __sub__(self, earlier: "Spent") -> "Spent":
        difference = Spent()
        for role, seconds in self.items():
            difference[role] = seconds - earlier[role]
        return difference


def cpu_seconds(data: Path) -> Spent:
    """Add up the processor seconds of every process of a platform, by role."""
    total = Spent()
    for process in family(data):
        try:
            times, role = process.cpu_times(), _role(process)
        except psutil.Error:
            continue
        total[role] += times.user + times.system
        if role == "postgres":
            total[role] += times.children_user + times.children_system
    return total


def memory(data: Path) -> tuple[Spent, Spent]:
    """Add up resident memory, and memory with what is shared counted once (PSS), in MB by role."""
    resident, proportional = Spent(), Spent()
    for process in family(data):
        try:
            full, role = process.memory_full_info(), _role(process)
        except psutil.Error:
            continue
        resident[role] += full.rss / MEGABYTE
        proportional[role] += getattr(full, "pss", full.uss) / MEGABYTE
    return resident, proportional


def family(data: Path) -> Iterator[psutil.Process]:
    """Walk the supervisor and everything below it."""
    holder = read_holder(DataFolder(data).lock)
    if holder is None:
        return
    root = psutil.Process(holder.pid)
    yield root
    yield from root.children(recursive=True)


def per_event(spent: Spent, events: int) -> str:
    """Write processor microseconds an event, dearest first."""
    dearest = sorted(spent.items(), key=lambda item: -item[1])
    parts = [f"{role} {seconds / events * 1e6:.0f}" for role, seconds in dearest if seconds / events >= 1e-6]
    return f"cpu us/event: {sum(spent.values()) / events * 1e6:.0f} = " + ", ".join(parts)


def _role(process: psutil.Process) -> str:
    name = process.name()
    if name.startswith("fn:"):
        return name.removeprefix("fn:")
    if name in NAMES:
        return NAMES[name]
    words = process.cmdline()
    return "host" if "local.host" in words else "supervisor" if "up" in words else "zygote"
