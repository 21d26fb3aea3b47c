"""A handler behind WSGI, so that tools for web applications can call it in process."""

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Handler = Callable[[Any, Any], dict[str, Any]]


def wsgi(handler: Handler) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Wrap a handler: requests become API Gateway v2 events, as the local host makes them."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = handler(_event(environ), None)
        body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
        status = HTTPStatus(answer["statusCode"])
        start_response(
            f"{status.value} {status.phrase}", [(name, str(value)) for name, value in answer["headers"].items()]
        )
        return [body]

    return application


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    # The tools say that they unpack answers, and do it only when they come over a wire.
    headers.pop("accept-encoding", None)
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    length = environ.get("CONTENT_LENGTH") or "0"
    body = environ["wsgi.input"].read(int(length)) if length != "0" else b""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": headers,
        "requestContext": {"http": {"method": environ["REQUEST_METHOD"], "path": path}, "stage": "$default"},
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }
