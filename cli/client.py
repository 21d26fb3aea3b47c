"""The platform's HTTP contract, as much of it as a command line needs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from cli.answer import Answer
from cli.failure import Refused, Unreachable, WrongUse
from spice.messages.codec import decode, encode

API = "/api/v1"
WAIT = {"Prefer": "wait=25"}
TRIES = 6
LONGEST_PAUSE = 10.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BUSY = (429, 502, 503, 504)


class Client:
    """Speaks to one platform as one subject. Every write carries a key, so that repeating it is safe."""

    def __init__(self, endpoint: str, token: Callable[[], str | None], *, patience: int = TRIES) -> None:
        self.endpoint = endpoint.rstrip("/").removesuffix(API)
        self._token = token
        self._patience = patience
        loopback = httpx.URL(self.endpoint).host in LOOPBACK
        self._http = httpx.Client(
            base_url=self.endpoint + API, timeout=httpx.Timeout(60, connect=5), trust_env=not loopback
        )
        self._bearer = token()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def get(self, path: str, params: object = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Read; Refused when the answer is an error."""
        return self.call("GET", path, params=params, headers=headers)

    def write(self, method: str, path: str, body: object = None, **options: Any) -> Answer:
        """Write and wait for the outcome; Refused when the answer is an error."""
        headers = WAIT | dict(options.pop("headers", None) or {})
        return self.call(method, path, body=body, headers=headers, **options)

    def call(self, method: str, path: str, **options: Any) -> Answer:
        """Send one request; Refused when the answer is an error, Unreachable when there is none."""
        answer = self.ask(method, path, **options)
        if not answer.ok:
            raise Refused(answer)
        return answer

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        content: bytes | None = None,
        params: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return whatever is answered; waits and repeats while the platform is busy."""
        sent = {"Accept": "application/json"} | dict(headers or {})
        if method != "GET":
            sent.setdefault("Idempotency-Key", str(uuid4()))
        if body is not None:
            content = encode(body)
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        response, unsure = self._repeated(method, path, _pairs(params), content, sent)
        answer = _answer(response)
        return replace(answer, unsure=unsure and not answer.ok)

    def part(self, path: str, params: object) -> tuple[bytes, str | None]:
        """Read a part of a body that is not in the envelope, and the cursor of the next part."""
        response, _ = self._repeated("GET", path, _pairs(params), None, {})
        if response.status_code >= 400:
            raise Refused(_answer(response))
        return response.content, response.headers.get("X-Next-Cursor")

    def _repeated(
        self, method: str, path: str, params: httpx.QueryParams | None, content: bytes | None, headers: dict[str, str]
    ) -> tuple[httpx.Response, bool]:
        """Send until there is an answer that is not “busy”, or patience ends; and tell whether an earlier attempt may
        have been taken all the same."""
        attempt, unsure = 1, False
        while True:
            last = attempt == self._patience
            response = self._attempt(method, path, params, content, headers, last=last)
            if response is not None and (last or response.status_code not in BUSY):
                return response, unsure
            unsure = unsure or response is None or response.status_code >= 500
            time.sleep(_pause(response, attempt))
            attempt += 1

    def _attempt(
        self,
        method: str,
        path: str,
        params: httpx.QueryParams | None,
        content: bytes | None,
        headers: dict[str, str],
        *,
        last: bool,
    ) -> httpx.Response | None:
        """Send once; None when the connection broke on the way."""
        try:
            response = self._send(method, path, params, content, headers)
            if response.status_code == 401 and self._renewed():
                response = self._send(method, path, params, content, headers)
        except httpx.ConnectError as broken:
            raise Unreachable(f"no platform answers at {self.endpoint}") from broken
        except httpx.TransportError as broken:
            if last:
                raise Unreachable(f"the platform at {self.endpoint} does not answer: {broken}") from broken
            return None
        return response

    def _send(
        self, method: str, path: str, params: httpx.QueryParams | None, content: bytes | None, headers: dict[str, str]
    ) -> httpx.Response:
        return self._http.request(method, path, params=params, content=content, headers=headers | self._authorization())

    def _authorization(self) -> dict[str, str]:
        if self._bearer and not (self._bearer.isascii() and self._bearer.isprintable()):
            raise WrongUse("the token is none: one has ASCII letters, digits, - _ and . alone")
        return {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}

    def _renewed(self) -> bool:
        before, self._bearer = self._bearer, self._token()
        return self._bearer != before


def _pairs(params: Any) -> httpx.QueryParams | None:
    """Flatten parameters: lists repeat, None is left out."""
    if not params:
        return None
    pairs: list[tuple[str, str | None]] = []
    for name, value in params.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if each is not None:
                pairs.append((name, str(each).lower() if isinstance(each, bool) else str(each)))
    return httpx.QueryParams(tuple(pairs))


def _pause(response: httpx.Response | None, attempt: int) -> float:
    asked = "" if response is None else response.headers.get("Retry-After", "")
    return min(float(asked) if asked.isdigit() else 0.25 * 2**attempt, LONGEST_PAUSE)


def _answer(response: httpx.Response) -> Answer:
    try:
        envelope = decode(response.content) if response.content else {}
    except msgspec.DecodeError:
        envelope = {"message": response.text[:200]}
    if not isinstance(envelope, Mapping) or not {"data", "errors", "message"} & envelope.keys():
        envelope = {"data": envelope}
    return Answer(
        status=response.status_code,
        message=envelope.get("message") or "",
        data=envelope.get("data"),
        errors=envelope.get("errors") or (),
        meta=envelope.get("meta") or {},
        headers=dict(response.headers),
    )
