"""The pool as Lambda: environments, time limits, crashes, one line an invocation. Real processes, no services."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from local.host import limits
from local.host.environments.crew import Throttled
from local.host.environments.invocation_log import InvocationLog
from local.host.environments.pool import AWAY, CRASHED, FAILED, OK, OVERGROWN, THROTTLED, TIMED_OUT, Outcome, Pool
from local.host.environments.zygote_link import ZygoteLink
from tests.support.local_functions import FUNCTIONS

Scenario = Callable[[Pool], Awaitable[None]]
Play = Callable[[Scenario], None]


def ask(**asked: str) -> dict[str, Any]:
    return {"queryStringParameters": asked}


def told(outcome: Outcome) -> dict[str, Any]:
    assert outcome.how == OK
    body: dict[str, Any] = json.loads(msgspec.msgpack.decode(outcome.value)["body"])
    return body


@pytest.fixture
def play(tmp_path: Path) -> Play:
    def run(scenario: Scenario) -> None:
        async def with_pool() -> None:
            zygote = ZygoteLink([], tmp_path / "output.log")
            zygote.start()
            pool = Pool(FUNCTIONS, zygote, InvocationLog(tmp_path / "functions.log"))
            watch = asyncio.create_task(pool.watch_memory())
            try:
                await scenario(pool)
            finally:
                watch.cancel()
                pool.close()
                zygote.close()
                await asyncio.sleep(0.05)

        asyncio.run(with_pool())

    return run


def lines(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "functions.log").read_text().splitlines()]


def test_an_environment_is_used_again_and_each_invocation_has_its_line(play: Play, tmp_path: Path) -> None:
    pids: list[int] = []

    async def twice(pool: Pool) -> None:
        pids.extend([told(await pool.invoke("front", ask()))["pid"] for _ in range(2)])

    play(twice)

    assert pids[0] == pids[1] != os.getpid()
    first, second = lines(tmp_path)
    assert (first["function"], first["outcome"], first["cold"], second["cold"]) == ("front", "ok", True, False)
    assert first["memory_mb"] > 10
    assert first["duration_ms"] > 0


def test_events_at_once_get_environments_of_their_own(play: Play) -> None:
    async def at_once(pool: Pool) -> None:
        crew = pool._crews["front"]
        held = await asyncio.gather(*[crew.borrow(60) for _ in range(4)])
        assert len({environment._pid for environment in held}) == 4
        for environment in held:
            crew.give_back(environment)

    play(at_once)


def test_a_failing_handler_keeps_its_environment_and_a_dying_one_is_replaced(play: Play) -> None:
    hows: list[str] = []

    async def misbehave(pool: Pool) -> None:
        for asked in (ask(fail="1"), ask(), ask(die="1"), ask()):
            hows.append((await pool.invoke("front", asked)).how)

    play(misbehave)

    assert hows == [FAILED, OK, CRASHED, OK]


def test_an_environment_over_its_time_is_killed(play: Play, tmp_path: Path) -> None:
    async def too_long(pool: Pool) -> None:
        pid = told(await pool.invoke("front", ask()))["pid"]
        assert (await pool.invoke("front", ask(sleep="30"))).how == TIMED_OUT
        await asyncio.sleep(0.3)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    play(too_long)

    assert lines(tmp_path)[-1]["duration_ms"] == pytest.approx(2000, abs=500)


def test_a_function_is_throttled_at_its_concurrency(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTES", os.devnull)
    hows: list[str] = []

    async def crowd(pool: Pool) -> None:
        crew = pool._crews["reader"]
        held = [await crew.borrow(60), await crew.borrow(60)]
        hows.append((await pool.invoke("reader", {}, patience=0.2)).how)
        crew.give_back(held[0])
        hows.append((await pool.invoke("reader", {}, patience=60)).how)

    play(crowd)

    assert hows == [THROTTLED, OK]


def test_a_handler_that_cannot_be_imported_fails_its_invocations(play: Play, tmp_path: Path) -> None:
    async def broken(pool: Pool) -> None:
        outcome = await pool.invoke("broken", {})
        assert (outcome.how, outcome.error) == (CRASHED, "ImportModuleError: ModuleNotFoundError")

    play(broken)

    assert "no_such_module" in (tmp_path / "output.log").read_text()


def test_large_events_pass_exactly(play: Play) -> None:
    text = "한" * 700_000

    async def large(pool: Pool) -> None:
        await pool.invoke("front", {})
        for _ in range(20):
            assert told(await pool.invoke("front", {"body": text}))["event"]["body"] == text

    play(large)


def test_a_killed_zygote_is_started_again(play: Play) -> None:
    hows: list[str] = []

    async def kill(pool: Pool) -> None:
        await pool.invoke("front", {})
        zygote = pool._zygote._process
        assert zygote is not None
        under_way = asyncio.create_task(pool.invoke("front", ask(sleep="1.5")))
        await asyncio.sleep(0.1)
        zygote.kill()
        hows.append((await under_way).how)
        for _ in range(100):
            hows.append((await pool.invoke("front", {})).how)
            if hows[-1] == OK:
                return
            await asyncio.sleep(0.1)

    play(kill)

    assert hows[-1] == OK
    assert set(hows[:-1]) == {AWAY}


def test_an_environment_over_its_memory_is_killed_and_others_go_on(play: Play, tmp_path: Path) -> None:
    async def eat(pool: Pool) -> None:
        others = asyncio.create_task(pool.invoke("front", ask(sleep="1")))
        await asyncio.sleep(0.1)
        assert (await pool.invoke("front", ask(eat="300"))).how == OVERGROWN
        assert (await others).how == OK
        assert (await pool.invoke("front", ask(eat="5"))).how == OK

    play(eat)

    assert sorted(line["outcome"] for line in lines(tmp_path)) == ["memory", "ok", "ok"]


def test_what_was_there_before_the_fork_is_no_memory_of_an_environment(play: Play) -> None:
    async def look(pool: Pool) -> None:
        await pool.invoke("front", {})
        (environment,) = [each for each in pool._crews["front"].members if each.invocations]
        assert environment._memory is not None
        assert not environment._memory.exceeds(64)
        assert environment._memory.exceeds(0)

    play(look)


def test_an_invocation_has_so_many_seconds_the_wait_for_an_environment_among_them(play: Play) -> None:
    async def late(pool: Pool) -> None:
        await pool.invoke("front", {})
        assert 1000 < told(await pool.invoke("front", {}))["left_ms"] < 2000
        assert told(await pool.invoke("front", {}, life=0.0))["left_ms"] == 0
        assert told(await pool.invoke("front", {}, seconds=1.5))["left_ms"] < 1500
        assert (await pool.invoke("front", ask(sleep="1.9"), seconds=0.3)).how == TIMED_OUT

    play(late)


def test_who_stays_leaves_an_environment_to_others(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAITS", 2)

    async def stay(pool: Pool) -> None:
        crew = pool._crews["front"]
        held = [await crew.borrow(60, stays=True) for _ in range(2)]
        assert len(crew.members) >= 3
        with pytest.raises(Throttled):
            await crew.borrow(0.3, stays=True)
        assert (await pool.invoke("front", ask())).how == OK
        crew.give_back(held.pop())
        crew.give_back(await crew.borrow(60, stays=True))
        crew.give_back(held.pop())

    play(stay)


def test_who_is_in_haste_is_served_before_who_stays(play: Play) -> None:
    async def both(pool: Pool) -> None:
        crew = pool._crews["reader"]
        held = [await crew.borrow(60) for _ in range(2)]
        order: list[str] = []

        async def take(name: str, *, stays: bool) -> None:
            environment = await crew.borrow(60, stays=stays)
            order.append(name)
            crew.give_back(environment)

        crew._stays = 2
        waiting = [asyncio.create_task(take("stays", stays=True))]
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(take("in haste", stays=False)))
        await asyncio.sleep(0)
        for environment in held:
            crew.give_back(environment)
        await asyncio.gather(*waiting)
        assert order == ["in haste", "stays"]

    play(both)
