"""Bodies: read after the token was checked, within bounds, or not at all."""

import asyncio
import json
from pathlib import Path

import pytest

from local.host import limits
from spice.domain.bounds import BODY_BYTES
from tests.contract.local.front.conftest import Front, Play, X, trickle


@pytest.mark.parametrize("bearer", ["", "authorization: Basic x", "authorization: Bearer a.b.c"])
def test_nothing_of_a_body_is_read_before_the_token_is_checked(play: Play, bearer: str) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        headers = [bearer] if bearer else []
        line.send(front.head("POST", X, "content-length: 4000000", *headers, token=False) + b"x" * 100_000)
        refused = await line.answer()
        assert (refused.status, refused.code) == (401, "unauthenticated")
        assert refused.headers["connection"] == "close"
        assert refused.headers["www-authenticate"].startswith("bearer")
        assert front.app._bodies.held == 0

    play(ask)


def test_an_expired_token_says_so(play: Play) -> None:
    async def ask(front: Front) -> None:
        bearer = front.bearer(expires_seconds=-60).strip()
        refused = await front.once(front.head("POST", X, "content-length: 5", bearer, token=False))
        assert (refused.status, refused.code) == (401, "token_expired")

    play(ask)


def test_an_open_route_takes_no_body(play: Play) -> None:
    async def ask(front: Front) -> None:
        answered = await front.once(front.head("GET", "/api/v1/open", "content-length: 4000000", token=False))
        assert (answered.status, answered.headers["connection"]) == (200, "close")
        assert "body" not in json.loads(answered.body)["event"]

    play(ask)


def test_a_body_is_at_most_what_the_contract_says(play: Play) -> None:
    assert limits.LARGEST_BODY == BODY_BYTES

    async def ask(front: Front) -> None:
        too_long = front.head("POST", X, f"content-length: {BODY_BYTES + 1}")
        refused = [await front.once(too_long), await front.once(too_long, b"x" * (BODY_BYTES + 1))]
        chunk = b"%x\r\n%s\r\n" % (1024 * 1024, b"x" * 1024 * 1024)
        chunked = front.head("POST", X, "transfer-encoding: chunked")
        refused.append(await front.once(chunked, *[chunk] * 5, b"0\r\n\r\n"))
        whole = await front.once(front.head("POST", X, f"content-length: {BODY_BYTES}"), b"x" * BODY_BYTES)
        assert [(each.status, each.code) for each in refused] == [(413, "too_large")] * 3
        assert whole.status == 200
        assert front.app._bodies.held == 0

    play(ask)


def test_who_asks_first_whether_to_go_on_is_told(play: Play) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("POST", X, "content-length: 2", "expect: 100-continue", "content-type: text/plain"))
        assert await line.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.send(b"ok")
        answered = await line.answer()
        refused = await front.once(front.head("POST", X, "content-length: 9000000", "expect: 100-continue"))
        assert json.loads(answered.body)["event"]["body"] == "ok"
        assert (refused.status, refused.code) == (413, "too_large")

    play(ask)


@pytest.mark.parametrize("sent", ["", "x" * 10, "x" * 10_000])
def test_a_slow_body_is_given_up(play: Play, monkeypatch: pytest.MonkeyPatch, sent: str) -> None:
    monkeypatch.setattr(limits, "BODY_GRACE_SECONDS", 0.2)
    monkeypatch.setattr(limits, "SLOWEST_BYTES_A_SECOND", 100_000)

    async def ask(front: Front) -> None:
        refused = await front.once(front.head("POST", X, "content-length: 1000000"), sent.encode())
        assert (refused.status, refused.code) == (408, "request_timeout")
        assert front.app._bodies.held == 0

    play(ask)


def test_a_body_that_trickles_has_an_end(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_GRACE_SECONDS", 0.2)
    monkeypatch.setattr(limits, "SLOWEST_BYTES_A_SECOND", 1000)

    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("POST", X, "content-length: 1000000"))
        sending = asyncio.create_task(trickle(line, b"x", 0.02))
        assert (await line.answer()).code == "request_timeout"
        sending.cancel()

    play(ask)


def test_bodies_hold_so_much_together(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODIES_AT_ONCE", 2_000_000)

    async def ask(front: Front) -> None:
        head = front.head("POST", X, "content-length: 1500000")
        held = await front.dial()
        held.send(head + b"x" * 1_400_000)
        while front.app._bodies.held < 1_400_000:
            await asyncio.sleep(0.01)
        refused = await front.once(head, b"x" * 1_500_000)
        assert (refused.status, refused.code, refused.headers["retry-after"]) == (503, "unavailable", "1")
        held.send(b"x" * 100_000)
        assert (await held.answer()).status == 200
        assert front.app._bodies.held == 0

    play(ask)


def test_who_hangs_up_in_the_middle_of_a_body_leaves_nothing_behind(play: Play, tmp_path: Path) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("POST", X, "content-length: 1000000") + b"x" * 500_000)
        while front.app._bodies.held < 500_000:
            await asyncio.sleep(0.01)
        line.writer.close()
        while front.app._bodies.held or front.server.server_state.connections or front.server.server_state.tasks:
            await asyncio.sleep(0.01)

    play(ask)

    assert (tmp_path / "functions.log").read_text() == ""


def test_a_broken_chunk_is_refused_and_no_function_sees_the_rest(play: Play, tmp_path: Path) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("POST", X, "transfer-encoding: chunked") + b"5\r\nhello\r\n")
        while not front.app._bodies.held:
            await asyncio.sleep(0.01)
        line.send(b"zz\r\n")
        assert (await line.answer()).code == "invalid_parameter"
        assert await line.ended()
        assert front.app._bodies.held == 0

    play(ask)

    assert (tmp_path / "functions.log").read_text() == ""


def test_trailers_and_chunk_extensions_are_bounded(play: Play) -> None:
    async def ask(front: Front) -> None:
        head = front.head("POST", X, "transfer-encoding: chunked")
        endless = await front.once(head, b"1\r\nx\r\n0\r\nx-a: ", *[b"a" * 100_000] * 10)
        many = await front.once(head, b"1\r\nx\r\n0\r\n", b"x-a: b\r\n" * 50_000)
        assert {endless.status, many.status} == {431}

    play(ask)
