"""The platform in the emulated account, and what is done to it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from infra.catalogue.names import API
from local.emulation.cdk import Cdk
from local.emulation.people import People
from local.emulation.running import Running
from tests.support.stand.client import Client


@dataclass(slots=True)
class Deployment:
    """A deployed platform. `seconds`: what each step took, printed as it ends."""

    running: Running
    cdk: Cdk
    people: People
    seconds: dict[str, float] = field(default_factory=dict)
    _admin: Client | None = None

    def first(self, bundles: Path) -> None:
        """Prepare the account and deploy for the first time."""
        with self._timed("bootstrap"):
            self.cdk.bootstrap()
        self.cdk.take(bundles)
        with self._timed("synth"):
            self.cdk.synthesise()
        with self._timed("deploy"):
            self.cdk.deploy()

    def again(self) -> None:
        """Deploy other code of every function."""
        self.cdk.mark(uuid4().hex)
        with self._timed("synth again"):
            self.cdk.synthesise()
        with self._timed("redeploy"):
            self.cdk.deploy()

    def destroy(self) -> None:
        """Destroy every stack."""
        with self._timed("destroy"):
            self.cdk.destroy()

    def close(self) -> None:
        """Hang up."""
        if self._admin is not None:
            self._admin.close()

    @property
    def base(self) -> str:
        """Where the API is."""
        return self.running.api() + API

    def client(self, token: str | None) -> Client:
        """Make a client of the deployed API."""
        return Client(self.base, token)

    def admin(self) -> Client:
        """The administrator; signs in once."""
        if self._admin is None:
            self._admin = self.client(self.people.token("admin@example.org", administrator=True))
        return self._admin

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - began, 1)
        sys.stderr.write(f"  {step}: {self.seconds[step]} s\n")
