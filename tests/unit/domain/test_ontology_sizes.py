"""How large an ontology may be, and what a change of a large one costs."""

from time import process_time

from spice.domain.bounds import CHANGED_PARTS, CLASSES, INHERITANCE
from tests.unit.domain.builders import Documents, a_class, a_property, change, documents_of
from tests.unit.domain.shops import codes, named, result

SECONDS = 2.0


def classes(count: int) -> Documents:
    return {f"c{n}": {"id": f"c{n}", **a_class(f"C{n}"), "parent": None, "relationships": []} for n in range(count)}


def chain(length: int) -> list[dict[str, object]]:
    return [{"op": "create", "class": a_class(f"C{n}", parent=f"C{n - 1}" if n else None)} for n in range(length)]


def test_a_change_of_many_classes_costs_what_it_is_long() -> None:
    known, labels = classes(4000), [{"op": "update", "name": f"C{n}", "patch": {"label": "x"}} for n in range(1000)]
    more = [{"op": "create", "class": a_class(f"D{n}", a_property("size"))} for n in range(1000)]
    names = [{"op": "rename", "class": f"C{n}", "to": f"E{n}"} for n in range(1000)]

    began = process_time()
    outcomes = [change(known, *operations) for operations in (labels, more, names)]

    assert process_time() - began < SECONDS
    assert [len(outcome.documents) for outcome in outcomes] == [1000, 1000, 1000]


def test_a_hierarchy_has_a_depth() -> None:
    began = process_time()
    deep = change({}, *chain(1000))

    assert process_time() - began < SECONDS
    assert codes(deep) == {("constraint_violated", f"/changes/{INHERITANCE}/class/parent")}
    assert not change({}, *chain(INHERITANCE)).problems


def test_an_ontology_has_so_many_classes_and_one_that_has_more_may_still_shrink() -> None:
    full, over = classes(CLASSES), classes(CLASSES + 2)

    assert codes(change(full, {"op": "create", "class": a_class("More")})) == {
        ("constraint_violated", "/changes/0/class")
    }
    assert not change(full, {"op": "delete", "name": "C1"}, {"op": "create", "class": a_class("More")}).problems
    assert not change(over, {"op": "delete", "name": "C1"}).problems


def test_small_operations_on_what_is_large_end_somewhere() -> None:
    hub = documents_of(a_class("Hub"), *(a_class(f"C{n}", parent="Hub") for n in range(999)))
    wide = documents_of(a_class("Wide", *(a_property(f"p{n}") for n in range(3000))))
    names = [{"op": "rename", "class": f"Hub{n or ''}", "to": f"Hub{n + 1}"} for n in range(1000)]
    labels = [{"op": "update", "name": "Wide", "patch": {"label": str(n)}} for n in range(1000)]

    began = process_time()
    refused = [change(hub, *names), change(wide, *labels)]

    assert process_time() - began < 2 * SECONDS
    for outcome in refused:
        assert [problem.code for problem in outcome.problems] == ["too_large"]
        assert str(CHANGED_PARTS) in outcome.problems[0].message
    assert not change(hub, *names[:90]).problems


def test_a_class_and_its_property_that_are_renamed_at_once_are_followed() -> None:
    city = a_class("City", a_property("code"), key=["code"])
    known = documents_of(city, a_class("Capital", parent="City", key=["code"]))
    properties = named(known, "City")["properties"]
    assert isinstance(properties, list)
    patch = {"name": "Town", "key": ["number"], "properties": [{**properties[0], "name": "number"}]}

    after = result(change(known, {"op": "update", "name": "City", "patch": patch}), known)

    assert named(after, "Town")["key"] == named(after, "Capital")["key"] == ["number"]
