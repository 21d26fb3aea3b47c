"""One connection to Redis that never makes anybody wait twice: short timeouts and the breaker."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

from spice.adapters.breaker import Breaker
from spice.ports.errors import Momentary, Transient

SERVICE = "redis"
CONNECT_SECONDS = 0.1
ANSWER_SECONDS = 0.1
SECURE_SECONDS = 0.5
"""Over TLS: the first exchange is one of certificates, for which a new process in the cloud has half a processor."""
FAILURES = 1
LONGEST_PAUSE_SECONDS = 10.0
"""Nobody fails without it, so it is tried less often than others."""
CLUSTER = "+cluster"

Result = TypeVar("Result")


class RedisConnection:
    """Runs operations; while the server is away they are skipped at once, but for one that tries it now and then.

    `redis://` is one server, `redis+cluster://` any node of a cluster; `rediss…` goes over TLS, whose certificate must
    come from the authorities in the file `ca`, or from those of the system. Operations use keys of one slot at a time.
    """

    def __init__(self, url: str, breaker: Breaker | None = None, *, ca: str | None = None) -> None:
        self._breaker = breaker or Breaker(SERVICE, failures=FAILURES, longest_pause_seconds=LONGEST_PAUSE_SECONDS)
        scheme = urlsplit(url).scheme
        self.is_cluster = scheme.endswith(CLUSTER)
        self._url = url.replace(scheme, scheme.removesuffix(CLUSTER), 1)
        self._tls = {"ssl_ca_certs": ca} if self._url.startswith("rediss:") else None

    @cached_property
    def client(self) -> Any:
        """Make the client when it is first needed: a worker that never asks shall not pay for the import, and that of a
        cluster asks for its nodes at once."""
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # A second try would double what a dead server costs.
        options: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "health_check_interval": 0, **(self._tls or {})}
        connect, answer = (
            (SECURE_SECONDS, SECURE_SECONDS) if self._tls is not None else (CONNECT_SECONDS, ANSWER_SECONDS)
        )
        timeouts = {"socket_connect_timeout": connect, "socket_timeout": answer}
        if self.is_cluster:
            return redis.RedisCluster.from_url(self._url, require_full_coverage=False, **options, **timeouts)
        return redis.Redis.from_url(self._url, **options, **timeouts)

    def run(self, operation: Callable[[Any], Result], otherwise: Result) -> Result:
        """Run an operation on the client; answer `otherwise` when the server is away."""
        try:
            with self._breaker.guarded():
                return self._called(operation)
        except Transient:
            return otherwise

    def ping(self) -> None:
        """Return when the server answers. Raises Transient."""
        with self._breaker.guarded():
            # Of a cluster any node may answer; a key's own would be asked at each use.
            self._called(lambda client: client.exists("ping"))

    def close(self) -> None:
        """Hang up."""
        client = vars(self).pop("client", None)
        if self.is_cluster and client is not None:
            # Its own `close` leaves the pools of the nodes open.
            for node in client.get_nodes():
                if node.redis_connection is not None:
                    node.redis_connection.connection_pool.disconnect()
        if client is not None:
            client.close()

    def _called(self, operation: Callable[[Any], Result]) -> Result:
        from redis.exceptions import RedisClusterException, RedisError, ResponseError

        try:
            return operation(self.client)
        except ResponseError as refused:
            raise Momentary(self._breaker.service, str(refused)) from refused
        except (RedisError, RedisClusterException, OSError) as failed:
            raise Transient(self._breaker.service, str(failed)) from failed
