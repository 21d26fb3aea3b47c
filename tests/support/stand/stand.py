"""A platform on a folder of its own, started as a user starts it, and the ways to kill parts of it."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import httpx
import psutil
import psycopg

from tests.support.ports import as_option, free_port
from tests.support.stand.client import Client
from tests.support.stand.log import Segment

ROOT = Path(__file__).parents[3]
READY_SECONDS = 90.0
STOP_SECONDS = 15.0


class Stand:
    """One platform: up, down, killed, up again."""

    def __init__(self, folder: Path, port: int | None = None, *, full: bool = False) -> None:
        self.data, self.port = folder / "data", port or free_port()
        self._kind = ["--full"] if full else []
        self._points, self._output = self.data / "points", folder / "up.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[tuple[str, ...], str] = {}
        self._clients: list[Client] = []
        self.segments: dict[str, Segment] = {}
        """What was read of its log: a segment never changes."""

    @property
    def base(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}/api/v1"

    @property
    def supervisor(self) -> int:
        """The number of `spice up`."""
        assert self._process is not None
        return self._process.pid

    def spice(self, *words: str, seconds: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Run the `spice` command."""
        command = [sys.executable, "-m", "cli.main", *words]
        environment = {**os.environ, "SPICE_DATA": str(self.data), "SPICE_SERVICE_PORTS": as_option()}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds)

    def up(self) -> None:
        """Start it and wait until every service answers."""
        where = ["--data", str(self.data), "--port", str(self.port)]
        command = [sys.executable, "-m", "cli.main", "up", *where, *self._kind]
        environment = {**os.environ, "SPICE_CRASH_AT": str(self._points), "SPICE_SERVICE_PORTS": as_option()}
        with self._output.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_ready()

    def running(self) -> bool:
        """Tell whether `spice up` runs."""
        return self._process is not None and self._process.poll() is None

    def wait_ready(self) -> None:
        """Wait until it says that it is ready."""
        until = time.monotonic() + READY_SECONDS
        while True:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.base}/health/ready", timeout=10.0).status_code == 200:
                    return
            if self._process is None or self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the platform is not ready: {self._output.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self, *, seconds: float = STOP_SECONDS) -> float:
        """Press Ctrl-C; the seconds it took. AssertionError when it took too long."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired as late:
            self.kill_everything()
            raise AssertionError(f"Ctrl-C did not stop it in {seconds} s") from late
        return time.monotonic() - began

    def close(self) -> None:
        """End it, whatever state it is in."""
        for client in self._clients:
            client.close()
        if self._process is not None and self._process.poll() is None:
            self.stop(seconds=60.0)

    def kill_everything(self) -> None:
        """End the whole process tree at once, as a power cut does."""
        assert self._process is not None
        root = psutil.Process(self._process.pid)
        for process in [*root.children(recursive=True), root]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()

    def kill_supervisor(self) -> None:
        """End `spice up` alone; the services must follow."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        _, left = psutil.wait_procs(children, timeout=20.0)
        assert not left, f"left running: {left}"

    def arm(self, point: str) -> None:
        """Have the next process that passes a point die there. Its user is the folder's, who takes the point away."""
        self._points.mkdir(exist_ok=True)
        os.chown(self._points, self.data.stat().st_uid, -1)
        (self._points / point).touch()

    def armed(self, point: str) -> bool:
        """Tell whether nobody has died at a point yet."""
        return (self._points / point).exists()

    def client(self, user: str = "boss", *roles: str) -> Client:
        """A client with a token from `spice token`."""
        if (user, *roles) not in self._tokens:
            asked = [word for role in roles for word in ("--role", role)]
            made = self.spice("token", "--user", user, *asked)
            assert made.returncode == 0, made.stderr
            self._tokens[user, *roles] = made.stdout.strip()
        return self.anyone(self._tokens[user, *roles])

    def anyone(self, token: str | None = None) -> Client:
        """A client with a token of any kind, or none."""
        self._clients.append(Client(self.base, token))
        return self._clients[-1]

    def admin(self) -> Client:
        """A client that may do anything."""
        return self.client("boss", "admin")

    def plan(self) -> Any:
        """Ports and passwords of the services."""
        return json.loads((self.data / "platform.json").read_bytes())

    def postgres_url(self) -> str:
        """Where its database is."""
        plan = self.plan()
        return f"postgresql://spice:{plan['postgres_password']}@127.0.0.1:{plan['ports']['postgres']}/postgres"

    def sql(self, statement: str) -> list[Any]:
        """Run a statement behind the platform's back."""
        with psycopg.connect(self.postgres_url(), autocommit=True, connect_timeout=10) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def s3(self) -> Any:
        """A client of its object store."""
        plan = self.plan()
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{plan['ports']['s3']}",
            region_name="us-east-1",
            aws_access_key_id=plan["s3_access_key"],
            aws_secret_access_key=plan["s3_secret_key"],
        )
