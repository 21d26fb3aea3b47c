"""What an entry of the catalogue is made of: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from infra.catalogue import names

MINUTE = 60
HOUR = 60 * MINUTE
USUAL_WINDOW = 0.5
"""What AWS waits, in seconds, where nothing is said: it cannot be asked for, only left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Requests of API Gateway; `routes` are (method, path template below names.API), `open` those without a token."""

    routes: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Records of a bus topic, in batches. `together`: one invocation may hold several partitions, as many lanes of them
    as may run at once.

    In the cloud a stage may wait longer for a batch (`windows`), and pay for its own pollers (`pollers`: least, most).
    """

    topic: str
    group: str
    batch_size: int = 2000
    window_seconds: float = 0.0
    together: bool = False
    windows: Mapping[str, float] = field(default_factory=dict)
    pollers: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def window(self, stage: str) -> float:
        """How long a stage waits for a batch to fill, in seconds."""
        return self.windows.get(stage, USUAL_WINDOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A tick; the function also takes asynchronous invocations."""

    every_seconds: int = MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A step of a deployment: CloudFormation calls, the function answers. `inside`: in the private network."""

    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kicks:
    """Asynchronous invocations: how long one may wait, and how often one that failed is tried again."""

    oldest_seconds: int = MINUTE
    retries: Literal[0, 1, 2] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function. `grants` name what it may reach, `concurrency` how many may run at once (None: no limit).

    `concurrencies` says so for a stage that has more partitions to serve at once than one machine, and for one machine
    with the real servers (names.FULL).
    """

    name: str
    handler: str
    triggers: tuple[Http | Topic | Schedule | Deployment, ...]
    memory_mb: int
    timeout_seconds: int
    concurrency: int | None = None
    grants: frozenset[str] = field(default_factory=frozenset)
    concurrencies: Mapping[str, int] = field(default_factory=dict)
    kicks: Kicks = field(default_factory=Kicks)
    layers: tuple[str, ...] = ("dependencies", "spice")
    warm: bool = False
    """Asked so often that a stage may pay for never starting it cold."""

    @property
    def asked(self) -> bool:
        """Tell whether clients wait for it."""
        return any(isinstance(trigger, Http) for trigger in self.triggers)

    @property
    def database_user(self) -> str:
        """Who it signs in to the database as: a user of its own, or the admin."""
        return names.DATABASE_ADMIN if "postgres:migrate" in self.grants else names.database_user(self.name)

    @property
    def room(self) -> str:
        """The room of the handler, bundled as one."""
        return self.handler.split(".")[1]

    def reserved(self, stage: str) -> int | None:
        """How many may run at once in a stage."""
        return self.concurrencies.get(stage, self.concurrency)
