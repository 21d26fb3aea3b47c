"""A data type is one file: the rest of the shared package knows none by name."""

import ast

from spice.domain.datatypes.registry import TYPES
from tests.architecture.source import SHARED, modules, tree

OWN = {
    # What Google calls the formats of cells.
    "adapters/google_sheets/answers.py",
    "domain/sheets/serials.py",
    "adapters/terminusdb/model.py",
    "adapters/terminusdb/woql.py",
    "application/ground/times.py",
    "application/queries/finding/fields.py",
    "domain/ontology/property_documents.py",
}
"""What TerminusDB keeps is texts, of a type of its own.

A parameter that is a time is read as one; what every instance has is of a type, too; as is what has none yet."""
INFERRING = (SHARED / "domain" / "inference", SHARED / "domain" / "proposals")
"""What tells the types of columns names those it finds: there a semantic type is one module."""


def test_no_type_is_known_by_name_outside_of_its_file() -> None:
    known = {
        str(path.relative_to(SHARED))
        for path in modules(SHARED)
        if not {SHARED / "domain" / "datatypes", *INFERRING} & {*path.parents}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in TYPES
    }

    assert known <= OWN


def test_every_module_of_types_is_in_the_registry() -> None:
    folder = SHARED / "domain" / "datatypes"
    listed = (folder / "registry.py").read_text()
    having = {path.stem for path in modules(folder) if "= DataType(" in path.read_text()}

    assert {name for name in having if f"datatypes.{name} import" not in listed} == set()
    assert len(having) > 10
