"""Normal forms of Unicode are Python's own, and cost no more than the text is long."""

from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.domain.instance.ids import read_instance_id
from spice.domain.normal_forms import Form, normal_form
from spice.domain.spelling import spelled
from spice.searching.text.analysis import analyse
from spice.searching.text.folding import fold

MARKS = [mark for mark in map(chr, [*range(0xD800), *range(0xE000, 0x20000)]) if combining(mark)]
CROWDS = st.text(st.sampled_from([*MARKS, *"\u0f73\u0f75\u0f81\uff9e\uff9fae가\u1fb6\u0958\ufb2c"]), max_size=200)
HUNDREDS_OF_THOUSANDS = ["a" + "\u0316\u0300" * 150_000, "\u0f73" * 300_000, "\uff9e\u0f73" * 150_000]
"""Each took minutes when marks were sorted by insertion."""


@given(CROWDS, st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_a_crowd_of_marks_has_the_normal_form_that_python_gives_it(text: str, form: Form) -> None:
    assert normal_form(form, text) == normalize(form, text)


@pytest.mark.parametrize("text", HUNDREDS_OF_THOUSANDS, ids=["accents", "tibetan", "half width"])
def test_a_value_of_marks_alone_is_analysed(text: str) -> None:
    assert len(fold(text)) >= 300_000
    assert analyse(text).terms


def test_a_name_of_marks_alone_is_left_as_it_is_and_is_no_id() -> None:
    name = HUNDREDS_OF_THOUSANDS[0]

    assert spelled(name) == name
    (problem,) = read_instance_id(name)[1]
    assert problem.message == "id must not have dozens of marks on one letter"
