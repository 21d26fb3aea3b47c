"""How our code reads: sizes, words, and the few places where something may happen."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SHARED, functions, imported, modules, name, tree

LINES, FUNCTION_LINES, DOORWAY_LINES = 200, 25, 40
LISTS = {
    # The properties of one resource, one a line.
    "infra/stacks/data.py:_instance",
    "infra/stacks/data.py:_cluster",
    "infra/stacks/graph.py:__init__",
    "infra/stacks/identity.py:__init__",
    "infra/stacks/replica.py:__init__",
    "infra/stacks/storage.py:_key",
    "layers/shared/src/spice/bootstrap/__init__.py:connect",
    "layers/shared/src/spice/settings/__init__.py:read_settings",
    "layers/shared/src/spice/messages/segment.py:events",
    "functions/api/description/database.py:database_document",
}
"""Functions that only list what they put together."""
DRAWERS = {"utils", "helpers", "common", "core", "manager", "misc"}


def test_files_are_short() -> None:
    long = {name(path): count for path in modules() if (count := len(path.read_text().splitlines())) > LINES}

    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{name(path)}:{function.name}": lines
        for path in modules()
        for function in functions(path)
        if (lines := _statement_lines(function)) > FUNCTION_LINES
    }

    assert set(long) <= LISTS, long


def _statement_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, docstring and nested functions (which are counted alone) left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    nested = [node for node in ast.walk(function) if node is not function and isinstance(node, ast.FunctionDef)]
    lines = sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in body)
    return lines - sum((node.end_lineno or node.lineno) - node.lineno for node in nested)


@pytest.mark.parametrize("room", ["deploy", "funnel", "relay", "workers"])
def test_a_function_is_a_doorway(room: str) -> None:
    for path in modules(ROOT / "functions" / room):
        public = [node.name for node in tree(path).body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
        assert public in ([], ["build"]), name(path)
        assert _build_lines(path) <= DOORWAY_LINES, name(path)


def _build_lines(path: Path) -> int:
    return sum(_statement_lines(function) for function in functions(path) if function.name == "build")


def test_time_identity_and_chance_come_to_the_domain_as_arguments() -> None:
    forbidden = {"time", "random", "secrets", "uuid.uuid4", "uuid.uuid1"}
    pure = modules(SHARED / "domain", SHARED / "searching")

    assert {name(path) for path in pure if imported(path) & forbidden} == set()


def test_there_are_no_drawers() -> None:
    assert {name(path) for path in modules() if DRAWERS & {path.stem, *path.relative_to(ROOT).parts}} == set()
