"""What is told beside the type: doubt, reasons, cells that disagree, and what the neighbours say."""

from random import Random

from spice.domain.inference.column import column_of, drawn
from spice.domain.inference.evidence import lower_bound
from spice.domain.inference.infer import MISMATCHES
from tests.unit.domain.inference.columns import found, found_together

MAILS = [f"user{n}@example.com" for n in range(20)]


def test_cells_that_disagree_are_named_with_their_rows() -> None:
    column = found("email", *MAILS[:9], "no mail", None)

    assert column.semantic_type == "EMAIL"
    assert [(each.row, each.value) for each in column.mismatches] == [(11, "no mail")]
    assert (column.null_count, column.mismatch_count) == (1, 1)


def test_every_cell_that_disagrees_is_counted_and_few_are_shown() -> None:
    column = found("email", *MAILS * 20, *["-x-"] * 90)

    assert (column.mismatch_count, len(column.mismatches)) == (90, MISMATCHES)


def test_words_for_nothing_are_no_values() -> None:
    column = found("수량", "1", "N/A", "없음", "2", "-", "########", "#REF!", "3")

    assert (column.semantic_type, column.size, column.null_count) == ("INTEGER", 3, 5)


def test_texts_that_are_nothing_else_are_left_texts() -> None:
    column = found("이름", "김철수", "이영희", "박민수")

    assert (column.semantic_type, column.type) == ("STRING", "xsd:string")
    assert "left a text" in column.reasons[0]


def test_an_empty_column_is_hardly_sure() -> None:
    column = found("email", None, "", "  ")

    assert column.confidence < 0.5
    assert column.null_count == 3


def test_other_types_come_with_what_is_left_of_the_confidence() -> None:
    column = found("id", "101", "102", "103", "104")

    assert {"INTEGER", "IDENTIFIER"} <= {column.semantic_type, *(each.semantic_type for each in column.alternatives)}
    assert column.confidence + sum(each.confidence for each in column.alternatives) <= 1.001
    assert all(each.confidence <= column.confidence for each in column.alternatives)


def test_a_header_makes_sure_of_what_values_allow() -> None:
    named = found("latitude", "37.5665", "35.1796", "33.4996")
    unnamed = found("", "37.5665", "35.1796", "33.4996")

    assert named.semantic_type == "LATITUDE"
    assert unnamed.semantic_type == "DECIMAL"
    assert named.confidence > unnamed.confidence


def test_the_longitude_is_known_by_the_latitude_beside_it() -> None:
    columns = found_together(latitude=["37.56651", "35.17962", "33.49963"], x=["126.97801", "129.07562", "126.53123"])

    assert columns["x"].semantic_type == "LONGITUDE"
    assert any("beside it" in reason for reason in columns["x"].reasons)


def test_one_column_tells_the_order_of_days_and_months_for_the_table() -> None:
    columns = found_together(ordered=["03/04/2024", "05/06/2024"], sent=["25/04/2024", "13/06/2024"])

    assert {columns["ordered"].format, columns["sent"].format} == {"day first"}


def test_an_order_that_nothing_tells_is_said_to_be_open() -> None:
    column = found("date", "03/04/2024", "05/06/2024")

    assert column.format == "undecided"
    assert any("which stands first" in reason for reason in column.reasons)


def test_a_unit_in_the_header_is_told() -> None:
    assert found("무게(kg)", "1.5", "2.25", "3").unit == "kg"


def test_the_same_sample_is_drawn_from_all_of_a_column() -> None:
    values = [str(n) for n in range(10_000)]

    one, two = (column_of("n", values, Random(7).randrange).sample for _ in range(2))

    assert one == two
    assert max(map(int, one)) > 9000
    assert len(set(one)) == len(one) < 1000


def test_everything_is_drawn_where_there_is_no_more() -> None:
    assert drawn(["a", "b"], 5, Random(1).randrange) == ["a", "b"]


def test_a_few_hits_are_worth_less_than_many() -> None:
    assert lower_bound(3, 3) < lower_bound(300, 300) < 1
    assert lower_bound(0, 0) == 0
