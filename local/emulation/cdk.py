"""The CDK against the emulated account: the unmodified app, synthesised once and deployed as often as asked."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local.emulation.aws import ACCOUNT, REGION, credentials, gateway_url
from local.emulation.servers import ROOT
from local.errors import LocalError, Refused
from local.logs import open_log

CLI = ROOT / ".tools" / "cdk" / "node_modules" / ".bin" / "cdk"
STAGE = "dev"
SECONDS = 400.0


class CdkFailed(LocalError):
    """The CDK ended with an error; the message ends with what it said."""


class Cdk:
    """The app on a folder of its own: bundles, templates and the CDK's words."""

    def __init__(self, home: Path, *, gateway: int, cli: Path = CLI) -> None:
        if not cli.exists():
            raise Refused(f"{cli} is missing; `make emulate` installs the CDK command")
        self.home, self.bundles, self.log = home, home / "bundles", home / "cdk.log"
        self._cli, self._gateway = cli, gateway
        (home / "empty").mkdir(parents=True, exist_ok=True)

    def bootstrap(self) -> None:
        """Prepare the account for deployments."""
        # Where there is no app, none is synthesised for it.
        self._run("bootstrap", f"aws://{ACCOUNT}/{REGION}", folder=self.home / "empty")

    def take(self, bundles: Path) -> None:
        """Copy built bundles: a redeploy changes the copy."""
        if not bundles.is_dir():
            raise Refused(f"{bundles} is missing; `make emulate` builds it")
        shutil.rmtree(self.bundles, ignore_errors=True)
        shutil.copytree(bundles, self.bundles, symlinks=True)

    def mark(self, release: str) -> None:
        """Change the code of every function, as a new release does."""
        for room in sorted((self.bundles / "functions").iterdir()):
            (room / "release.txt").write_text(f"{release}\n")

    def synthesise(self) -> None:
        """Write the templates of the stage and the assets they name."""
        shutil.rmtree(self._out, ignore_errors=True)
        self._run("synth", "--quiet", "--output", str(self._out), *self._context, folder=ROOT)

    def deploy(self) -> None:
        """Deploy every stack as it was synthesised."""
        self._run("deploy", "--app", str(self._out), "--all", "--require-approval", "never", "--concurrency", "2")

    def destroy(self) -> None:
        """Destroy every stack."""
        self._run("destroy", "--app", str(self._out), "--all", "--force")

    @property
    def _out(self) -> Path:
        return self.home / "cdk.out"

    @property
    def _context(self) -> Sequence[str]:
        return ("-c", f"stage={STAGE}", "-c", f"bundles={self.bundles}", "--app", f"{sys.executable} -m infra.app")

    def _run(self, *words: str, folder: Path | None = None) -> None:
        log = open_log(self.log)
        start = self.log.stat().st_size
        try:
            command = [str(self._cli), *words, "--ci", "--no-color", "--no-notices"]
            done = subprocess.run(
                command,
                cwd=folder or self.home / "empty",
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=SECONDS,
            )
        finally:
            os.close(log)
        if done.returncode:
            said = self.log.read_bytes()[start:].decode(errors="replace")
            raise CdkFailed(f"`cdk {words[0]}` failed; {self.log} ends with\n{said[-3000:]}")

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **credentials(),
            "AWS_ENDPOINT_URL": gateway_url(self._gateway),
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
            "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
            "NODE_NO_WARNINGS": "1",
        }
