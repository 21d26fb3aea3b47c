"""Which texts are ids, and that different keys give different ids."""

from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.domain.instance.ids import id_of_key, read_instance_id

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
MARKS = st.text(st.sampled_from("~=/E7\u0301\u0338\u1161한a%"), max_size=6)


@pytest.mark.parametrize("id_", ["a", "N14228", "UA~1545~EWR~2013-01-01T10:00:00Z", "도서관 1", "가" * 170])
def test_a_plain_text_is_an_id(id_: str) -> None:
    assert read_instance_id(id_) == (id_, [])


@pytest.mark.parametrize("id_", ["한글", "e\u0301", "a\u030a"])
def test_an_id_is_kept_in_one_spelling(id_: str) -> None:
    assert read_instance_id(normalize("NFD", id_)) == (normalize("NFC", id_), [])


def test_an_id_is_measured_as_it_is_kept() -> None:
    assert read_instance_id(normalize("NFD", "가" * 170))[1] == []


@pytest.mark.parametrize(
    "id_", ["", "a/b", "a?b", "a#b", "a%b", "a\\b", "a\0", "a\x85", "가" * 171, "\ud800", ".", ".."]
)
def test_a_text_that_gateways_would_change_is_no_id(id_: str) -> None:
    (problem,) = read_instance_id(id_, "/id")[1]

    assert (problem.code, problem.path) == ("constraint_violated", "/id")


def test_a_key_is_joined_with_its_own_marks_escaped() -> None:
    assert id_of_key(["a~b", "c=/d", 7, Decimal("1.50"), True]) == "a=7Eb~c=3D=2Fd~7~1.5~true"


@pytest.mark.parametrize(("value", "made"), [(".", "=2E"), ("..", "=2E=2E"), ("...", "..."), ("=2E", "=3D2E")])
def test_a_key_makes_no_id_that_paths_take_for_a_folder(value: str, made: str) -> None:
    assert id_of_key([value]) == made


def test_equal_numbers_give_one_id() -> None:
    assert id_of_key([Decimal("100.0")]) == id_of_key([100]) == "100"


@given(parts=st.lists(TEXTS | MARKS, min_size=1, max_size=4))
def test_an_id_of_a_key_is_an_id(parts: list[str]) -> None:
    made = id_of_key(parts)

    assert read_instance_id(made) == (made, []) or not 1 <= len(made.encode()) <= 512


@given(one=st.lists(MARKS, min_size=2, max_size=3), other=st.lists(MARKS, min_size=2, max_size=3))
def test_different_keys_give_different_ids(one: list[str], other: list[str]) -> None:
    same = [normalize("NFC", part) for part in one] == [normalize("NFC", part) for part in other]

    assert (id_of_key(one) == id_of_key(other)) == same
