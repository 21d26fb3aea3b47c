"""The meta-model: what TerminusDB holds of an ontology, a flat document for each of its parts.

Its own schema graph is not used for them: one changed class took two seconds there, and diverged schemas cannot be
joined. Nor are sets of subdocuments: its merges lose edits in them. All values are texts; structures are JSON.
"""

from collections.abc import Mapping

PART = "OntologyPart"
CLASS = "OntologyClass"
REVISION = "Revision"
BRANCH = "OntologyBranch"
TYPES = {"properties": "OntologyProperty", "relationships": "OntologyRelationship", "values": "OntologyMember"}
"""The lists of a class whose members are documents of their own."""

_TEXT = "xsd:string"
_OPTIONAL = {"@type": "Optional", "@class": _TEXT}
_KEY = {"@type": "Lexical", "@fields": ["key"]}


def _kind(name: str) -> Mapping[str, object]:
    return {"@type": "Class", "@id": name, "@inherits": PART, "@key": _KEY}


SCHEMA: tuple[Mapping[str, object], ...] = (
    {
        "@type": "Class",
        "@id": PART,
        "@key": _KEY,
        "key": _TEXT,
        "owner": _OPTIONAL,
        "stable_id": _TEXT,
        "name": _OPTIONAL,
        "labels": _OPTIONAL,
        "body": _TEXT,
        "parts": _TEXT,
    },
    _kind(CLASS),
    *(_kind(name) for name in TYPES.values()),
    # Keyed by the commit it follows: of two that follow the same one, the second cannot be inserted.
    {
        "@type": "Class",
        "@id": REVISION,
        "@key": {"@type": "Lexical", "@fields": ["after"]},
        "after": _TEXT,
        "command_id": _TEXT,
    },
    {
        "@type": "Class",
        "@id": BRANCH,
        "@key": {"@type": "Lexical", "@fields": ["branch_id"]},
        "branch_id": _TEXT,
        "name": _TEXT,
        "body": _TEXT,
    },
)
