"""An import says how it read what may be read two ways."""

from tests.flow.conftest import Air
from tests.flow.imports.importing import imported, orders


def notes_of(air: Air, rows: str) -> list[str]:
    return [
        str(each)
        for each in imported(air, f"번호,날짜,수량\n{rows}", {"번호": "number", "날짜": "day", "수량": "pieces"})[
            "notes"
        ]
    ]


def test_the_order_of_days_that_is_told_by_others_is_said(shop: Air) -> None:
    said = notes_of(shop, "A-1,3/4/2024,1\nA-2,25/4/2024,2\n")

    assert said == ["column '날짜': 3/4/2024 was read day first, as other days of the table have to be"]
    assert orders(shop)["A-1"]["day"] == "2024-04-03"


def test_days_of_which_nothing_tells_the_order_are_said_to_be_rejected(shop: Air) -> None:
    (said,) = notes_of(shop, "A-1,3/4/2024,1\nA-2,5/6/2024,2\n")

    assert said.startswith("column '날짜': 3/4/2024 can be read day first or month first")
    assert orders(shop) == {}


def test_a_number_that_may_be_another_is_said(shop: Air) -> None:
    (said,) = notes_of(shop, "A-1,2024-01-02,1.234\nA-2,2024-01-02,17\n")

    assert said == "column '수량': 1.234 was read as 1.234, and nothing tells that its point parts no thousands"


def test_numbers_of_which_others_tell_how_they_are_written_need_no_words(shop: Air) -> None:
    assert notes_of(shop, 'A-1,2024-01-02,1.234\nA-2,2024-01-02,1.234.567\nA-3,2024-01-02,"17,5"\n') == []
    assert orders(shop)["A-1"]["pieces"] == 1234


def test_what_is_plain_needs_no_words(shop: Air) -> None:
    assert notes_of(shop, 'A-1,2024-01-02,"1,234"\nA-2,4/4/2024,17\n') == []
