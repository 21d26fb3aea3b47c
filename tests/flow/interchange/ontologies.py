"""Ontologies to write and to read: one with everything, any, and one that others wrote."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

_STATUS = {
    "type": "ENUM",
    "values": [
        {"name": "new", "label": {"en": "New", "ko": "새것"}},
        "헌 것",
        {"name": "a\r\nb", "description": "odd"},
    ],
}
EVERYTHING: list[dict[str, Any]] = [
    {
        "name": "Thing",
        "abstract": True,
        "label": {"en": "Thing", "ko": "것", "zh-Hant": "東西"},
        "description": "Line 1\n\tline 2 \u0085 <&> \"'\u2028",
        "key": ["code"],
        "properties": [
            {"name": "code", "type": "xsd:string", "required": True, "constraints": {"pattern": "^[A-Z]+$"}},
        ],
    },
    {
        "name": "공장",
        "parent": "Thing",
        "description": {"ko": "만드는 곳"},
        "properties": [
            {
                "name": "size",
                "type": "xsd:decimal",
                "unit": "m²",
                "constraints": {"minimum": 0, "maximum": Decimal("12.50")},
            },
            {"name": "status", **_STATUS},
            {"name": "history", "type": "ARRAY", "items": _STATUS, "constraints": {"min_items": 1}},
            {
                "name": "address",
                "type": "OBJECT",
                "label": " spaces ",
                "properties": [
                    {"name": "도시", "type": "xsd:string", "required": True},
                    {
                        "name": "rooms",
                        "type": "ARRAY",
                        "items": {"type": "OBJECT", "properties": [{"name": "n", **_STATUS}]},
                    },
                ],
            },
            {"name": "open", "type": "xsd:boolean", "default": True},
            {"name": "1일요금", "type": "xsd:integer", "default": 7},
        ],
        "relationships": [
            {
                "name": "owner",
                "target": "Thing",
                "cardinality": "one_to_one",
                "required": True,
                "inverse": "owns",
                "on_missing": "refuse",
                "on_delete": "cascade",
                "label": {"ko": "소유자"},
            },
            {"name": "parts", "target": "공장", "cardinality": "many_to_many", "on_delete": "detach"},
            {"name": "members", "target": "공장", "cardinality": "one_to_many"},
        ],
    },
]

_CLEAN = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)
_LABELS = st.one_of(_CLEAN, st.dictionaries(st.sampled_from(["ko", "en", "zh-Hant", "KO"]), _CLEAN, max_size=2))
_FLAG: st.SearchStrategy[bool] = st.booleans()
_NAMES = st.from_regex("[a-z가나][a-z_0-9가나]{0,5}", fullmatch=True)


def _part(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    optional = {"label": _LABELS, "description": _LABELS, "required": st.booleans(), "unit": _CLEAN}
    return st.fixed_dictionaries({"name": _NAMES, **fields}, optional=optional)


def _unique(parts: st.SearchStrategy[dict[str, Any]], most: int = 3) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(parts, max_size=most, unique_by=lambda part: str(part["name"]))


_MEMBERS = st.lists(
    st.fixed_dictionaries({"name": st.text("ab c가<&", min_size=1, max_size=4)}, optional={"label": _LABELS}),
    min_size=1,
    max_size=3,
    unique_by=lambda member: str(member["name"]),
)
_FLAT = st.one_of(
    _part(type=st.sampled_from(["xsd:string", "xsd:date", "xsd:decimal", "xsd:boolean"])),
    _part(type=st.just("ENUM"), values=_MEMBERS),
    _part(type=st.just("ARRAY"), items=st.fixed_dictionaries({"type": st.just("ENUM"), "values": _MEMBERS})),
)
_PROPERTIES = st.one_of(_FLAT, _part(type=st.just("OBJECT"), properties=_unique(_FLAT, 2)))


@st.composite
def ontologies(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Any ontology of a few classes."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=3, unique=True))
    return [_class(draw, name, names[:number], names) for number, name in enumerate(names)]


def _class(draw: Any, name: str, before: list[str], names: list[str]) -> dict[str, Any]:
    document: dict[str, Any] = {"name": name, "abstract": draw(_FLAG)}
    if before and draw(_FLAG):
        document["parent"] = draw(st.sampled_from(before))
    if draw(_FLAG):
        document["label"] = draw(_LABELS)
    # Names are each class's own, so that nothing is inherited twice.
    properties = [{**part, "name": f"{name}_{part['name']}"} for part in draw(_unique(_PROPERTIES))]
    cardinality = draw(st.sampled_from(["many_to_one", "one_to_one", "one_to_many", "many_to_many"]))
    relationship = {"name": f"{name}__r", "target": draw(st.sampled_from(names)), "cardinality": cardinality}
    plain = [{key: value for key, value in part.items() if key != "unit" or "type" in part} for part in properties]
    return {**document, "properties": plain, "relationships": [relationship] if draw(_FLAG) else []}


FOREIGN = """
@prefix foaf: <http://example.org/foaf/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<http://example.org/foaf/> a owl:Ontology ; owl:imports <http://127.0.0.1:9/other> .
foaf:Agent a owl:Class .
foaf:Person a rdfs:Class, owl:Class ; rdfs:subClassOf foaf:Agent ; rdfs:label "Person"@en, "사람"@ko ;
  rdfs:comment "A person." ; owl:disjointWith foaf:Document ;
  rdfs:subClassOf [ a owl:Restriction ; owl:onProperty foaf:knows ; owl:minCardinality 1 ] .
foaf:name a owl:DatatypeProperty ; rdfs:domain foaf:Agent ; rdfs:range rdfs:Literal .
foaf:birthday a owl:DatatypeProperty ; rdfs:domain foaf:Person ; rdfs:range xsd:date .
foaf:height a rdf:Property ; rdfs:domain foaf:Person ; rdfs:range xsd:double .
foaf:age a owl:DatatypeProperty ; rdfs:domain foaf:Person, foaf:Agent ; rdfs:range xsd:integer .
foaf:knows a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:domain foaf:Person ; rdfs:range foaf:Person ;
  owl:inverseOf foaf:knownBy .
foaf:workplace a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain foaf:Person ; rdfs:range foaf:Agent .
foaf:homepage a owl:ObjectProperty ; rdfs:domain foaf:Person ; rdfs:range foaf:Document .
foaf:me a foaf:Person ; foaf:name "Me" .
"""
"""As of people and their friends, with what no class of ours can say."""
