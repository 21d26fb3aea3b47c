"""Ontologies as the world writes them: what goes out comes back whole, and what others wrote comes in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from spice.application.ground.interchange.formats import read_bytes, write_bytes
from spice.application.ground.interchange.media_types import JSON_LD, MEDIA_TYPES, RDF_XML, TURTLE, owl_syntax
from spice.application.ground.interchange.reading import read_graph
from spice.application.ground.interchange.writing import write_graph
from spice.domain.administration import ChangeOntology
from spice.domain.ontology.changes import apply_changes
from tests.flow.conftest import Air
from tests.flow.interchange.ontologies import EVERYTHING, FOREIGN, ontologies
from tests.support.api_client import Reply

COMMAND = UUID(int=7)
every_syntax = pytest.mark.parametrize("kind", [JSON_LD, TURTLE, RDF_XML])
Documents = Mapping[str, dict[str, object]]


def made(changes: list[dict[str, Any]], documents: Documents | None = None) -> Documents:
    """Apply operations to an ontology."""
    outcome = apply_changes(
        documents or {}, ChangeOntology(changes=changes, message="m"), command_id=COMMAND, instances=lambda _: 0
    )
    assert outcome.problems == []
    return {id_: document for id_, document in outcome.documents.items() if document is not None}


def there_and_back(documents: Documents, kind: str) -> Documents:
    """Write an ontology, read it, and take it into an empty one."""
    by_name = {str(document["name"]): document for document in documents.values()}
    written = write_bytes(write_graph(documents.values(), by_name), kind)
    read = read_graph(read_bytes(written, kind))
    assert read.left_out == []
    return made([{"op": "adopt", "class": each} for each in read.classes])


@every_syntax
def test_everything_that_is_modelled_comes_back(kind: str) -> None:
    documents = made([{"op": "create", "class": each} for each in EVERYTHING])

    assert there_and_back(documents, kind) == documents


@every_syntax
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ontology=ontologies())
def test_any_ontology_comes_back(kind: str, ontology: list[dict[str, Any]]) -> None:
    documents = made([{"op": "create", "class": each} for each in ontology])

    assert there_and_back(documents, kind) == documents


@every_syntax
def test_taken_in_again_nothing_changes(kind: str) -> None:
    documents = made([{"op": "create", "class": each} for each in EVERYTHING])
    by_name = {str(document["name"]): document for document in documents.values()}
    read = read_graph(read_bytes(write_bytes(write_graph(documents.values(), by_name), kind), kind))

    assert made([{"op": "adopt", "class": each} for each in read.classes], documents) == {}


def send(air: Air, kind: str, body: bytes | str, query: str = "", database: str = "air") -> Reply:
    """Import a document."""
    url, packed = f"/database/{database}/ontology/import{query}", isinstance(body, bytes)
    return air.client.call("POST", url, body, headers={"content-type": kind}, packed=packed)


@every_syntax
def test_an_export_fills_an_empty_database_in_one_commit(air: Air, kind: str) -> None:
    assert air.write("POST", "/database", {"name": "other"}).data["state"] == "COMPLETED"
    form, accept = ("jsonld", "*/*") if kind == JSON_LD else ("owl", kind)
    exported = air.client.get(f"/database/air/ontology?format={form}", headers={"accept": accept})

    accepted = send(air, kind, exported.body, "?message=copied", "other")
    air.platform.settle()

    assert exported.headers["Content-Type"] == kind
    assert accepted.status == 202, accepted.body
    outcome = air.client.get(f"/commands/{accepted.data['command_id']}").data
    assert (outcome["state"], len(outcome["result"]["changes"])) == ("COMPLETED", 2)
    assert air.client.get("/database/other/ontology").data == air.client.get("/database/air/ontology").data
    assert [each["message"] for each in air.client.get("/database/other/commits").data] == ["copied"]


def test_a_class_alone_is_exported_and_taken_back(air: Air) -> None:
    exported = air.client.get("/database/air/ontology/Flight?format=jsonld")

    said = send(air, JSON_LD, exported.body, "?dry_run=true")

    assert said.status == 200, said.body
    assert (said.data["changed"], said.json["meta"]["left_out"]) == (False, [])


def test_what_others_wrote_comes_in_and_the_rest_is_listed(air: Air) -> None:
    said = send(air, TURTLE, FOREIGN)
    air.platform.settle()

    assert said.status == 202, said.body
    left = {
        (each["subject"].rpartition("/")[2], each["predicate"].rpartition("#")[2])
        for each in said.json["meta"]["left_out"]
    }
    assert {("me", "type"), ("knows", "inverseOf"), ("Person", "disjointWith"), ("age", "domain")} <= left
    assert not {subject for subject, _ in left} & {"name", "Agent"}
    person = air.client.get("/database/air/ontology/Person").data
    assert (person["parent"], person["label"]) == ("Agent", {"en": "Person", "ko": "사람"})
    assert person["description"] == "A person."
    assert [(each["name"], each["type"]) for each in person["properties"]] == [
        ("birthday", "xsd:date"),
        ("height", "xsd:double"),
    ]
    assert [(each["name"], each["target"], each["cardinality"]) for each in person["relationships"]] == [
        ("knows", "Person", "many_to_many"),
        ("workplace", "Agent", "many_to_one"),
    ]
    assert [each["name"] for each in air.client.get("/database/air/ontology/Agent").data["properties"]] == ["name"]


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:&b;"/></rdf:RDF>"""
OUTSIDE = BOMB.replace('<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (RDF_XML, BOMB, "not_supported"),
        (RDF_XML, OUTSIDE, "not_supported"),
        (RDF_XML, BOMB.encode("utf-16"), "not_supported"),
        (RDF_XML, "<rdf", "malformed_json"),
        (JSON_LD, '{"@context": "http://127.0.0.1:9/context", "@id": "x:y"}', "not_supported"),
        (JSON_LD, '{"@context": [{"a": "x:b"}, "http://127.0.0.1:9/c"], "@id": "x:y"}', "not_supported"),
        (JSON_LD, '{"@context": {"@import": "http://127.0.0.1:9/c"}, "@id": "x:y"}', "not_supported"),
        (JSON_LD, '{"@id": "x:y", "x:z": {"@context": "http://127.0.0.1:9/c"}}', "not_supported"),
        (JSON_LD, '{"@context": {"a": {"@id": "x:b", "@context": "http://127.0.0.1:9/c"}}}', "not_supported"),
        (JSON_LD, '{"@context": [["http://127.0.0.1:9/c"], null], "@id": "x:y"}', "not_supported"),
        (JSON_LD, "-1058750", "malformed_json"),
        (JSON_LD, "null", "malformed_json"),
        (JSON_LD, "[" * 5000, "malformed_json"),
        (JSON_LD, "[" * 300 + "]" * 300, "malformed_json"),
        (JSON_LD, "\xff".encode("latin-1"), "malformed_json"),
        (TURTLE, "<a> <b>", "malformed_json"),
        (TURTLE, "<a:a> <b:b> " + "[<c:c> " * 3000, "malformed_json"),
        (TURTLE, "<a:a> <b:b> <c:c> .", "constraint_violated"),
        (TURTLE, "#" * (1024 * 1024 + 1), "too_large"),
        (TURTLE, b"\xff\xfe", "malformed_json"),
        ("application/json", "{}", "unsupported_media_type"),
        ("text/n3", "", "unsupported_media_type"),
    ],
)
def test_what_is_no_ontology_is_refused_in_words(air: Air, kind: str, body: bytes | str, code: str) -> None:
    reply = send(air, kind, body)

    assert [each["code"] for each in reply.json["errors"]] == [code], reply.body
    assert "Traceback" not in str(reply.body)


def test_what_breaks_our_rules_is_told_as_ever(air: Air) -> None:
    iri = "urn:spice-harvester:vocabulary#"
    body = (
        f'<x:A> a <http://www.w3.org/2002/07/owl#Class> ; <{iri}id> "a_1" ; <{iri}name> "A" ; <{iri}parent> "Nobody" .'
    )

    reply = send(air, TURTLE, body)

    assert [each["code"] for each in reply.json["errors"]] == ["unknown_class"]


def test_an_id_that_is_taken_is_not_given_twice() -> None:
    first = made([{"op": "create", "class": {"name": "A", "properties": [{"name": "x", "type": "xsd:string"}]}}])
    (taken,) = first
    adopted = {"id": taken, "name": "B", "properties": [{"id": "밖", "name": "x", "type": "xsd:string"}]}

    (renamed,) = made([{"op": "adopt", "class": {**adopted, "name": "A2"}}], first).values()
    (other,) = made([{"op": "adopt", "class": {**adopted, "id": "a b"}}], first).values()

    assert (renamed["id"], renamed["name"]) == (taken, "A2")
    assert other["id"] not in (taken, "a b")
    parts = other["properties"]
    assert isinstance(parts, list)
    assert parts[0]["id"] != "밖"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", TURTLE),
        ("*/*", TURTLE),
        (RDF_XML, RDF_XML),
        (f"{TURTLE}, {RDF_XML}", TURTLE),
        (f"{RDF_XML},{TURTLE}", RDF_XML),
    ],
)
def test_owl_is_in_turtle_unless_it_is_asked_for_in_xml(accept: str, kind: str) -> None:
    assert owl_syntax(accept) == kind
    assert kind in MEDIA_TYPES
