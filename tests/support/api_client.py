"""A client for tests: a token issuer of its own, and API Gateway v2 events for a handler."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from spice.messages.codec import decode
from tests.support.described import Told, hold_to_description

ISSUER, AUDIENCE = "https://issuer.test", "spice"


class Issuer:
    """Signs tokens; its keys stand in a file, as a JWKS."""

    def __init__(self, folder: Path, *, key_id: str = "key-1") -> None:
        self.key_id = key_id
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.path = folder / "jwks.json"
        self.publish()

    @property
    def url(self) -> str:
        """Where the keys are read."""
        return self.path.as_uri()

    def publish(self) -> None:
        """Write the public key."""
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        self.path.write_text(json.dumps({"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}))

    def token(self, subject: str = "kim", *, now: datetime | None = None, **claims: object) -> str:
        """Sign a token that lives an hour, unless `claims` say otherwise."""
        moment = now or datetime.now(UTC)
        usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "exp": moment + timedelta(hours=1)}
        return jwt.encode({**usual, **claims}, self._key, algorithm="RS256", headers={"kid": self.key_id})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The whole envelope."""
        return decode(self.body)

    @property
    def data(self) -> Any:
        """The envelope's data."""
        return self.json["data"]

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["code"] for error in self.json["errors"]]


@dataclass(slots=True)
class ApiClient:
    """Calls a handler as API Gateway does: the path decoded, the query as it came."""

    handler: Callable[[Any, Any], dict[str, Any]]
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    described: bool = False
    """Whether every answer is to be as the API's document says."""

    def call(
        self,
        method: str,
        url: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        packed: bool = False,
        described: bool | None = None,
    ) -> Reply:
        """Send a request; `body`: bytes or text as they are, anything else as JSON; `packed`: in base64."""
        path, _, query = url.partition("?")
        sent = {**self.headers, **(headers or {})}
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, bytes | str):
            body = json.dumps(body, ensure_ascii=False)
        if body is not None:
            sent.setdefault("content-type", "application/json")
        event = {
            "version": "2.0",
            "rawPath": "/api/v1" + unquote(path),
            "rawQueryString": query,
            "headers": sent,
            "requestContext": {"http": {"method": method, "path": "/api/v1" + unquote(path)}, "stage": "$default"},
            **_carried(body, packed=packed),
        }
        answer = self.handler(event, None)
        raw = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
        if self.described if described is None else described:
            told = Told(answer["statusCode"], answer["headers"], unpacked(answer["headers"], raw))
            hold_to_description(method, "/api/v1" + unquote(path), told)
        return Reply(answer["statusCode"], answer["headers"], raw)

    def get(self, url: str, **options: Any) -> Reply:
        """GET."""
        return self.call("GET", url, **options)

    def post(self, url: str, body: object = None, **options: Any) -> Reply:
        """POST."""
        return self.call("POST", url, body, **options)

    def put(self, url: str, body: object = None, **options: Any) -> Reply:
        """PUT."""
        return self.call("PUT", url, body, **options)

    def patch(self, url: str, body: object = None, **options: Any) -> Reply:
        """PATCH."""
        return self.call("PATCH", url, body, **options)

    def delete(self, url: str, body: object = None, **options: Any) -> Reply:
        """DELETE."""
        return self.call("DELETE", url, body, **options)


def _carried(body: object, *, packed: bool) -> dict[str, object]:
    if isinstance(body, bytes):
        if packed:
            return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        body = body.decode()
    return {"body": body, "isBase64Encoded": False} if body is not None else {"isBase64Encoded": False}


def unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    """Read a body whose answer may have been compressed."""
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
