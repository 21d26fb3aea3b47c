"""What is no good request, or comes too slowly: refused in the API's envelope."""

import asyncio
import json

import pytest

from local.host import limits
from tests.contract.local.front.conftest import Front, Play, X, trickle


@pytest.mark.parametrize("begun", [b"GET /api", b"GET /api/v1/x HTTP/1.1\r\nhost: x\r\nx-a: ", b"\r\n"])
def test_a_slow_head_is_given_up(play: Play, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.3)

    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(begun)
        sending = asyncio.create_task(trickle(line, b"\r\n" if begun == b"\r\n" else b"a", 0.05))
        refused = await line.answer()
        sending.cancel()
        assert (refused.status, refused.code) == (408, "request_timeout")

    play(ask)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"NONSENSE\r\n\r\n", 400, "invalid_parameter"),
        (b"GET " + X.encode() + b"?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", 414, "too_large"),
        (b"GET /" + b"a" * 1_000_000, 414, "too_large"),
        (b"GET / HTTP/1.1\r\nx-a: " + b"a" * 100_000 + b"\r\n\r\n", 431, "too_large"),
        (b"GET / HTTP/1.1\r\nx-a: " + b"a" * 1_000_000, 431, "too_large"),
        (b"GET / HTTP/1.1\r\n" + b"x-a: b\r\n" * 50_000, 431, "too_large"),
        (b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400, "invalid_parameter"),
        (b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", 400, "invalid_parameter"),
        (b"POST / HTTP/1.1\r\ncontent-length: 1x\r\n\r\n", 400, "invalid_parameter"),
        (
            b"POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "invalid_parameter",
        ),
        (b'GET /api/v1/x HTTP/1.1\r\nhost: x\r\nif-match: "a\x01"\r\n\r\n', 400, "invalid_parameter"),
        (b'GET /api/v1/x HTTP/1.1\r\nhost: x\r\nif-match: "a\x7f"\r\n\r\n', 400, "invalid_parameter"),
        (b"GET /api/v1/x HTTP/1.1\r\nhost: x\r\nif-match: \0\r\n\r\n", 400, "invalid_parameter"),
        (b"GET /api/v1/%ff HTTP/1.1\r\nhost: x\r\n\r\n", 400, "invalid_parameter"),
        (b"GET /elsewhere HTTP/1.1\r\nhost: x\r\n\r\n", 404, "not_found"),
        (b"POST /elsewhere HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999999\r\n\r\n", 404, "not_found"),
    ],
)
def test_what_is_no_good_request_is_refused_in_our_envelope(play: Play, sent: bytes, status: int, code: str) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(sent)
        refused = await line.answer()
        assert (refused.status, refused.code) == (status, code)

    play(ask)


def test_a_given_request_id_comes_back(play: Play) -> None:
    async def ask(front: Front) -> None:
        refused = await front.once(front.head("GET", "/elsewhere", "x-request-id: abc-1"))
        assert json.loads(refused.body)["meta"]["request_id"] == "abc-1"

    play(ask)


def test_a_browser_may_read_a_refusal_where_it_may_read_answers(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPICE_CORS_ORIGINS", "https://console.test")

    async def ask(front: Front) -> None:
        ours = await front.once(front.head("POST", X, "content-length: 9999999", "origin: https://console.test"))
        theirs = await front.once(front.head("POST", X, "content-length: 9999999", "origin: https://evil.test"))
        assert ours.headers["access-control-allow-origin"] == "https://console.test"
        assert "access-control-allow-origin" not in theirs.headers

    play(ask)
