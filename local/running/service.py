"""A server to run: how it is started, how one sees that it answers, how it is stopped."""

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Process = subprocess.Popen[bytes]


def nothing() -> None:
    """Need nothing done."""


def here(start: Callable[[], Process]) -> Process:
    """Start a process from the thread that asks for it."""
    return start()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A server. `prepare` runs before each start, `settle` once it answers; `death_signal` ends an orphan."""

    name: str
    command: Sequence[str]
    folder: Path
    port: int
    log: Path
    answers: Callable[[], bool]
    prepare: Callable[[], None] = nothing
    settle: Callable[[], None] = nothing
    """Without it, it does not count as ready. NotStarted when it cannot be done."""
    environment: Mapping[str, str] = field(default_factory=dict)
    inherited: Sequence[int] = ()
    from_where: Callable[[Callable[[], Process]], Process] = here
    """The thread that starts it: its network is the process's."""
    user: int | None = None
    capability: int | None = None
    """The one it keeps of root's though it runs as `user`."""
    warning: str = ""
    """What whoever starts the platform must know of it."""
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    stop_seconds: float = 5.0
    heals: bool = True
    """Whether it goes on by itself once a disk that was full has room; one that does not is started again."""
