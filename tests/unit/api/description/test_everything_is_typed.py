"""The document types all that is taken and answered: a client may be generated from it, and knows what it gets."""

from collections.abc import Iterator
from typing import Any

from tests.support.described import described

USERS_OWN = {"#/components/schemas/Value"}
"""What the ontology of a database types, and its own document says: the one place where nothing is said here."""
SAYING = {"$ref", "type", "enum", "const", "anyOf", "allOf", "oneOf"}
NESTED = ("anyOf", "allOf", "oneOf")


def test_nothing_that_is_taken_or_answered_is_untyped() -> None:
    document = described()

    found = [*_of_components(document), *_of_operations(document)]

    assert [place for place, wrong in found if wrong] == []
    assert len(found) > 1000


def test_every_answer_in_json_says_what_data_and_meta_are() -> None:
    for place, schema in _answers(described()):
        properties = schema["properties"]
        assert {"data", "meta", "errors", "status", "message"} <= set(schema["required"]), place
        assert SAYING & properties["data"].keys(), place
        assert properties["meta"]["$ref"].endswith("Meta"), place


def test_facets_cursors_and_what_is_approximate_are_in_the_types_of_meta() -> None:
    schemas = described()["components"]["schemas"]

    counted = schemas["FoundMeta"]["properties"]["facets"]["additionalProperties"]["items"]
    assert counted == {"$ref": "#/components/schemas/FacetCount"}
    either = schemas["SearchMeta"]["properties"]["facets"]["additionalProperties"]["items"]["anyOf"]
    assert either == [{"$ref": f"#/components/schemas/{name}"} for name in ("FacetCount", "RangeCount")]
    assert schemas["RangeCount"]["required"] == ["count"]
    taken = schemas["SearchBody"]["properties"]["facets"]["items"]["anyOf"]
    assert taken == [{"type": "string", "minLength": 1}, {"$ref": "#/components/schemas/FacetBody"}]
    assert schemas["FoundMeta"]["required"] == ["request_id", "total"]
    assert schemas["PageMeta"]["properties"]["next_cursor"] == {"type": "string"}
    assert schemas["FiguresMeta"]["properties"]["approximate"]["items"] == {"type": "string"}


def test_a_refusal_lists_the_codes_that_lead_to_it() -> None:
    document = described()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = {
                code
                for status, reference in operation["responses"].items()
                if status >= "400"
                for code in _codes(document["components"]["responses"][reference["$ref"].rpartition("/")[2]])
            }
            assert told == set(operation["x-codes"]), f"{method} {path}"


def test_only_projections_have_their_names_listed() -> None:
    named = {
        path: parameter["schema"]
        for path, methods in described()["paths"].items()
        for operation in methods.values()
        for parameter in operation["parameters"]
        if (parameter["in"], parameter["name"]) == ("path", "name")
    }

    listed = [path for path, schema in named.items() if "enum" in schema]
    assert listed == ["/api/v1/admin/projections/{name}/rebuild"]
    assert "/api/v1/database/{db}/sheets/connections/{name}" in named


def test_what_has_an_entity_tag_says_so() -> None:
    paths = described()["paths"]
    tagged = {path for path, methods in paths.items() if "304" in methods.get("get", {"responses": {}})["responses"]}

    assert "/api/v1/database/{db}/instances/{class}/{id}" in tagged
    assert all("ETag" in paths[path]["get"]["responses"]["200"]["headers"] for path in tagged)


def _codes(response: Any) -> list[str]:
    errors = response["content"]["application/json"]["schema"]["properties"]["errors"]
    codes: list[str] = errors.get("contains", {"properties": {"code": {"enum": []}}})["properties"]["code"]["enum"]
    return codes


def _answers(document: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
                if "properties" in schema:
                    yield f"{method} {path} {status}", schema


def _of_components(document: Any) -> Iterator[tuple[str, bool]]:
    for name, schema in document["components"]["schemas"].items():
        yield from _untyped(schema, f"#/components/schemas/{name}")
    for name, response in document["components"]["responses"].items():
        yield from _untyped(response["content"]["application/json"]["schema"], name)


def _of_operations(document: Any) -> Iterator[tuple[str, bool]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            schemas = [each["schema"] for body in bodies for each in body.get("content", {}).values()]
            schemas += [parameter["schema"] for parameter in operation["parameters"]]
            for schema in schemas:
                yield from _untyped(schema, f"{method} {path}")


def _untyped(schema: Any, place: str) -> Iterator[tuple[str, bool]]:
    """Walk a schema; tell of each place whether it says nothing of what is there."""
    if place in USERS_OWN:
        return
    yield place, not isinstance(schema, dict) or not SAYING & schema.keys()
    yield place, schema.get("additionalProperties") is True
    if schema.get("type") == "array":
        yield from _untyped(schema.get("items", {}), f"{place}/items")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _untyped(schema["additionalProperties"], f"{place}/additionalProperties")
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        yield place, "properties" not in schema
    for name, part in schema.get("properties", {}).items():
        yield from _untyped(part, f"{place}/{name}")
    for word in NESTED:
        for part in schema.get(word, ()):
            yield from _untyped(part, f"{place}/{word}")


def test_what_must_be_answered_is_described_whatever_its_name() -> None:
    schemas = described()["components"]["schemas"]

    undescribed = {
        name: sorted(missing)
        for name, schema in schemas.items()
        if (missing := set(schema.get("required", [])) - schema.get("properties", {}).keys())
    }

    assert undescribed == {}
    assert schemas["Pull"]["properties"]["title"] == {"type": "string"}
