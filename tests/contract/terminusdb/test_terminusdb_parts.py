"""Classes and the flat documents they are kept as."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spice.adapters.terminusdb.parts import join, split

IDS = st.one_of(st.from_regex("[a-z_0-9]{1,6}", fullmatch=True), st.text(min_size=1, max_size=4))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=3), inside, max_size=2),
    max_leaves=4,
)
LABELS = st.text(max_size=5) | st.dictionaries(st.sampled_from(["ko", "en"]), st.text(max_size=5), max_size=2)


def parts(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inside, max_size=3, unique_by=lambda part: part["id"])


MEMBERS = parts(st.fixed_dictionaries({"id": IDS, "name": st.text(max_size=3)}, optional={"label": LABELS}))
PROPERTIES = st.recursive(
    st.fixed_dictionaries({"id": IDS}, optional={"name": st.text(max_size=3) | st.none(), "values": MEMBERS | VALUES}),
    lambda inside: st.fixed_dictionaries(
        {"id": IDS},
        optional={"properties": parts(inside), "items": inside, "label": LABELS, "default": VALUES},
    ),
    max_leaves=6,
)
CLASSES = st.dictionaries(
    IDS,
    st.fixed_dictionaries(
        {"name": st.text(max_size=4)},
        optional={
            "properties": parts(PROPERTIES) | VALUES,
            "relationships": parts(PROPERTIES),
            "label": LABELS,
            "key": st.lists(st.text(max_size=3), max_size=2),
            "parts": VALUES,
        },
    ),
    max_size=3,
)


@given(CLASSES)
def test_classes_come_back_whole(classes: dict[str, Any]) -> None:
    documents = split(classes)

    assert join(documents) == classes
    assert all(type(value) is str for fields in documents.values() for value in fields.values())
    assert all(re.fullmatch("[A-Za-z]+/[A-Za-z0-9_.-]+", id_) for id_ in documents)


def test_each_part_is_a_document_of_its_own() -> None:
    sizes = {"id": "sizes_1", "name": "sizes", "items": {"type": "ENUM", "values": [{"id": "s", "name": "작은"}]}}
    owner = {"id": "owner_2", "name": "소유자", "target": "Person"}
    document = {"id": "car_0", "name": "Car", "label": {"ko": "차", "en": "car"}}

    documents = split({"car_0": {**document, "properties": [sizes], "relationships": [owner]}})

    assert {id_: (fields.get("name"), fields.get("owner")) for id_, fields in documents.items()} == {
        "OntologyClass/car_0": ("Car", None),
        "OntologyProperty/car_0-p-sizes_1": ("sizes", "car_0"),
        "OntologyMember/car_0-p-sizes_1-ie-s": ("작은", "car_0-p-sizes_1"),
        "OntologyRelationship/car_0-r-owner_2": ("소유자", "car_0"),
    }
    assert documents["OntologyClass/car_0"]["labels"] == '{"en":"car","ko":"차"}'
