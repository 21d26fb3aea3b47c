"""A file of classes says what the classes are: what it leaves out of them is gone, and an id outlives a name."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from cli.commands.ontology.declared import changes_of
from cli.failure import WrongUse
from tests.unit.domain.builders import Documents, change, documents_of

PLACE = {"name": "Place", "properties": [{"name": "code", "type": "xsd:string", "required": True}], "key": ["code"]}
PORT = {"name": "Port", "parent": "Place", "label": "a port", "properties": [{"name": "runways", "type": "xsd:int"}]}
FLIGHT = {
    "name": "Flight",
    "abstract": True,
    "relationships": [{"name": "origin", "target": "Port"}, {"name": "destination", "target": "Port"}],
}
BEFORE = documents_of(PLACE, PORT, FLIGHT)


def known(documents: Documents = BEFORE) -> list[dict[str, Any]]:
    """The classes as `spice ontology show --json` tells them."""
    told: list[dict[str, Any]] = json.loads(json.dumps([*documents.values()]))
    return told


def applied(document: object, documents: Documents = BEFORE, **asked: bool) -> dict[str, Mapping[str, Any]]:
    """Apply a document by the rules of the platform; the classes by name."""
    outcome = change(documents, *changes_of(document, known(documents), **asked)["changes"])
    assert not outcome.problems, outcome.problems
    after = {**documents, **outcome.documents}
    return {str(each["name"]): each for each in after.values() if each is not None}


def ids(classes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {name: str(each["id"]) for name, each in classes.items()}


def test_what_a_class_leaves_out_is_gone() -> None:
    after = applied([{"name": "Flight"}, {"name": "Port"}])

    assert (after["Flight"]["relationships"], after["Flight"]["abstract"]) == ([], False)
    assert (after["Port"]["parent"], after["Port"]["properties"], "label" in after["Port"]) == (None, [], False)


def test_a_file_that_was_applied_changes_nothing() -> None:
    again = changes_of([PLACE, PORT, FLIGHT], known())["changes"]

    assert change(BEFORE, *again).nothing


def test_an_id_with_another_name_is_a_rename_whoever_speaks_of_it() -> None:
    place, port, flight = known()
    place["name"], port["name"], port["parent"] = "Site", "Airport", "Site"
    for each in flight["relationships"]:
        each["target"] = "Airport"

    after = applied([flight, port, place], delete_missing=True)

    renamed = {"Site": BEFORE[place["id"]]["id"], "Airport": port["id"], "Flight": flight["id"]}
    assert ids(after) == renamed
    assert after["Airport"]["parent"] == "Site"


def test_a_name_may_pass_to_another_class() -> None:
    place, port, flight = known()
    old = {**port, "name": "OldPort"}
    new = {"name": "Port", "properties": []}

    after = applied([place, old, new, flight])

    assert ids(after)["OldPort"] == port["id"]
    assert ids(after)["Port"] != port["id"]
    assert {each["target"] for each in after["Flight"]["relationships"]} == {"Port"}


def test_names_may_move_up_a_line() -> None:
    place, port, flight = known()

    after = applied([{**place, "name": "Port"}, {**port, "name": "Flight", "parent": "Port"}], delete_missing=True)

    assert ids(after) == {"Port": place["id"], "Flight": port["id"]}
    assert flight["id"] not in ids(after).values()


def test_a_name_is_one_in_every_normal_form() -> None:
    before = documents_of({"name": "항공편", "label": "x"})
    file = [{"name": unicodedata.normalize("NFD", "항공편"), "label": "y"}]

    after = applied(file, before, delete_missing=True)

    assert {name: each["label"] for name, each in after.items()} == {"항공편": "y"}
    update = {"op": "update", "name": file[0]["name"], "patch": {}}
    assert changes_of({"changes": [update]}, known(before), delete_missing=True)["changes"] == [update]


def test_what_stands_beside_the_classes_is_sent() -> None:
    terms: Mapping[str, Any] = {
        "message": "m",
        "waive": [{"path": "/Port/label", "reason": "r"}],
        "migrations": [{"op": "drop", "class": "Port"}],
    }

    for document in ({"classes": [{"name": "Port"}]}, {"changes": [{"op": "delete", "name": "Port"}]}):
        body = changes_of({**document, **terms}, known())

        assert body.items() >= terms.items()
        assert body.keys() == {"changes", *terms}


@pytest.mark.parametrize(
    "document",
    [
        {"classes": [], "waived": []},
        {"changes": [], "classes": []},
        {"migrations": []},
        {"classes": {"name": "Port"}},
        [{"label": "x"}],
        [{"name": "Port"}, {"name": "Port"}],
        "Port",
    ],
)
def test_what_is_no_document_of_classes_is_wrong_use(document: object) -> None:
    with pytest.raises(WrongUse):
        changes_of(document, known())


def test_one_class_is_a_document_too() -> None:
    found: Sequence[Any] = changes_of({"name": "New"}, known())["changes"]

    assert found == [{"op": "create", "class": {"name": "New"}}]
