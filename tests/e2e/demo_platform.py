"""A platform as a person starts it: with the `spice` command, in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import as_option, free_port

ROOT = Path(__file__).parents[2]
Environment = Mapping[str, str]


def run(
    environment: Environment, module: str, *words: str, input: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module in a process of its own."""
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, timeout=200, input=input
    )


def spice(environment: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the `spice` command as a person would."""
    return run(environment, "cli.main", *words)


@contextmanager
def started(folder: Path, **more: str) -> Iterator[Environment]:
    """Start a platform in the background; the environment names its data folder."""
    environment = os.environ | {"SPICE_DATA": str(folder), "COLUMNS": "160", "SPICE_SERVICE_PORTS": as_option()} | more
    up = spice(environment, "up", "--detach", "--port", str(free_port()))
    assert up.returncode == 0, up.stdout + up.stderr
    try:
        yield environment
    finally:
        spice(environment, "down")
