"""Our source, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT / "layers" / "shared" / "src" / "spice"
ROOMS = (SHARED, ROOT / "functions", ROOT / "infra", ROOT / "local", ROOT / "cli")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(*rooms: Path) -> tuple[Path, ...]:
    """Every Python file of some rooms, or of all."""
    return tuple(sorted(path for room in rooms or ROOMS for path in room.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """What to call a file."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def imported(path: Path) -> set[str]:
    """The modules a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names
