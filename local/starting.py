"""The command line that becomes a server: `launch.py` stands between it and whoever starts it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from local import launch
from local.services.service import Service


def started_by(service: Service) -> list[str]:
    """Write the command line that becomes a service, tied to this process."""
    return launched(
        service.command,
        folder=service.folder,
        user=service.user,
        death_signal=service.death_signal,
        capability=service.capability,
    )


def launched(
    command: Sequence[str], *, folder: Path, user: int | None, death_signal: int, capability: int | None = None
) -> list[str]:
    """Write the command line that becomes `command` in a folder, as a user, tied to this process."""
    who = "" if user is None else str(user) if capability is None else f"{user}+{capability}"
    script = [sys.executable, "-I", "-S", launch.__file__]
    return [*script, str(os.getpid()), who, str(int(death_signal)), str(folder), *command]
