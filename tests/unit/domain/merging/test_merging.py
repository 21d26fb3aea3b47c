"""What a merge keeps, and what it asks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest

from spice.domain.ontology.merging.conflicts import Conflict
from spice.domain.ontology.merging.merge import Merged, merge_ontologies
from spice.domain.ontology.merging.reading_trees import tree_of
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.ontology.part_ids import ids_of
from tests.unit.domain.builders import Documents, a_class, a_property, change
from tests.unit.domain.merging.histories import WORLD, merged
from tests.unit.domain.shops import named, result

OURS, THEIRS = UUID(int=41), UUID(int=42)
Patch = Mapping[str, object]


def rename(name: str, to: str, property_: str | None = None) -> Patch:
    part = {} if property_ is None else {"property": property_}
    return {"op": "rename", "class": name, **part, "to": to}


def patch(name: str, **fields: object) -> Patch:
    return {"op": "update", "name": name, "patch": fields}


def part(name: str, property_: str, field: str = "properties", /, **facets: object) -> Patch:
    """Change facets of a part; None drops it."""
    listed = parts(WORLD, name, field)
    changed = [{**each, **facets} if each["name"] == property_ else each for each in listed.values()]
    return patch(name, **{field: changed})


def without(name: str, property_: str, field: str = "properties") -> Patch:
    return patch(name, **{field: [each for each in parts(WORLD, name, field).values() if each["name"] != property_]})


def added(name: str, *new: Mapping[str, object], field: str = "properties") -> Patch:
    return patch(name, **{field: [*parts(WORLD, name, field).values(), *new]})


def parts(documents: Documents, name: str, field: str = "properties") -> dict[str, dict[str, object]]:
    found = named(documents, name)[field]
    assert isinstance(found, list)
    return {each["name"]: each for each in found}


def both(ours: Patch | Sequence[Patch], theirs: Patch | Sequence[Patch], *choices: Resolution) -> Merged:
    """Merge two branches of the world, each of one commit."""
    left, right = (
        result(change(WORLD, *([side] if isinstance(side, Mapping) else side), command_id=command), WORLD)
        for side, command in ((ours, OURS), (theirs, THEIRS))
    )
    return merged(WORLD, left, right, *choices)


def clean(found: Merged) -> Documents:
    assert (found.conflicts, found.outcome.problems) == ([], [])
    return found.documents


def the_conflict(found: Merged) -> Conflict:
    (conflict,) = found.conflicts
    return conflict


def test_what_is_renamed_here_and_edited_there_is_both() -> None:
    class_ = clean(both(rename("City", "Town"), patch("City", label={"ko": "도시"})))
    property_ = clean(both(rename("Shop", "number", "code"), part("Shop", "code", description={"en": "Its number"})))
    referred = clean(
        both(rename("Place", "Site"), added("Shop", {"name": "at", "target": "Place"}, field="relationships"))
    )

    assert named(class_, "Town")["label"] == {"ko": "도시"}
    assert parts(class_, "Shop", "relationships")["city"]["target"] == "Town"
    assert parts(property_, "Shop")["number"]["description"] == {"en": "Its number"}
    assert named(property_, "Shop")["key"] == ["number"]
    assert parts(referred, "Shop", "relationships")["at"]["target"] == "Site"
    assert named(referred, "City")["parent"] == "Site"


def test_sets_are_merged_member_by_member() -> None:
    labels = clean(both(patch("Shop", label={"ko": "상점"}), patch("Shop", label={"en": None, "ja": "店"})))
    values = parts(WORLD, "City")["state"]["values"]
    assert isinstance(values, list)
    members = clean(
        both(
            part("City", "state", values=[*values, {"name": "planned"}]),
            part("City", "state", values=[{**values[0], "label": {"ko": "새"}}, values[2]]),
        )
    )
    listed = clean(
        both(
            part(
                "Shop", "tags", items={"type": "xsd:string", "constraints": {"max_length": 9, "enum": ["a", "b", "c"]}}
            ),
            part("Shop", "tags", items={"type": "xsd:string", "constraints": {"min_length": 1, "enum": ["b"]}}),
        )
    )

    assert named(labels, "Shop")["label"] == {"ko": "상점", "ja": "店"}
    merged_values = parts(members, "City")["state"]["values"]
    assert isinstance(merged_values, list)
    assert [each["name"] for each in merged_values] == ["new", "gone", "planned"]
    assert merged_values[0]["label"] == {"ko": "새"}
    assert parts(listed, "Shop")["tags"]["items"] == {
        "type": "xsd:string",
        "constraints": {"enum": ["b", "c"], "min_length": 1},
    }


def test_orders_are_merged_with_what_comes_and_goes() -> None:
    names = [*parts(WORLD, "Shop")]
    code, about, tags = parts(WORLD, "Shop").values()

    moved = clean(both(patch("Shop", properties=[tags, code, about]), added("Shop", a_property("fresh"))))
    asked = both(patch("Shop", properties=[tags, code, about]), patch("Shop", properties=[about, code, tags]))

    assert [*parts(moved, "Shop")] == ["tags", "code", "about", "fresh"]
    conflict = the_conflict(asked)
    assert (conflict.kind, conflict.path, conflict.base) == ("order", "/Shop/properties", names)
    theirs = clean(
        both(
            patch("Shop", properties=[tags, code, about]),
            patch("Shop", properties=[about, code, tags]),
            Resolution(conflict_id=conflict.id, choice="theirs"),
        )
    )
    assert [*parts(theirs, "Shop")] == ["about", "code", "tags"]


def test_equal_edits_are_one() -> None:
    twin = added("Shop", a_property("phone", "EMAIL"))

    found = clean(both([rename("City", "Town"), twin], [rename("City", "Town"), twin]))

    assert [*parts(found, "Shop")] == ["code", "about", "tags", "phone"]
    assert named(found, "Town")["id"] == named(WORLD, "City")["id"]


@pytest.mark.parametrize(
    "edit",
    [
        part("Shop", "about", name="info"),
        part("Shop", "about", description={"en": "More"}),
        part("Shop", "about", properties=[{"name": "road", "type": "xsd:string"}]),
    ],
)
def test_dropped_here_and_changed_there_is_asked(edit: Patch) -> None:
    for ours, theirs in ((without("Shop", "about"), edit), (edit, without("Shop", "about"))):
        conflict = the_conflict(both(ours, theirs))

        assert (conflict.kind, conflict.severity) == ("delete_edit", "breaking")
        assert (conflict.ours is None) != (conflict.theirs is None)
        assert [*conflict.choices] == ["ours", "theirs", "base"]
        for choice, kept in (("ours", conflict.ours), ("theirs", conflict.theirs), ("base", conflict.base)):
            found = clean(both(ours, theirs, Resolution(conflict_id=conflict.id, choice=choice)))
            left = [each for each in parts(found, "Shop").values() if each["name"] in ("about", "info")]
            assert left == ([] if kept is None else [kept])


def test_a_class_that_is_dropped_here_and_referred_to_there_is_asked() -> None:
    drop = [without("Shop", "city", "relationships"), {"op": "delete", "name": "City"}]

    by_target = both(
        drop, [{"op": "create", "class": a_class("Mayor", relationships=[{"name": "of", "target": "City"}])}]
    )
    by_parent = both([{"op": "create", "class": a_class("Capital", parent="City")}], drop)
    by_key = both(without("Place", "size"), patch("Place", key=["name", "size"]))

    for found, path, keeps in ((by_target, "/City", "theirs"), (by_parent, "/City", "ours")):
        conflict = the_conflict(found)
        assert (conflict.kind, conflict.path, [*conflict.choices]) == ("still_referenced", path, [keeps, "base"])
    assert the_conflict(by_key).path == "/Place/properties/size"
    kept = both(
        drop,
        [{"op": "create", "class": a_class("Mayor", relationships=[{"name": "of", "target": "City"}])}],
        Resolution(conflict_id=the_conflict(by_target).id, choice="theirs"),
    )
    assert parts(clean(kept), "Mayor", "relationships")["of"]["target"] == "City"
    assert "city" not in parts(kept.documents, "Shop", "relationships")


def test_two_edits_of_one_facet_are_asked_with_all_three_values() -> None:
    sides = part("Shop", "code", unit="piece"), part("Shop", "code", unit="box")

    conflict = the_conflict(both(*sides))

    assert (conflict.kind, conflict.path) == ("add_add", "/Shop/properties/code/unit")
    assert (conflict.base, conflict.ours, conflict.theirs) == (None, "piece", "box")
    for choice, value, unit in (
        ("ours", None, "piece"),
        ("theirs", None, "box"),
        ("base", None, None),
        ("value", "crate", "crate"),
    ):
        answer = Resolution(conflict_id=conflict.id, choice=choice, value=value)
        assert parts(clean(both(*sides, answer)), "Shop")["code"].get("unit") == unit


def test_two_types_are_asked_with_what_hangs_on_them() -> None:
    sides = (
        part("Place", "size", type="xsd:decimal"),
        part("Place", "size", type="ENUM", values=["s", "l"], constraints=None),
    )

    conflict = the_conflict(both(*sides))

    assert (conflict.path, conflict.severity) == ("/Place/properties/size/type", "breaking")
    assert conflict.base == {"type": "xsd:integer", "constraints": {"minimum": 0}}
    theirs = parts(clean(both(*sides, Resolution(conflict_id=conflict.id, choice="theirs"))), "Place")["size"]
    assert (theirs["type"], "constraints" in theirs) == ("ENUM", False)
    value = {"type": "ENUM", "values": ["small"]}
    given = parts(clean(both(*sides, Resolution(conflict_id=conflict.id, choice="value", value=value))), "Place")[
        "size"
    ]
    assert isinstance(given["values"], list)
    assert [each["name"] for each in given["values"]] == ["small"]
    assert given["values"][0]["id"]


def test_a_type_changed_here_and_its_constraints_there_are_one_question() -> None:
    sides = (
        part("Place", "size", type="xsd:string", constraints={}),
        part("Place", "size", constraints={"minimum": 0, "maximum": 9}),
    )

    assert the_conflict(both(*sides)).path == "/Place/properties/size/type"
    free = clean(both(part("Place", "size", type="xsd:string", constraints={}), part("Place", "size", label="Size")))
    assert parts(free, "Place")["size"]["label"] == "Size"


def test_what_both_added_under_one_name_is_one_thing_with_questions() -> None:
    ours = added("Shop", a_property("floor", "xsd:integer", label={"en": "Floor"}))
    theirs = added("Shop", a_property("floor", "xsd:string", label={"ko": "층"}))

    found = both(ours, theirs)

    conflict = the_conflict(found)
    assert (conflict.kind, conflict.path, conflict.base) == ("add_add", "/Shop/properties/floor/type", None)
    assert [*conflict.choices] == ["ours", "theirs", "value"]
    floor = parts(clean(both(ours, theirs, Resolution(conflict_id=conflict.id, choice="theirs"))), "Shop")["floor"]
    assert (floor["type"], floor["label"]) == ("xsd:string", {"en": "Floor", "ko": "층"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (added("Shop", a_property("floor")), added("Shop", a_property("floor"))),
        ({"op": "create", "class": a_class("Town", a_property("floor"))},) * 2,
    ],
)
def test_what_main_added_keeps_its_ids_when_a_branch_that_added_it_too_takes_it_in(one: Patch, other: Patch) -> None:
    main = result(change(WORLD, one, command_id=OURS), WORLD)
    branch = result(change(WORLD, other, command_id=THEIRS), WORLD)
    keep = {id_ for document in main.values() for id_ in ids_of(document)}

    taken = merge_ontologies(tree_of(WORLD), branch, main, command_id=OURS, keep=keep)

    assert main != branch
    assert clean(taken) == main
    assert clean(merged(main, main, taken.documents)) == main


def test_two_things_that_came_to_one_name_are_asked() -> None:
    ours = rename("Shop", "site", "about")
    theirs = added("Shop", {"name": "site", "target": "Place"}, field="relationships")

    conflict = the_conflict(both(ours, theirs))

    assert (conflict.kind, [*conflict.choices]) == ("same_name", ["ours", "theirs", "value"])
    mine = clean(both(ours, theirs, Resolution(conflict_id=conflict.id, choice="ours")))
    assert ("site" in parts(mine, "Shop"), "site" in parts(mine, "Shop", "relationships")) == (True, False)
    yours = clean(both(ours, theirs, Resolution(conflict_id=conflict.id, choice="theirs")))
    assert ("about" in parts(yours, "Shop"), "site" in parts(yours, "Shop", "relationships")) == (True, True)
    other = clean(both(ours, theirs, Resolution(conflict_id=conflict.id, choice="value", value="place")))
    assert ("site" in parts(other, "Shop"), "place" in parts(other, "Shop", "relationships")) == (True, True)


def test_a_merged_ontology_is_checked_like_one_that_is_written() -> None:
    inherited = both(added("Place", a_property("mail", "EMAIL")), added("City", a_property("mail", "EMAIL")))
    crossed = both(patch("Place", parent="Shop", key=None, properties=[]), patch("Shop", parent="Place", key=None))

    assert {problem.code for problem in inherited.outcome.problems} == {"already_exists"}
    assert all("change one of the branches" in str(problem.hint) for problem in inherited.outcome.problems)
    assert "constraint_violated" in {problem.code for problem in crossed.outcome.problems}


def test_an_answer_holds_for_its_question_alone() -> None:
    ours, theirs = patch("Shop", label={"en": "Store"}), patch("Shop", label={"en": "Boutique"})
    conflict = the_conflict(both(ours, theirs))
    answer = Resolution(conflict_id=conflict.id, choice="theirs")

    elsewhere = both(
        [ours, rename("Shop", "Market"), rename("City", "Town")], [theirs, part("Place", "size", unit="m")], answer
    )
    changed = both(ours, patch("Shop", label={"en": "Kiosk"}), answer)
    wrong = both(ours, theirs, Resolution(conflict_id=conflict.id, choice="both"))

    assert named(clean(elsewhere), "Market")["label"] == {"en": "Boutique", "ko": "가게"}
    assert the_conflict(changed).id != conflict.id
    assert [(each.code, each.path) for each in changed.outcome.problems] == [
        ("not_found", "/resolutions/0/conflict_id")
    ]
    assert [(each.code, each.path) for each in wrong.outcome.problems] == [
        ("constraint_violated", "/resolutions/0/choice")
    ]


def test_a_value_may_refer_and_may_have_parts() -> None:
    place = {"op": "create", "class": a_class("Region", a_property("code"))}
    sides = [place, patch("City", parent="Region")], patch("City", parent=None)
    conflict = the_conflict(both(*sides))
    answer = Resolution(conflict_id=conflict.id, choice="value", value="Shop")
    assert named(clean(both(*sides, answer)), "City")["parent"] == "Shop"
    labels = patch("City", label="Town"), patch("City", label={"en": "Town"})
    text = Resolution(conflict_id=the_conflict(both(*labels)).id, choice="value", value={"ko": "도시"})
    assert named(clean(both(*labels, text)), "City")["label"] == {"ko": "도시"}


def test_a_value_is_read_as_a_client_writes_it() -> None:
    sides = patch("City", parent="Shop", properties=[]), patch("City", parent=None, key=None)
    conflict = the_conflict(both(*sides))

    found = both(*sides, Resolution(conflict_id=conflict.id, choice="value", value="Nowhere"))

    assert conflict.path == "/City/parent"
    assert ("unknown_class", "/City/parent") in {(each.code, each.path) for each in found.outcome.problems}
    broken = both(
        part("Shop", "code", unit="piece"),
        part("Shop", "code", unit="box"),
        Resolution(
            conflict_id=the_conflict(both(part("Shop", "code", unit="piece"), part("Shop", "code", unit="box"))).id,
            choice="value",
            value=[5],
        ),
    )
    assert {each.code for each in broken.outcome.problems} == {"wrong_type"}
