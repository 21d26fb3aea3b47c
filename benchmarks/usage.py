"""Processor seconds and memory of a platform, by what its processes do."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psutil

from local.folder.data_folder import DataFolder
from local.folder.lock import read_holder
from local.services import kafka, opensearch

MEGABYTE = 1024 * 1024
Process = tuple[int, float]
"""A process's number, and when it began: numbers are given again."""
NAMES = {"postgres": "postgres", "weed": "seaweedfs", "valkey-server": "redis"}
JAVA = {kafka.MAIN: "kafka", opensearch.MAIN: "opensearch"}


class Spent(defaultdict[str, float]):
    """Processor seconds, or megabytes, by role."""

    def __init__(self) -> None:
        super().__init__(float)
        self.whole = 0.0
        """What the whole machine spent, whoever asked for it."""


class Clocks(dict[Process, tuple[str, float]]):
    """The processor seconds of each process, at one moment; of everybody's together, too."""

    def __init__(self) -> None:
        super().__init__()
        busy = psutil.cpu_times()
        self.whole = busy.user + busy.nice + busy.system

    def __sub__(self, earlier: "Clocks") -> Spent:
        """Add up by role what was spent since; what ended meanwhile takes its last seconds with it."""
        spent = Spent()
        for process, (role, seconds) in self.items():
            spent[role] += seconds - earlier.get(process, (role, 0.0))[1]
        spent.whole = self.whole - earlier.whole
        return spent


def cpu_seconds(data: Path) -> Clocks:
    """Read the processor seconds of every process of a platform; a server's count with its dead children's."""
    clocks = Clocks()
    for process in family(data):
        try:
            times, role, place = process.cpu_times(), role_of(process), (process.pid, process.create_time())
        except psutil.Error:
            continue
        seconds = times.user + times.system
        if role == "postgres":
            seconds += times.children_user + times.children_system
        clocks[place] = role, seconds
    return clocks


def memory(data: Path) -> tuple[Spent, Spent]:
    """Add up resident memory, and memory with what is shared counted once (PSS), in MB by role."""
    resident, proportional = Spent(), Spent()
    for process in family(data):
        try:
            full, role = process.memory_full_info(), role_of(process)
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


def limits(spent: Spent, seconds: float) -> str:
    """Say whether processors were what there was too little of, and who took the most of one."""
    role, most = max(spent.items(), key=lambda item: item[1])
    busy, ours = spent.whole / seconds, sum(spent.values()) / seconds
    return (
        f"{busy:.1f} of {os.cpu_count()} cores busy, {ours:.1f} by the platform, most by {role}: {most / seconds:.2f}"
    )


def role_of(process: psutil.Process) -> str:
    """Tell what a process of a platform does."""
    name = process.name()
    if name.startswith("fn:"):
        return name.removeprefix("fn:")
    if name in NAMES:
        return NAMES[name]
    words = process.cmdline()
    if name == "java":
        return next((role for main, role in JAVA.items() if main in words), name)
    return "host" if "local.host" in words else "supervisor" if "up" in words else "zygote"
