"""SeaweedFS's own shell: the way to what its S3 API does not say."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import NotStarted
from local.folder.plan import GRPC_OFFSET, Plan
from local.free_ports import LOOPBACK
from local.services.binaries import weed

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class WeedShell:
    """A shell on a running store; the environment holds the certificate it shows."""

    home: Path
    plan: Plan
    environment: Mapping[str, str]

    def __call__(self, *commands: str, seconds: float = PATIENCE) -> str:
        """Run commands and give what they say. NotStarted when the store cannot be asked."""
        command = [str(weed()), "shell", *(f"-{part}={self._place(part)}" for part in ("master", "filer"))]
        try:
            done = subprocess.run(
                command,
                input="\n".join(commands),
                capture_output=True,
                text=True,
                env=dict(self.environment),
                cwd=self.home,
                timeout=seconds,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as late:
            raise NotStarted(f"seaweedfs does not answer its shell within {seconds:g} s") from late
        if done.returncode:
            raise NotStarted(f"seaweedfs refuses its shell: {_last_line(done.stderr)}")
        return done.stdout

    def _place(self, part: str) -> str:
        port = self.plan.ports[part]
        return f"{LOOPBACK}:{port}.{port + GRPC_OFFSET}"


def _last_line(text: str) -> str:
    return next(reversed(text.strip().splitlines()), "it says nothing")
