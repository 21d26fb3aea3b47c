"""Checking instances by name, keeping them by stable id."""

from decimal import Decimal

import pytest

from spice.domain.errors import DomainError
from tests.unit.domain.builders import a_class, a_property, compiled, the_class

AIRPORT = a_class("Airport", a_property("faa"), key=["faa"])
FLIGHT = a_class(
    "Flight",
    a_property("flight", "xsd:integer"),
    a_property("dep_delay", "xsd:decimal", constraints={"minimum": -120}),
    a_property("price", "MONEY"),
    a_property("place", "OBJECT", properties=[a_property("city"), a_property("at", "COORDINATE")]),
    a_property("tags", "ARRAY", items={"type": "xsd:string"}),
    a_property("state", default="new"),
    key=["flight", "origin"],
    relationships=[
        {"name": "origin", "target": "Airport", "required": True},
        {"name": "via", "target": "Airport", "cardinality": "many_to_many"},
    ],
)


def test_good_data_comes_out_by_stable_id_and_goes_back_by_name() -> None:
    flight = the_class(FLIGHT, AIRPORT)
    data = {"flight": 1, "dep_delay": Decimal("2.50"), "origin": "JFK", "via": ["EWR", "LGA"], "state": "late"}

    found, problems = flight.check(data)

    assert not problems
    assert {*found} <= {*flight.names}
    assert flight.named(found) == data
    assert flight.check_again(found) == []


def test_null_is_absence() -> None:
    flight = the_class(FLIGHT, AIRPORT)

    found, problems = flight.check({"flight": 1, "origin": "JFK", "dep_delay": None})

    assert not problems
    assert "dep_delay" not in flight.named(found)


def test_a_default_fills_what_is_missing() -> None:
    flight = the_class(FLIGHT, AIRPORT)

    found, _ = flight.check({"flight": 1, "origin": "JFK"})

    assert flight.named(found)["state"] == "new"


def test_all_broken_rules_are_told_at_once() -> None:
    flight = the_class(FLIGHT, AIRPORT)

    _, problems = flight.check({"flight": "x", "dep_delay": -500, "dep_dealy": 1, "via": ["a/b"]})

    assert {(each.code, each.path) for each in problems} == {
        ("wrong_type", "/data/flight"),
        ("constraint_violated", "/data/dep_delay"),
        ("unknown_property", "/data/dep_dealy"),
        ("constraint_violated", "/data/via/0"),
        ("missing_property", "/data/origin"),
    }


def test_an_unknown_property_comes_with_a_hint_in_korean_too() -> None:
    library = the_class(a_class("Library", a_property("도서관명"), a_property("시도명")))

    _, problems = library.check({"도서관몀": "x"})

    assert problems[0].code == "unknown_property"
    assert problems[0].hint == "did you mean '도서관명'?"


def test_a_decomposed_name_is_the_same_name() -> None:
    library = the_class(a_class("Library", a_property("caf\u00e9")))

    found, problems = library.check({"cafe\u0301": "x"})

    assert not problems
    assert library.named(found) == {"caf\u00e9": "x"}


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_data_is_an_object(data: object) -> None:
    _, problems = the_class(AIRPORT).check(data)

    assert [each.code for each in problems] == ["wrong_type"]


def test_a_key_makes_the_id_and_is_required() -> None:
    flight = the_class(FLIGHT, AIRPORT)
    found, _ = flight.check({"flight": 1545, "origin": "A~B"})

    assert flight.instance_id(found) == "1545~A=7EB"
    assert {each.path for each in flight.check({})[1]} == {"/data/flight", "/data/origin"}


def test_an_id_longer_than_512_bytes_is_refused() -> None:
    airport = the_class(AIRPORT)
    found, _ = airport.check({"faa": "가" * 200})

    with pytest.raises(DomainError, match="600 bytes"):
        airport.instance_id(found)


def test_a_class_without_a_key_makes_no_id() -> None:
    assert the_class(a_class("Note", a_property("text"))).instance_id({}) is None


def test_a_patch_removes_with_null_and_cannot_remove_what_is_required() -> None:
    flight = the_class(FLIGHT, AIRPORT)

    found, problems = flight.check_patch({"dep_delay": None, "origin": None, "place": {"city": None}})

    assert {flight.names[id_]: value for id_, value in found.items()} == {"dep_delay": None, "place": {"city": None}}
    assert [(each.code, each.path) for each in problems] == [("missing_property", "/data/origin")]


def test_a_patch_of_money_may_bring_one_part() -> None:
    flight = the_class(FLIGHT, AIRPORT)

    found, problems = flight.check_patch({"price": {"amount": 5}})

    assert not problems
    assert [*found.values()] == [{"amount": "5"}]


def test_references_name_the_root_of_the_target() -> None:
    ontology = compiled(
        a_class("Place", a_property("code"), key=["code"]),
        a_class("Airport", parent="Place"),
        a_class("Flight", relationships=[{"name": "to", "target": "Airport"}]),
    )
    flight = ontology.named("Flight")
    found, _ = flight.check({"to": "JFK"})

    assert flight.references(found) == [(next(iter(found)), ontology.named("Place").id, "JFK")]


def test_a_subclass_has_all_of_its_parents_and_belongs_to_their_families() -> None:
    ontology = compiled(
        a_class("Place", a_property("code"), key=["code"], abstract=True),
        a_class("Airport", a_property("runways", "xsd:int"), parent="Place"),
    )
    place, airport = ontology.named("Place"), ontology.named("Airport")

    assert {*airport.names.values()} == {"code", "runways"}
    assert airport.key == ("code",)
    assert airport.root_id == place.id
    assert {*place.family} == {place.id, airport.id}
    assert place.abstract
    assert not airport.abstract


def test_searchable_fields_begin_with_stable_ids() -> None:
    flight = the_class(FLIGHT, AIRPORT)
    ids = {name: id_ for id_, name in flight.names.items()}

    fields = flight.fields()

    assert fields[ids["dep_delay"]] == "number"
    assert fields[f"{ids['price']}.amount"] == "number"
    assert fields[f"{ids['place']}.city"] == "text"
    assert fields[f"{ids['place']}.at"] == "point"
    assert fields[ids["tags"]] == "text"
    assert fields[ids["origin"]] == "keyword"
    assert fields[ids["place"]] == fields[ids["price"]] == "composite"


def test_values_of_removed_properties_are_let_be() -> None:
    flight = the_class(FLIGHT, AIRPORT)
    found, _ = flight.check({"flight": 1, "origin": "JFK"})

    assert flight.check_again({**found, "gone_123456": 5}) == []
    assert "gone_123456" not in flight.named({**found, "gone_123456": 5})


def test_an_unknown_class_comes_with_a_hint() -> None:
    with pytest.raises(DomainError) as refused:
        compiled(AIRPORT).named("Airprot")

    assert refused.value.code == "unknown_class"
    assert refused.value.problems[0].hint == "did you mean 'Airport'?"
