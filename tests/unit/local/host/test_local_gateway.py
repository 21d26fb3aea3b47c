"""Requests as API Gateway's events, answers as responses."""

import base64
import gzip
from typing import Any

import pytest

from local.host.front.gateway import MalformedPath, decode_path, request_event, response_of
from local.host.front.routes import Route

ROUTE = Route(method="ANY", template="/api/v1/{proxy+}", function="bff")


def an_event(body: bytes = b"", **headers: str) -> dict[str, Any]:
    scope = {
        "method": "POST",
        "http_version": "1.1",
        "client": ("127.0.0.1", 5000),
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    return request_event(scope, "/api/v1/x", body, ROUTE, {"proxy": "x"})


def test_the_event_says_what_api_gateway_says() -> None:
    event = an_event(b'{"a":1}', content_type="application/json", user_agent="curl", host="localhost:8002")

    assert event["version"] == "2.0"
    assert event["routeKey"] == "ANY /api/v1/{proxy+}"
    assert event["rawPath"] == "/api/v1/x"
    assert event["body"] == '{"a":1}'
    assert event["isBase64Encoded"] is False
    assert event["pathParameters"] == {"proxy": "x"}
    context = event["requestContext"]
    assert context["stage"] == "$default"
    assert context["http"] == {
        "method": "POST",
        "path": "/api/v1/x",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "curl",
    }
    assert context["timeEpoch"] > 1_600_000_000_000


def test_repeated_headers_and_parameters_are_joined_and_cookies_stand_apart() -> None:
    scope_headers = [(b"X-Tag", b"a"), (b"x-tag", b"b"), (b"Cookie", b"s=1; t=2")]
    scope = {
        "method": "GET",
        "http_version": "1.1",
        "query_string": b"filter=a%3Aeq%3A1&filter=b&q=",
        "headers": scope_headers,
    }

    event = request_event(scope, "/api/v1/x", b"", ROUTE, {})

    assert event["headers"] == {"x-tag": "a,b"}
    assert event["cookies"] == ["s=1", "t=2"]
    assert event["rawQueryString"] == "filter=a%3Aeq%3A1&filter=b&q="
    assert event["queryStringParameters"] == {"filter": "a:eq:1,b", "q": ""}
    assert "body" not in event


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-ndjson", "text/csv; charset=utf-8", "application/ld+json", ""]
)
def test_text_travels_as_text(kind: str) -> None:
    event = an_event("한글".encode(), content_type=kind)

    assert event["body"] == "한글"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"\x00\xff", {"content_type": "application/octet-stream"}),
        (b"\xff\xfe", {"content_type": "application/json"}),
        (gzip.compress(b"{}"), {"content_type": "application/json", "content_encoding": "gzip"}),
    ],
)
def test_anything_else_travels_in_base64(body: bytes, headers: dict[str, str]) -> None:
    event = an_event(body, **headers)

    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


def test_paths_are_decoded_slashes_included() -> None:
    assert decode_path(b"/a%20b/%ED%95%9C%2Fx") == "/a b/한/x"
    with pytest.raises(MalformedPath):
        decode_path(b"/%FF")


def test_an_answer_becomes_a_response() -> None:
    response = response_of(
        {
            "statusCode": 201,
            "headers": {"ETag": '"7"', "X-Name": "한"},
            "cookies": ["a=1", "b=2"],
            "body": base64.b64encode(b"\x00\x01").decode(),
            "isBase64Encoded": True,
        }
    )

    assert response.status == 201
    assert response.body == b"\x00\x01"
    assert response.headers == [
        (b"etag", b'"7"'),
        (b"x-name", "한".encode()),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]


@pytest.mark.parametrize("value", [None, [], {}, {"statusCode": "200"}])
def test_an_answer_without_a_status_is_none(value: object) -> None:
    with pytest.raises(ValueError, match="statusCode"):
        response_of(value)
