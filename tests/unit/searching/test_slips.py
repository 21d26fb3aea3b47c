"""The regular expression of slips matches what the text search calls near."""

import re

from hypothesis import given
from hypothesis import strategies as st

from spice.adapters.opensearch.asking.slips import near_pattern
from spice.searching.text.nearness import near

few_letters = st.text("abㄱ", min_size=3, max_size=7)


@given(asked=few_letters, held=st.text("abㄱ^", max_size=9), most=st.integers(0, 2))
def test_a_text_is_matched_if_it_is_near(asked: str, held: str, most: int) -> None:
    pattern = near_pattern(asked, most)

    assert bool(re.fullmatch(pattern, held)) is near(asked, held, most)
    assert bool(re.fullmatch(pattern + ".*", held)) is near(asked, held, most, prefix=True)


def test_the_longest_that_is_asked_stays_within_what_the_index_allows() -> None:
    assert len(near_pattern("^" * 65, 2)) < 50_000
