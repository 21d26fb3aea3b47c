"""An HTTP request as the event API Gateway makes of it (payload format 2.0), and a function's answer as a response."""

import base64
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from local.host.front.routes import Route

TEXT = ("text/", "application/json", "application/x-ndjson", "application/ndjson", "application/merge-patch+json")
ACCOUNT = "000000000000"
Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What goes back over the wire."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class MalformedPath(ValueError):
    """The path is not percent-encoded UTF-8."""


def decode_path(raw: bytes) -> str:
    """Decode a path as API Gateway does, %2F included."""
    try:
        return unquote(raw.decode("ascii"), errors="strict")
    except UnicodeDecodeError as broken:
        raise MalformedPath from broken


def request_event(
    scope: Mapping[str, Any], path: str, body: bytes, route: Route, parameters: dict[str, str]
) -> dict[str, Any]:
    """Make the event of a request."""
    headers, cookies = fold_headers(scope["headers"])
    query = scope["query_string"].decode("latin-1")
    text = None if "content-encoding" in headers else _as_text(headers.get("content-type", ""), body)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": _context(scope, path, route, headers),
        "isBase64Encoded": text is None,
    }
    if body:
        event["body"] = base64.b64encode(body).decode() if text is None else text
    if cookies:
        event["cookies"] = cookies
    if query:
        event["queryStringParameters"] = fold_query(query)
    if parameters:
        event["pathParameters"] = parameters
    return event


def fold_headers(headers: Headers) -> tuple[dict[str, str], list[str]]:
    """Join repeated headers with commas and take the cookies out."""
    folded: dict[str, str] = {}
    cookies: list[str] = []
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name == "cookie":
            cookies += [cookie.strip() for cookie in value.split(";") if cookie.strip()]
        else:
            folded[name] = f"{folded[name]},{value}" if name in folded else value
    return folded, cookies


def fold_query(query: str) -> dict[str, str]:
    """Decode a query string and join repeated parameters with commas."""
    folded: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        folded[name] = f"{folded[name]},{value}" if name in folded else value
    return folded


def response_of(value: object) -> Response:
    """Read a handler's answer; ValueError when it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("statusCode"), int):
        raise ValueError("the function's answer has no statusCode")
    body = value.get("body") or ""
    raw = base64.b64decode(body) if value.get("isBase64Encoded") else str(body).encode("utf-8", "replace")
    headers = [_header(name, text) for name, text in (value.get("headers") or {}).items()]
    for name, texts in (value.get("multiValueHeaders") or {}).items():
        headers += [_header(name, text) for text in texts]
    headers += [_header("set-cookie", cookie) for cookie in value.get("cookies") or ()]
    return Response(status=value["statusCode"], headers=headers, body=raw)


def _header(name: str, value: object) -> tuple[bytes, bytes]:
    text = str(value).replace("\r", " ").replace("\n", " ")
    try:
        return name.lower().encode("latin-1"), text.encode("latin-1")
    except UnicodeEncodeError:
        return name.lower().encode("ascii", "ignore"), text.encode("utf-8")


def _as_text(content_type: str, body: bytes) -> str | None:
    kind = content_type.lower().strip()
    if kind and not (kind.startswith(TEXT) or kind.partition(";")[0].endswith("+json")):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _context(scope: Mapping[str, Any], path: str, route: Route, headers: dict[str, str]) -> dict[str, Any]:
    now = time.time()
    host = headers.get("host", "")
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "http": {
            "method": scope["method"],
            "path": path,
            "protocol": f"HTTP/{scope['http_version']}",
            "sourceIp": (scope.get("client") or ("127.0.0.1", 0))[0],
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": uuid4().hex,
        "routeKey": route.key,
        "stage": "$default",
        "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now * 1000),
    }
