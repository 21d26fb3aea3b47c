"""What the host itself refuses, in the API's envelope."""

import re
from collections.abc import Mapping
from uuid import uuid4

import msgspec

from local.host.front.gateway import Response

JSON = (b"content-type", b"application/json")
_REQUEST_ID = re.compile(rb"[\w.:+/=@-]{1,128}")


class Refusal(Exception):
    """A request that no function shall see. `close`: its body was not read, so no other can follow it."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        retry_after: int | None = None,
        challenge: str | None = None,
        close: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.retry_after, self.challenge, self.close = retry_after, challenge, close

    def response(self, request_id: str) -> Response:
        """Write it as an answer."""
        envelope = {
            "status": "error",
            "message": self.message,
            "data": None,
            "errors": [{"code": self.code, "message": self.message}],
            "meta": {"request_id": request_id},
        }
        headers = [JSON, (b"x-request-id", request_id.encode("ascii"))]
        if self.retry_after is not None:
            headers.append((b"retry-after", str(self.retry_after).encode()))
        if self.challenge is not None:
            headers.append((b"www-authenticate", self.challenge.encode()))
        if self.close:
            headers.append((b"connection", b"close"))
        return Response(status=self.status, headers=headers, body=msgspec.json.encode(envelope))


def internal() -> Refusal:
    """What a function that failed comes to."""
    return Refusal(500, "internal", "something went wrong")


def unavailable(message: str, *, close: bool = False) -> Refusal:
    """What is worth another try."""
    return Refusal(503, "unavailable", message, retry_after=1, close=close)


def request_id(headers: Mapping[bytes, bytes]) -> str:
    """Take the request's id from its headers, or make one."""
    given = headers.get(b"x-request-id", b"")
    return given.decode("ascii") if _REQUEST_ID.fullmatch(given) else str(uuid4())
