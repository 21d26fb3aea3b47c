"""One connection to Redis that never makes anybody wait twice: short timeouts and a circuit breaker."""

import time
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from spice.ports.errors import Transient

if TYPE_CHECKING:
    import redis

CONNECT_SECONDS = 0.1
ANSWER_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0

Result = TypeVar("Result")


class RedisConnection:
    """Runs operations; while the server is away they are skipped at once, but for one that tries it now and then.

    It is a Probe too: `ping` asks the server, whatever the breaker says.
    """

    name = "redis"

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._lock = Lock()
        self._errors: tuple[type[Exception], ...] = (OSError,)
        self._pause = FIRST_PAUSE_SECONDS
        self._open_until: float | None = None

    @cached_property
    def client(self) -> "redis.Redis":
        """Make the client; imported here, for it costs a worker that never asks it as much as everything else."""
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        self._errors = (redis.RedisError, OSError)
        return redis.Redis.from_url(
            self._url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            # A second try would double what a dead server costs.
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )

    @property
    def breaker(self) -> str:
        """closed, open or half_open."""
        until = self._open_until
        if until is None:
            return "closed"
        return "open" if self._clock() < until else "half_open"

    def run(self, operation: Callable[[Any], Result], otherwise: Result) -> Result:
        """Run an operation on the client; answer `otherwise` when the server is away."""
        if not self._may_try():
            return otherwise
        client = self.client
        try:
            result = operation(client)
        except self._errors:
            self._failed()
            return otherwise
        if self._open_until is not None:
            self._succeeded()
        return result

    def ping(self) -> None:
        """Return when the server answers. Raises Transient."""
        client = self.client
        try:
            client.ping()
        except self._errors as failed:
            self._failed()
            raise Transient(self.name, str(failed)) from failed
        self._succeeded()

    def _may_try(self) -> bool:
        if self._open_until is None:
            return True
        with self._lock:
            if self._open_until is None or self._clock() < self._open_until:
                return self._open_until is None
            # This one tries; those beside it are skipped until it knows.
            self._open_until = self._clock() + self._pause
            return True

    def _failed(self) -> None:
        with self._lock:
            self._open_until = self._clock() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _succeeded(self) -> None:
        with self._lock:
            self._open_until = None
            self._pause = FIRST_PAUSE_SECONDS
