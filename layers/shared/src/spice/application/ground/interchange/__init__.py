"""Ontologies as the world writes them: OWL, in Turtle, RDF/XML and JSON-LD.

What OWL can say is said in OWL; the rest of a class in a vocabulary of ours beside it, so that nothing is lost. rdflib
is imported with the first of them.
"""
