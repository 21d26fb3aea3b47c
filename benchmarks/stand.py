"""A platform to measure: in a folder of its own, started and stopped as a person would."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks.wire import Http
from cli.target import Choice, connect, find_target
from local.folder.data_folder import DataFolder
from local.folder.issuer import administrators_token
from local.folder.plan import Plan, read_plan
from local.free_ports import is_free
from local.services.host import function_environment
from local.services.postgres import postgres_url
from spice.adapters.s3.client import LazyS3
from spice.bootstrap import connect as connect_ports
from spice.settings import read_settings
from spice.wired import Wired

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PORTS = range(26000, 27000)


class Stand:
    """A platform in a temporary folder; `full` on Kafka and OpenSearch."""

    def __init__(self, environment: Mapping[str, str] | None = None, *, full: bool = False) -> None:
        self.full = full
        self.data = Path(tempfile.mkdtemp(prefix="spice-bench-"))
        self.port = next(port for port in PORTS if is_free(port))
        self._environment = {**os.environ, **(environment or {})}

    def start(self) -> float:
        """Start it; returns the seconds until it was ready."""
        began = time.monotonic()
        self._spice("up", "--port", str(self.port), "--detach", *(["--full"] if self.full else []))
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop it and remove its folder."""
        self._spice("down")
        shutil.rmtree(self.data)

    def again(self) -> float:
        """Stop it and start it on what it holds; returns the seconds until it was ready."""
        self._spice("down")
        self.__dict__.pop("postgres", None)
        return self.start()

    def http(self, user: str = "bench") -> Http:
        """Open a connection as a user."""
        return Http(self.port, self.token(user))

    def token(self, user: str = "bench") -> str:
        """Make a token; everybody here may administer."""
        return administrators_token(DataFolder(self.data), user)

    @cached_property
    def client(self) -> Any:
        """The command line's client."""
        return connect(find_target(Choice(data=self.data)))

    @cached_property
    def postgres(self) -> "psycopg.Connection[Any]":
        """A connection to look at the database with."""
        return psycopg.connect(postgres_url(self.plan), autocommit=True)

    def look(self, question: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
        """Ask the database for one row."""
        row: tuple[Any, ...] | None = self.postgres.execute(question, values).fetchone()
        if row is None:
            raise RuntimeError(f"no row answers {question}")
        return row

    @cached_property
    def plan(self) -> Plan:
        """Ports and passwords of its services."""
        plan = read_plan(DataFolder(self.data))
        assert plan is not None
        return plan

    @cached_property
    def ports(self) -> Wired:
        """The adapters a function would have, in this process."""
        return connect_ports(read_settings(self._functions()))

    @cached_property
    def s3(self) -> "S3Client":
        """The client its own adapters use, with their settings."""
        environment = self._functions()
        return LazyS3(endpoint=environment["SPICE_S3_ENDPOINT"], region=environment["SPICE_S3_REGION"]).client

    def kick(self, function: str) -> None:
        """Have a function run now."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(f'{{"function": "{function}"}}'.encode(), ("127.0.0.1", self.plan.ports["kick"]))

    def _functions(self) -> dict[str, str]:
        environment = function_environment(DataFolder(self.data), self.plan, port=self.port)
        os.environ.update({name: value for name, value in environment.items() if name.startswith("AWS_")})
        return environment

    def _spice(self, *words: str) -> None:
        command = [sys.executable, "-m", "cli.main", *words, "--data", str(self.data)]
        subprocess.run(command, env=self._environment, check=True, stdout=subprocess.DEVNULL)
