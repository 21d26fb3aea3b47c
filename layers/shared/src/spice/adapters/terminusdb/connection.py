"""One way to ask TerminusDB: explicit timeouts, a connection for each request, errors told apart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from spice.adapters.breaker import Breaker
from spice.adapters.terminusdb.failures import SERVICE, failure, refusal
from spice.adapters.terminusdb.server_versions import check_version
from spice.messages.codec import decode, encode
from spice.ports.credentials import Credentials
from spice.ports.errors import Transient

if TYPE_CHECKING:
    from httpx import Client, Response

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 20.0
WRITE_SECONDS = 45.0
PING_SECONDS = 2.0
_VERSION = "terminusdb-data-version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `version` is the commit that was read or made."""

    status: int
    version: str | None
    body: Any

    @property
    def refusal(self) -> str:
        """What was refused; empty where nothing was."""
        return refusal(self.body) if self.status >= 300 else ""


class TerminusDBConnection:
    """Requests in our words. The driver is imported when it is first needed.

    User and password are in the URL, or `credentials` say them.
    """

    def __init__(
        self,
        url: str,
        breaker: Breaker | None = None,
        *,
        credentials: Credentials | None = None,
        organization: str = "admin",
        prefix: str = "spice_",
    ) -> None:
        self._url, self._credentials, self.organization = urlsplit(url), credentials, organization
        self._breaker = breaker or Breaker(SERVICE)
        self._checked = False
        self.prefix = prefix
        """Stands before every name of a database: several platforms may share a server."""

    @cached_property
    def _client(self) -> "Client":
        import httpx

        return httpx.Client(
            base_url=self._url._replace(netloc=self._url.netloc.rpartition("@")[2]).geturl(),
            auth=self._signed_in(),
            # An idle connection holds one of the server's workers, and one that was refused poisons the next request.
            headers={"connection": "close"},
            limits=httpx.Limits(max_keepalive_connections=0),
            # Reading the authorities takes longer than a request, and no redirect is followed.
            verify=self._url.scheme == "https",
            trust_env=False,
        )

    def _signed_in(self) -> tuple[str, str]:
        if self._credentials is None:
            return unquote(self._url.username or ""), unquote(self._url.password or "")
        held = self._credentials(self._url.hostname or "", "", "")
        return held["user"], held["password"]

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        at: str | None = None,
        allowing: Collection[str] = (),
        seconds: float = ANSWER_SECONDS,
    ) -> Answer:
        """Ask. `at`: the commit the branch must stand at; `allowing`: refusals that are answers. Raises PortError."""
        with self._breaker.guarded():
            self._check_server(seconds)
            headers = {} if at is None else {_VERSION: f"branch:{at}"}
            answer = self._read(self._sent(method, path, params, body, headers, seconds))
            if answer.status >= 300 and answer.refusal not in allowing:
                raise failure(answer.status, answer.body)
            return answer

    def has(self, path: str, *, seconds: float = ANSWER_SECONDS) -> bool:
        """Tell whether something is there. Raises PortError."""
        with self._breaker.guarded():
            self._check_server(seconds)
            response = self._sent("HEAD", path, None, None, {}, seconds)
            if response.status_code not in (200, 404):
                raise failure(response.status_code, None)
            return response.status_code == 200

    def ping(self) -> None:
        """Return when it answers us. Raises Transient."""
        self.has(f"/api/db/{self.organization}/{self.prefix}", seconds=PING_SECONDS)

    def close(self) -> None:
        """Close its client."""
        if "_client" in self.__dict__:
            self._client.close()

    def _check_server(self, seconds: float) -> None:
        """See once that the server is one we work with. Raises PortError, and asks again next time."""
        if not self._checked:
            answer = self._read(self._sent("GET", "/api/info", None, None, {}, seconds))
            if answer.status >= 300:
                raise failure(answer.status, answer.body)
            check_version(answer.body)
            self._checked = True

    def _sent(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: object,
        headers: Mapping[str, str],
        seconds: float,
    ) -> "Response":
        import httpx

        content = None if body is None else encode(body)
        typed = {} if body is None else {"content-type": "application/json"}
        try:
            return self._client.request(
                method,
                path,
                params=params,
                content=content,
                headers={**headers, **typed},
                timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            )
        except httpx.HTTPError as broken:
            raise Transient(SERVICE, f"{method} {path}: {type(broken).__name__} {broken}") from broken

    def _read(self, response: "Response") -> Answer:
        version = response.headers.get(_VERSION)
        try:
            body = decode(response.content) if response.content.strip() else None
        except ValueError as broken:
            raise Transient(SERVICE, f"{response.status_code}: the answer breaks off, or is no JSON") from broken
        return Answer(status=response.status_code, version=version and version.partition(":")[2], body=body)
