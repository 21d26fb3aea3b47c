"""The syntaxes: what they are called, by HTTP and by rdflib."""

from collections.abc import Mapping

JSON_LD, TURTLE, RDF_XML = "application/ld+json", "text/turtle", "application/rdf+xml"
MEDIA_TYPES: Mapping[str, str] = {JSON_LD: "json-ld", TURTLE: "turtle", RDF_XML: "xml"}


def owl_syntax(accept: str) -> str:
    """Choose the syntax of OWL by what a client accepts: Turtle, unless RDF/XML is asked for, and sooner."""
    asked = accept.lower()
    xml, turtle = asked.find(RDF_XML), asked.find(TURTLE)
    return RDF_XML if xml >= 0 and (turtle < 0 or xml < turtle) else TURTLE
