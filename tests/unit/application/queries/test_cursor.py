"""Cursors: where a walk stands, signed together with its question."""

import base64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.application.queries.cursor import Cursors, digest
from spice.domain.errors import DomainError
from spice.messages.event import Position
from spice.searching.moments import moment_of

CURSORS = Cursors(lambda: b"k" * 32)
PLACES = [
    (str, "뉴어크"),
    (int, 7),
    (UUID, UUID(int=7)),
    (tuple[datetime, UUID], (datetime(2013, 1, 1, 2, 3, 4, 5, tzinfo=UTC), UUID(int=7))),
    (tuple[datetime, Position], (datetime(2013, 1, 1, tzinfo=UTC), Position(1, "instance-0003", 2, 3))),
    (dict[str, tuple[int, int, int]], {"instance-0003": (1, 2, 3)}),
    (tuple[str | list[int] | None, ...], ("wé", None, [2, -7], "a" * 32)),
]


@pytest.mark.parametrize(("kind", "place"), PLACES)
def test_a_place_comes_back_as_it_was(kind: Any, place: object) -> None:
    cursor = CURSORS.write(digest("q"), place)

    assert CURSORS.read(cursor, digest("q"), kind) == place


def test_a_cursor_of_another_question_is_refused() -> None:
    refused(CURSORS.write(digest("a"), 1), digest("b"))


def test_a_cursor_signed_with_another_key_is_refused() -> None:
    refused(Cursors(lambda: b"l" * 32).write("q", 1), "q")


def test_a_cursor_of_an_earlier_release_is_refused() -> None:
    refused(CURSORS.write("q", ["1"]), "q")


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "bnVsbA", "W10", "é", "WzEsMixbM11d", "\ud800", "A" * 100_000])
def test_a_broken_cursor_is_refused(cursor: str) -> None:
    refused(cursor, "q")


@given(st.integers(0, 200), st.binary(max_size=3))
def test_a_cursor_that_is_changed_anywhere_is_refused(at: int, put: bytes) -> None:
    cursor = CURSORS.write("q", 123_456)
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    changed = bytes(raw[: at % len(raw)] + put + raw[at % len(raw) + 1 :])

    if changed != raw:
        refused(base64.urlsafe_b64encode(changed).decode().rstrip("="), "q")


def refused(cursor: str, question: str) -> None:
    with pytest.raises(DomainError) as error:
        CURSORS.read(cursor, question, int)

    assert error.value.code == "invalid_cursor"


def test_questions_of_moments_within_a_microsecond_are_two() -> None:
    one, other = (moment_of(f"2024-01-01T00:00:00.00000000{digit}Z") for digit in (1, 2))

    assert digest("search", one) != digest("search", other)
