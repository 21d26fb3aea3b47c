"""What runs where: each service of a platform with its process, memory and age."""

import time
from collections.abc import Sequence

import msgspec
import psutil

from local.folder.data_folder import DataFolder
from local.running.supervisor import Running, read_running

MEGABYTE = 1024 * 1024
FUNCTION = "fn:"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A service, or the environments of a function, as one sees it from outside."""

    name: str
    state: str
    pid: int | None
    port: int | None
    memory_mb: int
    uptime_seconds: int
    restarts: int = 0
    processes: int = 1
    trouble: str = ""
    """What it said last, when it ends again and again."""
    warning: str = ""


def inspect_services(folder: DataFolder) -> list[Seen]:
    """Look at the supervisor's services and at the functions' environments."""
    seen: list[Seen] = []
    for running in read_running(folder):
        family = _family(running)
        functions = [process for process in family if _function(process)]
        seen.append(_service(running, [process for process in family if process not in functions]))
        names = sorted({_function(process) for process in functions})
        seen += [_functions(name, [each for each in functions if _function(each) == name]) for name in names]
    return seen


def _service(running: Running, family: Sequence[psutil.Process]) -> Seen:
    return Seen(
        name=running.name,
        state=running.state,
        pid=running.pid,
        port=running.port,
        memory_mb=_memory(family),
        uptime_seconds=int(time.time() - running.started_at) if running.pid else 0,
        restarts=running.restarts,
        processes=len(family),
        trouble=running.trouble,
        warning=running.warning,
    )


def _functions(name: str, environments: Sequence[psutil.Process]) -> Seen:
    return Seen(
        name=f"  {name}",
        state="ready",
        pid=environments[0].pid,
        port=None,
        memory_mb=_memory(environments),
        uptime_seconds=int(time.time() - min(process.create_time() for process in environments)),
        processes=len(environments),
    )


def _family(running: Running) -> list[psutil.Process]:
    try:
        root = psutil.Process(running.pid) if running.pid else None
        return [root, *root.children(recursive=True)] if root else []
    except psutil.NoSuchProcess:
        return []


def _function(process: psutil.Process) -> str:
    try:
        name = process.name()
    except psutil.NoSuchProcess:
        return ""
    return name.removeprefix(FUNCTION) if name.startswith(FUNCTION) else ""


def _memory(processes: Sequence[psutil.Process]) -> int:
    """Add up what is theirs alone and their share of what they hold in common."""
    total = 0
    for process in processes:
        try:
            full = process.memory_full_info()
            total += getattr(full, "pss", full.uss)
        except psutil.Error:
            continue
    return round(total / MEGABYTE)
