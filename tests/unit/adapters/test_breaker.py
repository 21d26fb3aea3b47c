"""The circuit breaker, by a clock that stands still until it is told."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from spice.adapters.breaker import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, SLOW_SECONDS, Breaker
from spice.adapters.probes import NamedProbe
from spice.domain.errors import DomainError, refuse
from spice.ports.errors import AlreadyThere, CircuitOpen, Momentary, Permanent, PortError, Transient, Unknown


@dataclass
class Time:
    """Seconds that pass when a test says so."""

    now: float = 1000.0
    chance: float = 1.0
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    def breaker(self) -> Breaker:
        return Breaker(
            "s3",
            clock=lambda: self.now,
            chance=lambda: self.chance,
            on_change=lambda *change: self.changes.append(change),
        )


@pytest.fixture
def time() -> Time:
    return Time()


def calls(breaker: Breaker, failing: Exception | None = None, *, meanwhile: Callable[[], object] | None = None) -> str:
    """Make a call; how it ended."""
    try:
        with breaker.guarded():
            if meanwhile is not None:
                meanwhile()
            if failing is not None:
                raise failing
    except CircuitOpen:
        return "refused"
    except (PortError, DomainError):
        return "failed"
    return "answered"


def opened(time: Time) -> Breaker:
    breaker = time.breaker()
    for _ in range(3):
        calls(breaker, Transient("s3", "connection refused"))
    assert breaker.state == "open"
    return breaker


@pytest.mark.parametrize("failure", [Transient("s3", "refused"), Unknown("s3", "broken")])
def test_failures_in_a_row_open_it_and_nobody_is_asked_then(time: Time, failure: PortError) -> None:
    breaker = time.breaker()

    ends = [calls(breaker, failure) for _ in range(4)]

    assert ends == ["failed", "failed", "failed", "refused"]
    assert breaker.state == "open"


def test_an_answer_in_between_begins_the_count_anew(time: Time) -> None:
    breaker = time.breaker()

    ends = [calls(breaker, failing) for failing in [Transient("s3", "refused"), Transient("s3", "refused"), None] * 3]

    assert "refused" not in ends
    assert breaker.state == "closed"


@pytest.mark.parametrize(
    "failure",
    [
        Permanent("s3", "no such bucket"),
        AlreadyThere("s3", "taken"),
        Momentary("s3", "somebody was in the way"),
        Transient("kafka", "of another service"),
        refuse("too_large", "the caller's own"),
    ],
)
def test_what_says_nothing_of_an_outage_never_opens_it(time: Time, failure: Exception) -> None:
    breaker = time.breaker()

    ends = {calls(breaker, failure) for _ in range(10)}

    assert ends == {"failed"}
    assert breaker.state == "closed"


def test_a_failure_that_took_long_opens_it_at_once(time: Time) -> None:
    breaker = time.breaker()

    def wait() -> None:
        time.now += SLOW_SECONDS

    calls(breaker, Transient("s3", "no answer in time"), meanwhile=wait)

    assert breaker.state == "open"


def test_a_refusal_names_the_service_and_the_seconds_that_are_left(time: Time) -> None:
    breaker = opened(time)

    with pytest.raises(CircuitOpen, match=r"s3: .* 0\.2 s") as refused, breaker.guarded():
        pass

    assert refused.value.service == "s3"
    assert refused.value.retry_after_seconds == pytest.approx(FIRST_PAUSE_SECONDS)


def test_after_the_pause_one_call_tries_and_others_are_refused_until_it_knows(time: Time) -> None:
    breaker = opened(time)
    time.now += FIRST_PAUSE_SECONDS
    beside: list[str] = []

    def look() -> None:
        other = threading.Thread(target=lambda: beside.append(calls(breaker)))
        other.start()
        other.join()

    tried = calls(breaker, meanwhile=look)

    assert (tried, beside, breaker.state) == ("answered", ["refused"], "closed")
    assert calls(breaker) == "answered"


def test_each_try_that_fails_doubles_the_pause_up_to_the_longest(time: Time) -> None:
    breaker = opened(time)
    pauses: list[float] = []

    for _ in range(6):
        with pytest.raises(CircuitOpen) as refused, breaker.guarded():
            pass
        pauses.append(refused.value.retry_after_seconds)
        time.now += pauses[-1]
        calls(breaker, Transient("s3", "still away"))

    assert pauses == pytest.approx([0.25, 0.5, 1.0, 1.0, 1.0, LONGEST_PAUSE_SECONDS])


def test_half_of_a_pause_is_chance(time: Time) -> None:
    time.chance = 0.0
    breaker = opened(time)

    time.now += FIRST_PAUSE_SECONDS / 2

    assert calls(breaker) == "answered"


def test_after_a_recovery_the_pause_is_short_again(time: Time) -> None:
    breaker = opened(time)
    for _ in range(4):
        time.now += LONGEST_PAUSE_SECONDS
        calls(breaker, Transient("s3", "still away"))
    time.now += LONGEST_PAUSE_SECONDS
    calls(breaker)
    for _ in range(3):
        calls(breaker, Transient("s3", "away again"))

    time.now += FIRST_PAUSE_SECONDS

    assert calls(breaker) == "answered"


@pytest.mark.parametrize("end", [KeyboardInterrupt(), ValueError("a fault of ours"), Momentary("s3", "in the way")])
def test_a_try_that_learned_nothing_leaves_the_next_call_to_try(time: Time, end: BaseException) -> None:
    breaker = opened(time)
    time.now += FIRST_PAUSE_SECONDS

    with pytest.raises(type(end)), breaker.guarded():
        raise end

    assert calls(breaker) == "answered"
    assert breaker.state == "closed"


def test_calls_that_began_before_it_opened_do_not_move_the_next_try(time: Time) -> None:
    breaker = time.breaker()

    def others_open_it() -> None:
        other = threading.Thread(target=lambda: [calls(breaker, Transient("s3", "refused")) for _ in range(3)])
        other.start()
        other.join()
        time.now += FIRST_PAUSE_SECONDS

    calls(breaker, Transient("s3", "refused as well"), meanwhile=others_open_it)

    assert calls(breaker) == "answered"


def test_a_guard_within_a_guard_is_the_same_call(time: Time) -> None:
    breaker = opened(time)
    time.now += FIRST_PAUSE_SECONDS
    inner: list[str] = []

    outer = calls(breaker, meanwhile=lambda: inner.append(calls(breaker)))

    assert (outer, inner) == ("answered", ["answered"])


def test_a_probe_asks_though_it_is_open_and_closes_it_with_a_good_answer(time: Time) -> None:
    breaker = opened(time)
    asked: list[str] = []
    probe = NamedProbe("s3", lambda: asked.append("s3"), breaker, lambda seconds: None)

    before = probe.breaker
    probe.ping()

    assert (before, asked, probe.breaker) == ("open", ["s3", "s3"], "closed")


def test_a_probe_that_fails_does_not_put_off_the_next_try(time: Time) -> None:
    breaker = opened(time)

    away = True

    def ask() -> None:
        if away:
            raise Transient("s3", "still away")

    time.now += FIRST_PAUSE_SECONDS / 2
    with pytest.raises(Transient, match="still away"):
        NamedProbe("s3", ask, breaker).ping()
    time.now += FIRST_PAUSE_SECONDS / 2
    away = False

    assert calls(breaker) == "answered"


def test_every_change_is_told(time: Time) -> None:
    breaker = opened(time)
    for failing in (Transient("s3", "still away"), None):
        time.now += LONGEST_PAUSE_SECONDS
        calls(breaker, failing)

    assert time.changes == [
        ("s3", "closed", "open"),
        ("s3", "open", "half_open"),
        ("s3", "half_open", "open"),
        ("s3", "open", "half_open"),
        ("s3", "half_open", "closed"),
    ]


def at_once(works: list[Callable[[], None]]) -> None:
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        gate.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_threads_open_it_once_and_one_of_them_tries(time: Time) -> None:
    breaker = time.breaker()
    refused = threading.Semaphore(0)
    ends: list[str] = []

    def fail() -> None:
        calls(breaker, Transient("s3", "refused"))

    def come() -> None:
        ends.append(calls(breaker, meanwhile=lambda: all(refused.acquire(timeout=5) for _ in range(7))))
        refused.release()

    at_once([fail] * 8)
    time.now += LONGEST_PAUSE_SECONDS
    at_once([come] * 8)

    assert sorted(ends) == ["answered", *["refused"] * 7]
    assert time.changes.count(("s3", "closed", "open")) == 1


def test_a_call_that_tries_asks_first_how_the_service_is(time: Time) -> None:
    breaker = opened(time)
    done: list[str] = []

    def away() -> None:
        raise Transient("s3", "frozen")

    breaker.look = away
    time.now += LONGEST_PAUSE_SECONDS
    meanwhile = calls(breaker, meanwhile=lambda: done.append("call"))
    breaker.look = lambda: done.append("look")
    time.now += LONGEST_PAUSE_SECONDS
    back = calls(breaker, meanwhile=lambda: done.append("call"))

    assert (meanwhile, back, done, breaker.state) == ("failed", "answered", ["look", "call"], "closed")


def test_a_service_that_refuses_the_look_is_there_and_the_call_is_made(time: Time) -> None:
    breaker = opened(time)
    done: list[str] = []

    def forbidden() -> None:
        raise Permanent("s3", "403 AccessDenied")

    breaker.look = forbidden
    time.now += LONGEST_PAUSE_SECONDS
    back = calls(breaker, meanwhile=lambda: done.append("call"))

    assert (back, done, breaker.state) == ("answered", ["call"], "closed")


def test_a_service_is_said_to_be_back_when_every_process_has_tried_it(time: Time) -> None:
    breaker = opened(time)
    slept: list[float] = []
    probe = NamedProbe("s3", lambda: None, breaker, slept.append)

    probe.ping()
    probe.ping()

    assert slept == [LONGEST_PAUSE_SECONDS]
    assert breaker.state == "closed"


def test_nobody_waits_for_what_is_seldom_tried(time: Time) -> None:
    breaker = Breaker("redis", failures=1, longest_pause_seconds=10.0)
    slept: list[float] = []
    calls(breaker, Transient("redis", "refused"))

    NamedProbe("redis", lambda: None, breaker, slept.append).ping()

    assert slept == []
