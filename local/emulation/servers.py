"""The servers of the emulation that `spice up` does not have: ministack, and the poller of event source mappings."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from local.emulation.aws import credentials, gateway_url
from local.emulation.transport import Rules
from local.errors import Refused
from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.private_file import write_private
from local.free_ports import LOOPBACK
from local.running.service import Service
from local.services.answering import http_answers

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".tools" / "ministack"
BARE = '#!/bin/sh\nexec {python} -I -S "$@"\n'
"""A function has its bundle and its layers, as in Lambda: nothing of this machine's packages."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server listens."""

    port: int
    host: str = LOOPBACK


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the emulator is told: read by local.emulation.emulator.account, in another interpreter."""

    servers: Mapping[str, Server]
    database_url: str
    users: Mapping[str, str]
    transport: Rules
    function_python: str


def ministack_service(folder: DataFolder, account: Account, *, port: int, brokers: str) -> Service:
    """Describe the emulator. All it keeps is in memory; all it unpacks is in the folder."""
    home = folder.of("ministack")
    python = HOME / "bin" / "python"
    if not python.exists():
        raise Refused(f"{python} is missing; `make emulate` installs the emulator")

    def prepare() -> None:
        home.mkdir(mode=PRIVATE, exist_ok=True)
        (home / "unpacked").mkdir(mode=PRIVATE, exist_ok=True)
        write_private(home / "account.json", msgspec.json.encode(account))
        runner = Path(account.function_python)
        runner.write_text(BARE.format(python=base_python()))
        runner.chmod(0o700)

    return Service(
        name="ministack",
        command=[str(python), "-m", "local.emulation.emulator", str(home / "account.json")],
        folder=home,
        port=port,
        log=folder.log("ministack"),
        answers=lambda: http_answers(port, "/_ministack/health"),
        prepare=prepare,
        environment=_environment(home, port, brokers),
        stop_seconds=10.0,
    )


def _environment(home: Path, port: int, brokers: str) -> dict[str, str]:
    return {
        **credentials(),
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home / "unpacked"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "TZ": "UTC",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        # Cognito and API Gateway write this host into URLs that functions call back.
        "MINISTACK_HOST": "localhost",
        # It would listen on every interface, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_MSK_BOOTSTRAP": brokers,
        "MINISTACK_MSK_BOOTSTRAP_TLS": brokers,
        "MINISTACK_MSK_BOOTSTRAP_SASL_IAM": brokers,
    }


def poller_service(folder: DataFolder, *, gateway: int, port: int, brokers: str) -> Service:
    """Describe the poller; it answers on a port of its own with what it polls."""
    return Service(
        name="poller",
        command=[sys.executable, "-P", "-m", "local.emulation.poller", "--port", str(port), "--brokers", brokers],
        folder=folder.root,
        port=port,
        log=folder.log("poller"),
        answers=lambda: http_answers(port, "/"),
        environment={
            **credentials(),
            "PATH": os.environ.get("PATH", os.defpath),
            "AWS_ENDPOINT_URL": gateway_url(gateway),
            "PYTHONUNBUFFERED": "1",
            "TZ": "UTC",
        },
        stop_signal=signal.SIGTERM,
    )


def base_python() -> str:
    """Find the interpreter below this environment."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())
