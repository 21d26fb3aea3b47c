"""What every search index finds: filters."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from spice.ports.search_facets import Facet
from spice.ports.search_filter import And, Not, Or
from spice.ports.search_index import SearchIndex
from spice.searching.moments import moment_of
from tests.contract.search_index.world import DATABASE, a_document, by, every_page, ids, search, where

BIG = 2**53


@pytest.fixture
def index_of_things(index: SearchIndex) -> SearchIndex:
    index.apply(
        DATABASE,
        [
            a_document("a", name="New York", code="JFK", delay=5, ok=True, tags=["x", "y"]),
            a_document("b", name="new york", code="LGA", delay=Decimal("-3.5"), ok=False, tags=["y"]),
            a_document("c", name="Newark", code="EWR", delay=BIG + 1, tags=[]),
            a_document("d", code="", delay=BIG, at="2013-01-01T10:00:00Z"),
            a_document("e", of="other", name="x [y] {z} \\ / * ? ^ ~", at="2013-01-02", delay=Decimal("0.1")),
        ],
    )
    return index


@pytest.mark.parametrize(
    ("field", "op", "value", "found"),
    [
        ("code", "eq", "JFK", "a"),
        ("code", "eq", "jfk", ""),
        ("code", "eq", "", "d"),
        ("code", "ne", "JFK", "bcde"),
        ("code", "in", ["JFK", "EWR", "XXX"], "ac"),
        ("code", "in", [], ""),
        ("tags", "eq", "y", "ab"),
        ("tags", "exists", False, "cde"),
        ("name", "exists", True, "abce"),
        ("ok", "eq", False, "b"),
        ("ok", "ne", False, "acde"),
        ("delay", "eq", Decimal("5.00"), "a"),
        ("delay", "eq", BIG + 1, "c"),
        ("delay", "in", [BIG, 5], "ad"),
        ("delay", "gt", BIG, "c"),
        ("delay", "gte", BIG, "cd"),
        ("delay", "lt", 0, "b"),
        ("delay", "lte", Decimal("0.1"), "be"),
        ("delay", "lt", Decimal("0.1"), "b"),
        ("at", "gte", datetime(2013, 1, 2, tzinfo=UTC), "e"),
        ("at", "lt", datetime(2013, 1, 1, 10, 0, 1, tzinfo=UTC), "d"),
        ("at", "eq", datetime(2013, 1, 1, 10, tzinfo=UTC), "d"),
        ("name", "prefix", "NEW", "abc"),
        ("name", "prefix", "ＮＥＷ y", "ab"),
        ("name", "contains", "W Y", "ab"),
        ("name", "contains", "[y] {z} \\ / * ?", "e"),
        ("name", "contains", "", "abce"),
        ("name", "gt", "New York", "bce"),
        ("name", "gte", "New York", "abce"),
        ("name", "lt", "Newark", "a"),
        ("code", "gt", "F", "ab"),
        ("_id", "eq", "c", "c"),
        ("_class", "eq", "other", "e"),
        ("_updated_by", "in", ["kim"], "abcde"),
        ("_version", "gte", 2, ""),
        ("_created_at", "lte", datetime(2024, 1, 1, tzinfo=UTC), "abcde"),
    ],
)
def test_a_condition_finds_what_it_names(
    index_of_things: SearchIndex, field: str, op: str, value: object, found: str
) -> None:
    assert "".join(ids(index_of_things, where(field, op, value))) == found


def test_conditions_combine(index_of_things: SearchIndex) -> None:
    new_york = where("name", "prefix", "new york")

    assert ids(index_of_things, And(parts=[new_york, where("ok", "eq", True)])) == ["a"]
    assert ids(index_of_things, Or(parts=[where("code", "eq", "EWR"), where("delay", "lt", 0)])) == ["b", "c"]
    assert ids(index_of_things, Not(part=new_york)) == ["c", "d", "e"]
    there = Or(parts=[where("ok", "exists", True), where("at", "exists", True)])
    assert ids(index_of_things, there) == ["a", "b", "d", "e"]
    assert ids(index_of_things, Not(part=there)) == ["c"]
    assert ids(index_of_things, And(parts=[])) == ["a", "b", "c", "d", "e"]
    assert ids(index_of_things, Or(parts=[])) == []


def test_classes_limit_what_is_found(index_of_things: SearchIndex) -> None:
    assert ids(index_of_things, classes=["other"]) == ["e"]
    assert ids(index_of_things, classes=["thing", "other"]) == ["a", "b", "c", "d", "e"]
    assert ids(index_of_things, classes=["none"]) == []


def test_a_radius_is_a_circle_and_not_a_box(index: SearchIndex) -> None:
    seoul = {"lat": Decimal("37.5665"), "lon": Decimal("126.978")}
    corner = {"lat": Decimal("37.6500"), "lon": Decimal("127.085")}
    index.apply(DATABASE, [a_document("centre", where=seoul), a_document("corner", where=corner), a_document("none")])

    assert ids(index, where("where", "within", [37.5665, 126.978, 10_000.0])) == ["centre"]
    assert ids(index, where("where", "within", [37.5665, 126.978, 14_000.0])) == ["centre", "corner"]


def test_a_box_may_cross_the_date_line(index: SearchIndex) -> None:
    index.apply(
        DATABASE,
        [a_document("fiji", where={"lat": -18, "lon": 178}), a_document("samoa", where={"lat": -14, "lon": -172})],
    )

    assert ids(index, where("where", "within", [-20.0, 170.0, -10.0, -170.0])) == ["fiji", "samoa"]
    assert ids(index, where("where", "within", [-20.0, 170.0, -10.0, 180.0])) == ["fiji"]


def test_money_is_compared_as_a_number(index: SearchIndex) -> None:
    for id, amount in (("a", "9"), ("b", "12500"), ("c", "99999999999999999999.01")):
        index.apply(DATABASE, [a_document(id, price={"amount": amount, "currency": "KRW"})])

    assert ids(index, where("price.amount", "gt", 10)) == ["b", "c"]
    assert ids(index, where("price.amount", "eq", Decimal("99999999999999999999.01"))) == ["c"]


def test_durations_are_ordered_by_their_length(index: SearchIndex) -> None:
    lengths = ("P1D", "PT1H", "P2D", "P10D", "PT1H30M", "P1M", "P30DT10H29M6S", "-PT1S", "P1Y")
    index.apply(DATABASE, [a_document(length, lasts=length) for length in lengths])
    order = ["-PT1S", "PT1H", "PT1H30M", "P1D", "P2D", "P10D", "P1M", "P30DT10H29M6S", "P1Y"]

    assert ids(index, sort=by("lasts")) == order
    assert ids(index, sort=by("-lasts")) == order[::-1]
    assert ids(index, where("lasts", "gt", "PT1H"), sort=by("lasts")) == order[2:]
    assert ids(index, where("lasts", "gte", "P30D"), sort=by("lasts")) == order[6:]
    assert ids(index, where("lasts", "gt", "P1M"), sort=by("lasts")) == ["P1Y"]
    assert ids(index, where("lasts", "gte", "P30DT10H29M6S"), sort=by("lasts")) == order[6:]
    assert ids(index, where("lasts", "lt", "P30DT10H29M6S"), sort=by("lasts")) == order[:6]
    assert ids(index, where("lasts", "eq", "P1M")) == ["P1M"]
    assert every_page(index, 2, sort=by("lasts")) == order


def test_moments_differ_to_the_billionth_of_a_second(index: SearchIndex) -> None:
    moments = ("", ".000000001", ".000000002", ".00000001", ".000001", ".000001001")
    texts = {f"m{n}": f"2024-03-05T06:30:00{fraction}Z" for n, fraction in enumerate(moments)}
    index.apply(DATABASE, [a_document(id, at=text) for id, text in texts.items()])
    read = {id: moment_of(text) for id, text in texts.items()}

    assert ids(index, sort=by("-at")) == [*texts][::-1]
    assert every_page(index, 2, sort=by("at")) == [*texts]
    for place, (id, moment) in enumerate(read.items()):
        assert ids(index, where("at", "eq", moment)) == [id]
        assert ids(index, where("at", "gt", moment), sort=by("at")) == [*texts][place + 1 :]
        assert ids(index, where("at", "lte", moment), sort=by("at")) == [*texts][: place + 1]
        assert ids(index, where("at", "in", [moment])) == [id]


def test_times_of_day_are_ordered_by_the_clock(index: SearchIndex) -> None:
    times = ("12:00:00.5Z", "12:00:00Z", "12:00:00.25", "11:59:59", "12:00:01")
    index.apply(DATABASE, [a_document(time, opens=time) for time in times])

    order = ["11:59:59", "12:00:00Z", "12:00:00.25", "12:00:00.5Z", "12:00:01"]
    assert ids(index, sort=by("opens")) == order
    assert ids(index, where("opens", "gt", "12:00:00"), sort=by("opens")) == order[2:]
    assert ids(index, where("opens", "lte", "12:00:00.25Z"), sort=by("opens")) == order[:3]


def test_addresses_of_the_internet_are_ordered_by_number(index: SearchIndex) -> None:
    addresses = ("10.0.0.10", "2001:db8::1", "9.255.255.255", "10.0.0.2", "::1")
    index.apply(DATABASE, [a_document(f"a{n}", host=address) for n, address in enumerate(addresses)])
    order = ["a2", "a3", "a0", "a4", "a1"]

    assert ids(index, sort=by("host")) == order
    assert ids(index, where("host", "gte", "10.0.0.0"), sort=by("host")) == order[1:]
    assert ids(index, where("host", "lt", "::"), sort=by("host")) == order[:3]
    assert ids(index, where("host", "eq", "10.0.0.2")) == ["a3"]
    assert ids(index, where("host", "prefix", "10.0.0.")) == ["a0", "a3"]
    assert every_page(index, 2, sort=by("host")) == order
    assert {value for value, _ in search(index, facets=[Facet(field="host", kind="network")]).facets["host"]} == {
        *addresses
    }


def test_what_has_no_order_is_there_or_not_equal_or_not(index: SearchIndex) -> None:
    money, blob = {"amount": "1", "currency": "KRW"}, "0F" * 2000
    index.apply(DATABASE, [a_document("a", price=money), a_document("b", seal=blob), a_document("c", price=[money])])

    assert ids(index, where("price", "exists", True)) == ["a", "c"]
    assert ids(index, where("price", "exists", False)) == ["b"]
    assert ids(index, where("seal", "exists", True)) == ["b"]
    assert ids(index, where("seal", "eq", blob)) == ["b"]
    assert ids(index, where("seal", "in", [blob + "00"])) == []


def test_a_very_long_text_is_found_by_what_stands_at_its_end(index: SearchIndex) -> None:
    long = "word " * 3000
    index.apply(
        DATABASE, [a_document("a", name=long + "Needle"), a_document("b", name=long), a_document("c", name="x")]
    )

    assert ids(index, where("name", "contains", "needle")) == ["a"]
    assert ids(index, where("name", "contains", "word " * 100 + "needle")) == ["a"]
    assert ids(index, where("name", "prefix", "WORD " * 2000)) == ["a", "b"]
    assert ids(index, where("name", "prefix", "word " * 3000 + "n")) == ["a"]
    assert ids(index, where("name", "prefix", "word " * 50 + "x")) == []
    assert ids(index, where("name", "eq", long)) == ["b"]
    assert [hit.data["name"] for hit in search(index, filter=where("name", "eq", long)).hits] == [long]


def test_what_is_found_is_what_was_stored_with_all_its_digits(index: SearchIndex) -> None:
    data: dict[str, Any] = {
        "delay": 10**30 + 1,
        "marks": [Decimal("0.10000000000000000000000001")],
        "extra": {"x": [True, "ü\0"]},
    }
    index.apply(DATABASE, [a_document("a", **data)])

    (hit,) = search(index).hits

    assert hit.data == data
    assert (hit.class_id, hit.id, hit.version, hit.updated_by) == ("thing", "a", 1, "kim")


def test_a_database_nobody_wrote_to_is_empty(index: SearchIndex) -> None:
    found = search(index, facets=[Facet(field="code", kind="keyword")])

    assert (found.total, list(found.hits), found.facets) == (0, [], {"code": []})


@pytest.mark.parametrize(
    ("op", "expected"), [("gt", ["d"]), ("gte", ["c", "d"]), ("lt", ["a", "b"]), ("lte", ["a", "b", "c"])]
)
def test_no_sign_is_the_last_of_all_that_begin_alike(index: SearchIndex, op: str, expected: list[str]) -> None:
    codes = {"a": "a\U0010ffff", "b": "a\U0010ffff\U0010ffff-", "c": "b c", "d": "b d"}
    index.apply(DATABASE, [a_document(id, code=code) for id, code in codes.items()])

    assert ids(index, where("code", op, "b c")) == expected
