"""Waiting for an answer: how often is asked, and when it ends."""

from collections.abc import Callable
from itertools import count
from operator import not_

import pytest

from spice.waiting import until


@pytest.fixture
def slept() -> list[float]:
    return []


def from_question(number: int) -> Callable[[], bool]:
    """An answer that is there from this question on."""
    questions = count(1)
    return lambda: next(questions) >= number


def test_what_is_there_is_found_at_once(slept: list[float]) -> None:
    assert until(lambda: "there", 1, sleep=slept.append) == "there"

    assert slept == []


def test_pauses_double_up_to_the_usual_one(slept: list[float]) -> None:
    found = until(from_question(7), 10, first=0.005, usual=0.05, sleep=slept.append)

    assert found
    assert slept == pytest.approx([0.005, 0.01, 0.02, 0.04, 0.05, 0.05])


def test_who_waited_long_asks_again_after_a_tenth_of_that_and_at_least_four_times_a_second(slept: list[float]) -> None:
    until(from_question(60), 100, sleep=slept.append)

    assert slept[20] == pytest.approx(sum(slept[:20]) / 10)
    assert slept[-1] == 0.25


def test_the_time_that_is_left_is_asked_to_its_end(slept: list[float]) -> None:
    found = until(lambda: "", 0.12, sleep=slept.append)

    assert found == ""
    assert sum(slept) == pytest.approx(0.12, abs=0.02)


def test_without_time_one_asks_once(slept: list[float]) -> None:
    questions: list[int] = []

    until(lambda: questions.append(1), 0, sleep=slept.append)

    assert (questions, slept) == ([1], [])


def test_one_says_what_is_enough(slept: list[float]) -> None:
    left = iter([["a", "b"], ["b"], []])

    assert until(lambda: next(left), 1, enough=not_, sleep=slept.append) == []


def test_what_is_done_meanwhile_may_end_it(slept: list[float]) -> None:
    def leave() -> None:
        raise KeyError("no longer")

    with pytest.raises(KeyError):
        until(lambda: False, 1, meanwhile=leave, sleep=slept.append)

    assert len(slept) == 1
