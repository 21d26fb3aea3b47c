"""What a stored value reads as under its property's type today."""

from decimal import Decimal
from typing import Any

import pytest

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import TYPES, compile_check
from spice.domain.ontology.compiled.stored import form_of, read_otherwise, read_stored
from spice.domain.ontology.retyping import retyped
from spice.domain.personal import SealedValue

KOREA = Home(zone="Asia/Seoul", region="KR")
SEALED = str(SealedValue(subject="s", generation=1, box=b"box"))


def spec(type_: str, **more: Any) -> dict[str, Any]:
    return {"id": "v", "name": "v", "type": type_, **more}


@pytest.mark.parametrize("home", [NOWHERE, KOREA])
@pytest.mark.parametrize("name", TYPES)
def test_what_is_in_normal_form_reads_as_it_is(name: str, home: Home) -> None:
    examples = TYPES[name].examples
    inside = {"values": list(examples)} if name == "ENUM" else {}
    values = [compile_check(spec(name, **inside), NOWHERE)(example) for example in examples]

    assert [read_otherwise({"v": form_of(spec(name))}, {"v": value}, home) for value in values] == [{}] * len(values)


@pytest.mark.parametrize(
    ("type_", "value", "read"),
    [
        ("PHONE", "010-1234-5678", "+821012345678"),
        ("DATETIME", "2024-03-05T09:00:00", "2024-03-05T00:00:00Z"),
        ("xsd:integer", "12", None),
        ("xsd:integer", True, None),
        ("xsd:boolean", 1, None),
        ("xsd:decimal", 12, 12),
        ("xsd:string", Decimal("1.5"), None),
        ("xsd:string", ["a"], None),
        ("ENUM", "of old", "of old"),
        ("EMAIL", SEALED, SEALED),
    ],
)
def test_another_type_reads_it_as_a_write_does(type_: str, value: object, read: object) -> None:
    assert read_stored(form_of(spec(type_)), value, KOREA) == read


def test_only_what_reads_otherwise_is_told() -> None:
    forms = {name: form_of(spec(type_)) for name, type_ in (("a", "EMAIL"), ("b", "xsd:int"), ("c", "xsd:string"))}

    assert read_otherwise(forms, {"a": "B@X.com", "b": "1", "c": "c"}, NOWHERE) == {"a": "B@x.com", "b": None}


@pytest.mark.parametrize(
    ("before", "after", "otherwise"),
    [
        (spec("xsd:string"), spec("EMAIL"), True),
        (spec("xsd:int"), spec("xsd:integer"), False),
        (spec("xsd:string"), spec("ARRAY", items=spec("xsd:string")), True),
        (spec("ARRAY", items=spec("xsd:string")), spec("ARRAY", items=spec("UUID")), True),
        (spec("OBJECT", properties=[]), spec("OBJECT", properties=[spec("UUID")]), False),
        (spec("OBJECT", properties=[spec("xsd:string")]), spec("OBJECT", properties=[spec("UUID")]), True),
        (spec("xsd:string"), spec("xsd:string", constraints={"max_length": 3}), False),
    ],
)
def test_a_wider_type_or_one_more_part_reads_what_was_there_alike(
    before: dict[str, Any], after: dict[str, Any], otherwise: bool
) -> None:
    assert retyped(form_of(before), form_of(after)) is otherwise
