"""What every search index finds however it is spaced, and does not find because its letters are somewhere."""

import pytest

from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, asked, search

LIBRARIES = {"whole": "국립중앙도서관", "apart": "국립 중앙 도서관", "half": "국립중앙 도서관"}
TOWERS = {"whole": "東京都庁", "apart": "東京 都庁", "wide": "東京\u3000都庁"}
UNIVERSITIES = {"whole": "北京大学", "apart": "北京 大学"}
DRINKS = {"whole": "RedBull", "apart": "Red Bull", "hyphen": "red-bull"}
CITIES = {"whole": "newyorkcity", "apart": "New York City"}


def indexed(index: SearchIndex, texts: dict[str, str]) -> SearchIndex:
    index.apply(DATABASE, [a_document(id, name=text) for id, text in texts.items()])
    return index


@pytest.mark.parametrize(
    ("texts", "q"),
    [
        *(
            (LIBRARIES, q)
            for q in ("중앙도서관", "중앙 도서관", "국립중앙도서관", "국립 중앙 도서관", "국립중앙 도서관")
        ),
        *((LIBRARIES, q) for q in ("국립중 앙도서관", "중앙도서관에서", "국립중앙도서관은")),
        *((TOWERS, q) for q in ("東京都庁", "東京 都庁", "東京\u3000都庁")),
        *((UNIVERSITIES, q) for q in ("北京大学", "北京 大学")),
        *((DRINKS, q) for q in ("redbull", "red bull", "RED-BULL", "red bulls")),
        *((CITIES, q) for q in ("newyorkcity", "new york city")),
        ({"hyphen": "Wi-Fi", "whole": "wifi"}, "wifi"),
        ({"hyphen": "Wi-Fi", "whole": "wifi", "apart": "wi fi"}, "wi-fi"),
        ({"hyphen": "e-mail", "whole": "email"}, "email"),
        ({"whole": "10kg", "apart": "10 kg", "one": "10㎏"}, "10kg"),
        ({"whole": "10kg", "apart": "10 kg", "one": "10㎏"}, "10 kg"),
        ({"whole": "10kg", "apart": "10 kg", "one": "10㎏"}, "kg"),
        ({"whole": "첫눈", "apart": "첫 눈", "particle": "첫눈이"}, "첫눈"),
        ({"whole": "첫눈", "apart": "첫 눈"}, "첫 눈"),
        ({"dots": "ジョン・スミス", "whole": "ジョンスミス", "apart": "ジョン スミス"}, "ジョンスミス"),
    ],
)
def test_every_spacing_is_found_by_every_spacing(index: SearchIndex, texts: dict[str, str], q: str) -> None:
    assert set(asked(indexed(index, texts), q)) == set(texts)


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("가방", "아버지가 방에 들어가신다"),
        ("대학", "서울대 학교"),
        ("중앙도서관", "서울대학교 병원"),
        ("중앙도서관", "중앙 공원과 앙도라, 도서 서관"),
        ("국립중앙도서관", "국립 공원 중앙 광장 도서관"),
        ("東京都庁", "東京から京都へ、都庁"),
        ("京大学", "北京 大学生"),
        ("redbull", "the bull was red"),
        ("redbull", "bull red"),
        ("mean", "give me an apple"),
        ("therapist", "the rapist"),
        ("1234", "12 34"),
        ("👩", "👩‍🚀"),
    ],
)
def test_letters_that_are_only_scattered_are_not_found(index: SearchIndex, q: str, text: str) -> None:
    assert asked(indexed(index, {"scattered": text}), q) == []


def test_two_values_are_not_one_phrase(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", name="red", code="bull", tags=["국립", "중앙"])])

    assert asked(index, "redbull") == []
    assert asked(index, "국립중앙") == []
    assert asked(index, "red bull") == ["a"]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("국립 중앙 도서관", "apart"),
        ("국립중앙 도서관", "half"),
        ("국립중앙도서관", "whole"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "{}에서 만나요", "어제 {}에 갔다"])
def test_the_spelling_that_was_typed_comes_first(index: SearchIndex, q: str, first: str, around: str) -> None:
    indexed(index, {id: around.format(text) for id, text in LIBRARIES.items()})

    assert asked(index, q)[0] == first


def test_words_in_a_row_come_before_words_here_and_there(index: SearchIndex) -> None:
    indexed(index, {"a": "york is new", "b": "in New York today", "c": "a newyork store here now"})

    assert asked(index, "new york") == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("q", "id", "marked"),
    [
        ("국립중앙도서관", "apart", "<em>국립 중앙 도서관</em>"),
        ("중앙 도서관", "whole", "국립<em>중앙도서관</em>"),
        ("중앙도서관", "half", "국립<em>중앙 도서관</em>"),
    ],
)
def test_a_spacing_is_marked_as_it_stands(index: SearchIndex, q: str, id: str, marked: str) -> None:
    found = search(indexed(index, LIBRARIES), q=q, highlight=True)

    assert {hit.id: list(hit.highlight["name"]) for hit in found.hits}[id] == [marked]


@pytest.mark.parametrize(
    ("typed", "texts"), [("국립중", LIBRARIES), ("국립 중", LIBRARIES), ("국립중앙 도", LIBRARIES), ("東京都", TOWERS)]
)
def test_every_spacing_is_suggested(index: SearchIndex, typed: str, texts: dict[str, str]) -> None:
    indexed(index, texts)

    assert {hit.id for hit in index.suggest(DATABASE, typed)} == set(texts)


def test_a_long_question_of_many_words_has_an_answer(index: SearchIndex) -> None:
    words = [f"국립중앙도서관{n}호 redbullcompany{n}" for n in range(40)]
    indexed(index, {"long": " ".join(words)})

    assert asked(index, " ".join(words)) == ["long"]
