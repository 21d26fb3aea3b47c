"""A client of the HTTP contract as an outsider would write it: no code of the platform."""

import itertools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

WAIT = {"Prefer": "wait=25"}
PAUSE = 0.2
PATIENCE = 90.0
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The whole envelope, numbers with all their digits."""
        return json.loads(self.body, parse_float=Decimal) if self.body else None

    @property
    def data(self) -> Any:
        """The envelope's data."""
        return self.json["data"]

    @property
    def meta(self) -> Any:
        """The envelope's meta."""
        return self.json["meta"]

    @property
    def result(self) -> Any:
        """The resource that a finished command made."""
        return self.data["result"]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["code"] for error in self.json["errors"]]

    @property
    def tag(self) -> str:
        """The entity tag."""
        return self.headers["etag"]

    def __repr__(self) -> str:
        return f"{self.status} {self.body[:400]!r}"


class Client:
    """Speaks for one token; a connection is kept and made anew when it breaks."""

    def __init__(self, base: str, token: str | None = None) -> None:
        self.base, self.token = base, token
        self._http = httpx.Client(timeout=60.0)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        media: str = "application/json",
    ) -> Answer:
        """Send one request; httpx.TransportError when there is no answer."""
        sent = dict(headers or {})
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        content = raw if raw is not None or body is None else json_of(body)
        if content is not None:
            sent.setdefault("Content-Type", media)
        answer = self._http.request(method, self.base + path, content=content, headers=sent)
        return Answer(answer.status_code, answer.headers, answer.content)

    def insist(
        self, method: str, path: str, body: object = None, *, seconds: float = PATIENCE, **options: Any
    ) -> Answer:
        """Repeat a request until it is answered, as clients should: writes with one idempotency key."""
        headers = dict(options.pop("headers", None) or {})
        if method != "GET":
            headers.setdefault("Idempotency-Key", f"insist-{next(_serial)}-{uuid4()}")
        until = time.monotonic() + seconds
        while True:
            last: object
            try:
                last = self.call(method, path, body, headers=headers, **options)
                if last.status < 500 and last.status != 429 and b"not_yet_visible" not in last.body[-400:]:
                    return last
            except httpx.TransportError as unanswered:
                last = unanswered
            if time.monotonic() > until:
                raise TimeoutError(f"{method} {path} is not answered well: {last!r}")
            time.sleep(PAUSE)

    def get(self, path: str, **options: Any) -> Answer:
        """GET."""
        return self.call("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> Answer:
        """POST."""
        return self.call("POST", path, body, **options)

    def put(self, path: str, body: object = None, **options: Any) -> Answer:
        """PUT."""
        return self.call("PUT", path, body, **options)

    def patch(self, path: str, body: object = None, **options: Any) -> Answer:
        """PATCH."""
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str, body: object = None, **options: Any) -> Answer:
        """DELETE."""
        return self.call("DELETE", path, body, **options)

    def pages(self, path: str, *, limit: int = 500) -> Iterator[Any]:
        """Walk a list to its end."""
        joined, cursor = f"{path}{'&' if '?' in path else '?'}limit={limit}", ""
        while True:
            answer = self.insist("GET", joined + cursor)
            assert answer.status == 200, answer
            yield from answer.data
            if not answer.data or "next_cursor" not in answer.meta:
                return
            cursor = f"&cursor={quote(answer.meta['next_cursor'], safe='')}"

    def bulk(self, database: str, lines: list[dict[str, Any]], **options: Any) -> Answer:
        """Send lines, insisting."""
        body = b"\n".join(map(json_of, lines))
        path = f"/database/{database}/instances/bulk"
        return self.insist("POST", path, raw=body, media="application/x-ndjson", **options)

    def batch(self, database: str, batch_id: str, *, seconds: float = PATIENCE) -> Any:
        """Wait for a batch's end."""
        until = time.monotonic() + seconds
        while True:
            answer = self.insist("GET", f"/database/{database}/batches/{batch_id}")
            assert answer.status == 200, answer
            if answer.data["state"] == "COMPLETED" or time.monotonic() > until:
                return answer.data
            time.sleep(PAUSE)


def json_of(body: object) -> bytes:
    """Write JSON as clients do."""
    return json.dumps(body, ensure_ascii=False).encode()
