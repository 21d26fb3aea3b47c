"""Facts about words, stems, Hangul and nearness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.searching.text.analysis import analyse
from spice.searching.text.folding import fold, plain
from spice.searching.text.hangul import jamo
from spice.searching.text.highlight import highlight
from spice.searching.text.nearness import near
from spice.searching.text.question import ask, means, resembles, says
from spice.searching.text.stems import stem, without_particle
from spice.searching.text.words import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C# developer, C++ and C", ["c#", "developer", "c++", "and", "c"]),
        ("order #12; DROP TABLE", ["order", "12", "drop", "table"]),
        ("dep_delay a@b.com", ["dep", "delay", "a", "b", "com"]),
        ("The driver's O'Brien ｶﾞ", ["the", "driver", "obrien", "ガ"]),
        ("서울시청 2호선", ["서울시청", "2", "호선"]),
        ("café ÅNGSTRÖM", ["cafe", "angstrom"]),
        ("!? --", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert [word.text for word in words_of(text)] == words


def test_runs_are_indexed_by_pairs_and_their_last_character() -> None:
    assert analyse("도서관 x").terms == ("도서", "서관", "관", "x")


def test_folding_ignores_case_and_width_but_keeps_accents() -> None:
    assert fold("ＡＢＣ Straße É") == "abc strasse é"
    assert plain("É") == "e"


@pytest.mark.parametrize(
    "forms",
    [
        ["delay", "delays", "delayed", "delaying"],
        ["fly", "flies"],
        ["run", "running", "runs"],
        ["airline", "airlines"],
        ["box", "boxes"],
        ["size", "sizes"],
        ["city", "cities"],
        ["quick", "quickly"],
    ],
)
def test_forms_of_a_word_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["string", "need", "business", "sing", "도서관", "café", "a1s"])
def test_what_is_no_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_particles_come_off_words_of_which_enough_remains() -> None:
    assert without_particle("도서관에서") == "도서관"
    assert without_particle("나라") == "나라"


def test_syllables_are_spelt_as_they_are_typed() -> None:
    assert jamo("도서관") == "ㄷㅗㅅㅓㄱㅗㅏㄴ"
    assert jamo("도서관").startswith(jamo("도석"))
    assert jamo("값 x") == "ㄱㅏㅂㅅ x"


@pytest.mark.parametrize(
    ("asked", "held", "most", "prefix", "expected"),
    [
        ("boston", "bostn", 1, False, True),
        ("boston", "bsoton", 1, False, True),
        ("boston", "bstn", 1, False, False),
        ("bostn", "boston airport", 1, True, True),
        ("bostn", "airport", 1, True, False),
        ("same", "same", 0, False, True),
    ],
)
def test_near_counts_slips(asked: str, held: str, most: int, prefix: bool, expected: bool) -> None:
    assert near(asked, held, most, prefix=prefix) is expected


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_asked_and_answered(question: str, text: str) -> None:
    values = [analyse(text)]

    for word in ask(question).words:
        assert not says(word, values) or means(word, values)
        assert not means(word, values) or resembles(word, values)


@given(st.text(min_size=1, max_size=40))
def test_a_text_says_its_own_words(text: str) -> None:
    assert all(says(word, [analyse(text)]) for word in ask(text).words)


@given(st.text(max_size=60), st.text(max_size=10))
def test_marks_never_let_markup_through(text: str, question: str) -> None:
    for part in highlight(text, ask(question), forgiving=True):
        assert "<" not in part.replace("<em>", "").replace("</em>", "")
        assert part.count("<em>") == part.count("</em>") > 0


def test_of_a_long_text_the_fragments_around_the_words_are_shown() -> None:
    text = "x " * 200 + "needle " + "y " * 200 + "needle"

    first, second = highlight(text, ask("needle"))

    assert "<em>needle</em>" in first
    assert first.startswith("…")
    assert first.endswith("…")
    assert second.endswith("<em>needle</em>")
