"""Many connections, requests in a row, answers nobody takes, functions that do not answer."""

import asyncio
import json
import time
from contextlib import suppress

import pytest

from local.host import limits
from local.host.environments.pool import CRASHED, Outcome
from tests.contract.local.front.conftest import Front, Play, X


def test_a_request_is_answered_by_its_function_also_on_the_same_connection(play: Play) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("POST", X, "content-length: 2", "content-type: application/json") + b"{}")
        first = await line.answer()
        line.send(front.head("GET", f"{X}?a=1"))
        second = await line.answer()
        assert (first.status, json.loads(first.body)["event"]["body"]) == (200, "{}")
        assert (second.status, json.loads(second.body)["event"]["rawQueryString"]) == (200, "a=1")

    play(ask)


def test_a_process_that_ends_by_itself_is_worth_another_try_and_one_that_grew_too_large_is_not(play: Play) -> None:
    async def ask(front: Front) -> None:
        watch = asyncio.create_task(front.pool.watch_memory())
        died = await front.once(front.head("GET", f"{X}?die=1"))
        again = await front.once(front.head("GET", X))
        grown = await front.once(front.head("GET", f"{X}?eat=300"))
        failed = await front.once(front.head("GET", f"{X}?fail=1"))
        watch.cancel()
        assert (died.status, died.headers["retry-after"], again.status) == (503, "1", 200)
        assert json.loads(died.body)["errors"][0]["code"] == "unavailable"
        assert [grown.status, failed.status] == [500, 500]

    play(ask)


def test_a_function_that_cannot_be_imported_is_not_worth_another_try(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(front: Front) -> None:
        async def stillborn(*_: object, **__: object) -> Outcome:
            return Outcome(how=CRASHED, error="ImportModuleError: ModuleNotFoundError")

        monkeypatch.setattr(front.pool, "invoke", stillborn)
        assert (await front.once(front.head("GET", X))).status == 500

    play(ask)


def test_a_connection_that_says_nothing_is_closed(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEEP_ALIVE_SECONDS", 0.2)

    async def ask(front: Front) -> None:
        assert await (await front.dial()).ended()

    play(ask)


def test_requests_in_a_row_are_answered_in_their_order_and_nonsense_behind_them_ends_it(play: Play) -> None:
    async def ask(front: Front) -> None:
        line = await front.dial()
        line.send(front.head("GET", f"{X}?sleep=0.3") + front.head("GET", f"{X}?n=2"))
        answers = [json.loads((await line.answer()).body)["event"]["rawQueryString"] for _ in range(2)]
        line.send(front.head("GET", f"{X}?sleep=0.3") + b"NONSENSE\r\n\r\n")
        assert (await line.answer()).status == 200
        assert await line.ended()
        assert answers == ["sleep=0.3", "n=2"]

    play(ask)


def test_a_connection_too_many_takes_the_place_of_who_was_quiet_longest(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS", 3)

    async def ask(front: Front) -> None:
        busy, *quiet = [await front.dial() for _ in range(3)]
        busy.send(front.head("GET", f"{X}?sleep=1"))
        await asyncio.sleep(0.2)
        assert (await front.once(front.head())).status == 200
        assert await quiet[0].ended()
        quiet[1].send(front.head())
        assert (await quiet[1].answer()).status == 200
        assert (await busy.answer()).status == 200

    play(ask)


def test_where_all_are_busy_one_too_many_is_told_to_come_again(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS", 1)

    async def ask(front: Front) -> None:
        busy = await front.dial()
        busy.send(front.head("GET", f"{X}?sleep=1"))
        await asyncio.sleep(0.2)
        refused = await front.once()
        assert (refused.status, refused.code, refused.headers["retry-after"]) == (503, "unavailable", "1")
        assert (await busy.answer()).status == 200

    play(ask)


def test_a_thousand_idle_connections_keep_nobody_waiting(play: Play) -> None:
    async def ask(front: Front) -> None:
        for _ in range(1000):
            await front.dial()
        assert (await front.once(front.head())).status == 200

    play(ask)


def test_a_function_over_its_time_and_no_zygote_are_worth_another_try(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 1.0)

    async def ask(front: Front) -> None:
        late = await front.once(front.head("GET", f"{X}?sleep=4"))
        process = front.zygote._process
        assert process is not None
        process.kill()
        while front.zygote.life:
            await asyncio.sleep(0.01)
        away = await front.once(front.head())
        assert [(each.status, each.code, each.headers["retry-after"]) for each in (late, away)] == [
            (503, "unavailable", "1")
        ] * 2
        until = time.monotonic() + 20
        while (await front.once(front.head())).status != 200:
            assert time.monotonic() < until
            await asyncio.sleep(0.1)

    play(ask)


def test_an_answer_that_nobody_takes_is_given_up(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LOOK_SECONDS", 0.2)

    async def ask(front: Front) -> None:
        line = await front.dial()
        body = b"x" * 3_000_000
        for _ in range(5):
            line.send(front.head("POST", X, f"content-length: {len(body)}") + body)
        with suppress(ConnectionResetError):
            await line.writer.drain()
        while front.server.server_state.connections:
            await asyncio.sleep(0.05)

    play(ask)
