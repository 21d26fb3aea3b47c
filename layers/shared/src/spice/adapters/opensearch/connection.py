"""One connection to OpenSearch: explicit timeouts, no retries of the driver, errors told apart."""

import logging
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from spice.adapters.breaker import Breaker
from spice.adapters.opensearch.failures import SERVICE, by_full_disk, failure, read_only
from spice.messages.codec import encode
from spice.ports.errors import DiskFull, Permanent, Transient

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

ANSWER_SECONDS = 20.0
BULK_SECONDS = 60.0
PING_SECONDS = 2.0
LOOK_SECONDS = 5.0
"""For what names an index and its last change: every read asks it first; and readiness does, of a cluster
that may freeze right behind a ping."""
_CONNECTIONS = 4
_BLOCKS = "/_all/_settings/index.blocks.*?flat_settings=true&expand_wildcards=open"

Answer = dict[str, Any]


class OpenSearchConnection:
    """Requests in our words. The driver is imported when it is first needed: it takes a quarter of a second.

    `ping` names a red cluster and an index that has gone read-only.
    """

    def __init__(
        self,
        url: str,
        breaker: Breaker | None = None,
        *,
        auth: str = "none",
        region: str = "us-east-1",
        prefix: str = "",
    ) -> None:
        self._url, self._auth, self._region = url, auth, region
        self._breaker = breaker or Breaker(SERVICE)
        self.prefix = prefix
        """Stands before every name of an index: several platforms may share a cluster."""

    @cached_property
    def _client(self) -> "OpenSearch":
        from opensearchpy import OpenSearch

        # It warns of every 404, and our errors say what it would say.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        return OpenSearch(
            **self._place(),
            pool_maxsize=_CONNECTIONS,
            timeout=ANSWER_SECONDS,
            max_retries=0,
            retry_on_timeout=False,
        )

    def _place(self) -> dict[str, Any]:
        parts = urlsplit(self._url)
        if parts.scheme == "unix":
            from spice.adapters.opensearch.through_door import ThroughDoor

            return {"connection_class": ThroughDoor, "door": Path(unquote(parts.path))}
        from opensearchpy import Urllib3HttpConnection

        secure = parts.scheme == "https"
        return {
            "hosts": [{"host": parts.hostname or "localhost", "port": parts.port or (443 if secure else 9200)}],
            "use_ssl": secure,
            "verify_certs": secure,
            "ssl_show_warn": False,
            "http_auth": self._credentials(),
            "connection_class": Urllib3HttpConnection,
            "http_compress": secure,
        }

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        seconds: float = ANSWER_SECONDS,
        absent: Answer | None = None,
    ) -> Answer:
        """Ask, within the breaker. `absent`: what a 404 means, when it means something. Raises what `failures` says."""
        with self._breaker.guarded():
            return self._asked(method, path, body, seconds, absent)

    def _asked(self, method: str, path: str, body: object, seconds: float, absent: Answer | None) -> Answer:
        from opensearchpy.exceptions import ConnectionError as NotReached
        from opensearchpy.exceptions import ImproperlyConfigured, SerializationError, TransportError

        sent = body if body is None or isinstance(body, bytes) else encode(body)
        headers = {"content-type": "application/x-ndjson" if isinstance(body, bytes) else "application/json"}
        try:
            answer = self._client.transport.perform_request(
                method, path, params={"request_timeout": seconds}, body=sent, headers=headers
            )
        except NotReached as broken:
            raise Transient(SERVICE, f"{method} {path.partition('?')[0]}: {broken.error}") from broken
        except TransportError as refused:
            if refused.status_code == 404 and absent is not None:
                return absent
            raise failure(int(refused.status_code), refused.info or refused.error) from refused
        except (SerializationError, ImproperlyConfigured) as broken:
            raise Permanent(SERVICE, str(broken)) from broken
        return answer if isinstance(answer, dict) else {"items": answer}

    def ping(self) -> None:
        """Return when the cluster answers searches and takes writes. Raises Transient."""
        try:
            health = self.request("GET", "/_cluster/health?filter_path=status", seconds=PING_SECONDS)
            if health.get("status") == "red":
                raise Transient(SERVICE, "the cluster is red: a shard is not there")
        except Permanent as broken:
            raise Transient(SERVICE, str(broken)) from broken
        # A service that somebody else runs may not let one ask: whoever writes finds out.
        with suppress(Permanent):
            self._look_for_blocks()

    def _look_for_blocks(self) -> None:
        blocked = self.request("GET", _BLOCKS, seconds=PING_SECONDS)
        for index, held in sorted(blocked.items()):
            if not index.startswith(self.prefix):
                continue
            for block, value in held.get("settings", {}).items():
                if block != "index.blocks.metadata" and str(value) == "true":
                    kind = DiskFull if by_full_disk(block) else Transient
                    raise kind(SERVICE, f"index {index} is blocked: {read_only(block)}")

    def close(self) -> None:
        """Close its connections."""
        if "_client" in self.__dict__:
            self._client.close()

    def _credentials(self) -> Any:
        parts = urlsplit(self._url)
        if self._auth == "basic":
            return unquote(parts.username or ""), unquote(parts.password or "")
        if self._auth == "sigv4":
            return _signer(self._region)
        return None


def _signer(region: str) -> Any:
    import boto3
    from opensearchpy import Urllib3AWSV4SignerAuth

    credentials = boto3.session.Session().get_credentials()
    if credentials is None:
        raise Permanent(SERVICE, "SPICE_SEARCH_AUTH is sigv4, and there are no AWS credentials")
    return Urllib3AWSV4SignerAuth(credentials, region, "es")
