"""WOQL, as far as we speak it."""

from typing import Any

from tests.support.terminusdb.store import Change, Database

Answer = dict[str, Any]


def changes_of(query: dict[str, Any]) -> list[Change]:
    """Read what a query writes."""
    kind = query["@type"]
    if kind == "And":
        return [change for each in query["and"] for change in changes_of(each)]
    if kind == "DeleteDocument":
        return [("delete", query["identifier"]["node"])]
    verbs = {"InsertDocument": "insert", "UpdateDocument": "update"}
    return [(verbs[kind], _value(query["document"]))]


def _value(value: dict[str, Any]) -> Any:
    assert value["@type"] == "Value"
    if "dictionary" in value:
        assert value["dictionary"]["@type"] == "DictionaryTemplate"
        return {pair["field"]: _value(pair["value"]) for pair in value["dictionary"]["data"]}
    return value["data"]["@value"]


def found_by_metadata(database: Database, query: dict[str, Any]) -> Answer:
    """Answer the one question that is asked of the commit graph."""
    said, metadata, identifier = query["and"]
    assert [each["predicate"]["node"] for each in (metadata, identifier)] == ["@schema:metadata", "@schema:identifier"]
    field = said["predicate"]["node"].rpartition("#")[2].removeprefix("json:")
    value = said["object"]["data"]["@value"]
    bindings = [
        {
            "C": made.name,
            "Id": {"@type": "xsd:string", "@value": made.id},
            "J": f"terminusdb:///json/JSON/SHA1/{made.id}",
        }
        for made in database.commits.values()
        if made.said.get("metadata", {}).get(field) == value
    ]
    return done(["J", "C", "Id"], bindings)


def done(names: list[str], bindings: list[Any], *, inserts: int = 0, deletes: int = 0) -> Answer:
    """Write an answer."""
    return {
        "@type": "api:WoqlResponse",
        "api:status": "api:success",
        "api:variable_names": names,
        "bindings": bindings,
        "deletes": deletes,
        "inserts": inserts,
        "transaction_retry_count": 0,
    }
