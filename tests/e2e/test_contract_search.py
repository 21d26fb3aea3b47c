"""Finding: words, filters, order, facets, figures, pages; in Korean and English."""

from urllib.parse import quote

import pytest

from tests.e2e.conftest import Library

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def ids(library: Library, question: str) -> list[str]:
    """Ask, and name the hits."""
    answer = library.owner.get(f"{library.instances}?class=Book&{question}")
    assert answer.status == 200, answer
    return [hit["id"] for hit in answer.data]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("도서관", {"1", "2"}), ("서울", {"1", "6"}), ("시립 도서관", {"1"}), ("quick fox", {"3"}), ("QUICK", {"3"})],
)
def test_words_are_found(books: Library, words: str, expected: set[str]) -> None:
    assert expected <= set(ids(books, f"q={quote(words)}"))
    assert ids(books, f"q={quote(words)}")[0] in expected


def test_hits_are_marked_and_safe(books: Library) -> None:
    korean = books.owner.get(f"{books.instances}?class=Book&q={quote('도서관')}&highlight=true")
    risky = books.owner.get(f"{books.instances}?class=Book&q=developers&highlight=true")

    assert all("<em>도서관</em>" in hit["highlight"]["title"][0] for hit in korean.data)
    assert "&lt;b&gt;" in risky.data[0]["highlight"]["title"][0]
    assert all(hit["score"] > 0 for hit in korean.data)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("pages:eq:45", {"4", "5"}),
        ("pages:ne:45", {"1", "2", "3", "6"}),
        ("pages:gt:120", {"3", "6"}),
        ("pages:gte:120", {"1", "3", "6"}),
        ("price:lt:10.5", {"2"}),
        ("price:lte:10.5", {"1", "2"}),
        ("language:in:ko,fr", {"1", "2", "6"}),
        ("language:ne:ko", {"3", "4", "5"}),
        ("title:contains:FOX", {"3", "4"}),
        ("title:contains:도서", {"1", "2"}),
        ("title:prefix:서울", {"1", "6"}),
        ("title:exists:false", {"5"}),
        ("tags:eq:서울", {"1"}),
        ("published:gte:2013-05-01", {"5"}),
        ("published:lt:2013-05-02", {"5"}),
        ("published:lt:2013-05-01", set()),
        ("shelf.row:eq:A1", {"5"}),
        ("place:within:37.5,127.0,20000", {"6"}),
        ("place:within:35,129,36,130", {"2"}),
        ("_id:in:1,2", {"1", "2"}),
        ("_version:eq:1", {"1", "2", "3", "4", "5", "6"}),
        ("_updated_by:eq:boss", {"1", "2", "3", "4", "5", "6"}),
    ],
)
def test_a_condition_finds_what_it_says(books: Library, condition: str, expected: set[str]) -> None:
    assert set(ids(books, f"filter={quote(condition)}")) == expected


def test_conditions_add_up(books: Library) -> None:
    assert ids(books, "filter=pages:gt:50&filter=language:eq:en") == ["3"]


def test_conditions_nest(books: Library) -> None:
    body = {
        "class": "Book",
        "filter": {
            "or": [
                {
                    "and": [
                        {"field": "language", "op": "eq", "value": "ko"},
                        {"field": "pages", "op": "gt", "value": 150},
                    ]
                },
                {"not": {"field": "title", "op": "exists", "value": True}},
            ]
        },
        "sort": ["pages"],
    }

    found = books.owner.post(f"{books.instances}/search", body)

    assert [hit["id"] for hit in found.data] == ["5", "6"]
    assert (found.status, found.meta["total"]) == (200, 2)


def test_order_is_as_asked_and_missing_comes_last(books: Library) -> None:
    assert ids(books, "sort=-price") == ["3", "6", "1", "2", "4", "5"]
    assert ids(books, "sort=price") == ["2", "1", "6", "3", "4", "5"]
    assert ids(books, "sort=pages&sort=-_id") == ["5", "4", "2", "1", "6", "3"]


def test_facets_count(books: Library) -> None:
    answer = books.owner.get(f"{books.instances}?class=Book&facet=language&limit=1")

    assert answer.meta["facets"] == {"language": [{"value": "ko", "count": 3}, {"value": "en", "count": 2}]}
    assert answer.meta["total"] == 6


def test_pages_end_and_hold_everything_once(books: Library) -> None:
    seen = [hit["id"] for hit in books.owner.pages(f"{books.instances}?class=Book&sort=-pages", limit=2)]

    assert seen == ["3", "6", "1", "2", "4", "5"]


def test_a_cursor_of_another_question_is_refused(books: Library) -> None:
    cursor = books.owner.get(f"{books.instances}?class=Book&limit=2").meta["next_cursor"]

    other = books.owner.get(f"{books.instances}?class=Author&limit=2&cursor={quote(cursor, safe='')}")
    noise = books.owner.get(f"{books.instances}?class=Book&cursor=xyz")

    assert (other.status, other.codes) == (400, ["invalid_cursor"])
    assert (noise.status, noise.codes) == (400, ["invalid_cursor"])


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("class=Nothing", "unknown_class"),
        ("class=Book&filter=titel:eq:x", "unknown_property"),
        ("class=Book&filter=pages:around:3", "invalid_parameter"),
        ("class=Book&filter=pages:gt:many", "invalid_parameter"),
        ("class=Book&limit=0", "invalid_parameter"),
        ("class=Book&limit=1001", "invalid_parameter"),
        ("class=Book&sort=nothing", "unknown_property"),
        ("class=Book&surprise=1", "invalid_parameter"),
    ],
)
def test_a_bad_question_is_refused(books: Library, question: str, code: str) -> None:
    answer = books.owner.get(f"{books.instances}?{question}")

    assert answer.status in (400, 404, 422), answer
    assert answer.codes == [code]


def test_words_are_completed(books: Library) -> None:
    korean = books.owner.get(f"{books.instances}/suggest?q={quote('서')}&class=Book")
    english = books.owner.get(f"{books.instances}/suggest?q=qui&class=Book")

    assert {"1", "6"} <= {each["id"] for each in korean.data}, korean
    assert {each["id"] for each in english.data} == {"3"}, english
