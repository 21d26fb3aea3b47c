"""What every search index finds when somebody just types."""

import pytest

from spice.ports.search_index import SearchIndex
from tests.contract.search_index.world import DATABASE, a_document, asked, search

TEXTS = {
    "boston": "General Edward Lawrence Logan International Airport, Boston",
    "logan": "Logan",
    "delays": "Departure delays are announced",
    "csharp": "C# developer",
    "cpp": "C++ developer",
    "c": "C developer",
    "order": "order #12; DROP TABLE students",
    "library": "국립중앙도서관에서 만나요",
    "hall": "서울시청 2호선",
    "spaced": "부산 중앙 도서실",
    "tokyo": "東京タワー",
    "cafe": "Café Ｏ'Brien",
}


@pytest.fixture
def library(index: SearchIndex) -> SearchIndex:
    index.apply(DATABASE, [a_document(id, name=text, code=id.upper()) for id, text in TEXTS.items()])
    return index


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("boston", {"boston"}),
        ("LOGAN airport", {"boston"}),
        ("delayed departure", {"delays"}),
        ("C# developer", {"csharp"}),
        ("c++", {"cpp"}),
        ("중앙도서실", {"spaced"}),
        ("C developers", {"c"}),
        ("order #12; DROP TABLE", {"order"}),
        ("도서관", {"library"}),
        ("중앙도서관", {"library"}),
        ("도서관을", {"library"}),
        ("서", {"library", "hall", "spaced"}),
        ("관", {"library"}),
        ("시청 2호선", {"hall"}),
        ("東京", {"tokyo"}),
        ("ﾀﾜｰ", {"tokyo"}),
        ("cafe obrien", {"cafe"}),
        ("CAFÉ", {"cafe"}),
        ("BOSTON general 도서관", set()),
        ("!!! ---", set()),
        ('"logan" AND (x OR y) *', set()),
    ],
)
def test_all_words_must_stand_in_some_field(library: SearchIndex, q: str, found: set[str]) -> None:
    assert set(asked(library, q)) == found


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("bostn", {"boston"}),
        ("intrenational", {"boston"}),
        ("도서간", {"library"}),
        ("중앙도서설", {"spaced"}),
        ("xyz", set()),
    ],
)
def test_when_nothing_is_found_what_is_near_will_do(library: SearchIndex, q: str, found: set[str]) -> None:
    assert set(asked(library, q)) == found


@pytest.mark.parametrize(
    "q", ["도서관" * 100_000, "boston " * 100_000, "x" * 1_000_000, "\0", "\ud800 boston", "'" * 99]
)
def test_any_text_may_be_asked(library: SearchIndex, q: str) -> None:
    assert len(asked(library, q)) <= 1
    assert len(library.suggest(DATABASE, q)) <= 1


def test_a_value_that_says_just_this_comes_first(library: SearchIndex) -> None:
    found = search(library, q="logan")

    assert [hit.id for hit in found.hits] == ["logan", "boston"]
    assert [hit.score for hit in found.hits] == sorted((hit.score or 0 for hit in found.hits), reverse=True)


def test_words_may_stand_in_different_fields_unless_fields_are_named(library: SearchIndex) -> None:
    assert asked(library, "csharp developer") == ["csharp"]
    assert asked(library, "csharp developer", text_fields=["name"]) == []
    assert asked(library, "developer", text_fields=["code"]) == []


@pytest.mark.parametrize(
    ("q", "id", "marked"),
    [
        ("delayed", "delays", "Departure <em>delays</em> are announced"),
        ("도서관", "library", "국립중앙<em>도서관</em>에서 만나요"),
        ("drop 12", "order", "order #<em>12</em>; <em>DROP</em> TABLE students"),
        ("bostn", "boston", "General Edward Lawrence Logan International Airport, <em>Boston</em>"),
        ("도서간", "library", "국립중앙<em>도서관</em>에서 만나요"),
    ],
)
def test_the_words_found_are_marked(library: SearchIndex, q: str, id: str, marked: str) -> None:
    (hit,) = search(library, q=q, highlight=True).hits

    assert hit.id == id
    assert list(hit.highlight["name"]) == [marked]


def test_everything_but_the_marks_is_escaped(index: SearchIndex) -> None:
    index.apply(DATABASE, [a_document("a", name='<script>alert("x")</script> & boston')])

    (hit,) = search(index, q="boston", highlight=True).hits

    assert list(hit.highlight["name"]) == ["&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; <em>boston</em>"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("log", ["logan", "boston"]),
        ("general edw", ["boston"]),
        ("edward gen", ["boston"]),
        ("국립", ["library"]),
        ("구", ["library"]),
        ("국립중앙돗", ["library"]),
        ("도서", ["spaced"]),
        ("서울시청 2", ["hall"]),
        ("c#", ["csharp"]),
        ("", []),
    ],
)
def test_a_word_is_completed_as_far_as_it_is_typed(library: SearchIndex, typed: str, found: list[str]) -> None:
    suggested = [hit.id for hit in library.suggest(DATABASE, typed)]

    assert sorted(suggested[: len(found)]) == sorted(found)


def test_suggestions_keep_to_their_classes_and_limit(library: SearchIndex) -> None:
    assert library.suggest(DATABASE, "log", classes=["other"]) == []
    assert len(library.suggest(DATABASE, "dev", limit=2)) == 2


def test_deleted_documents_are_not_suggested(library: SearchIndex) -> None:
    library.apply(DATABASE, [a_document("logan", version=2, deleted=True)])

    assert [hit.id for hit in library.suggest(DATABASE, "log")] == ["boston"]
