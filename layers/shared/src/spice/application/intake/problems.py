"""What single and bulk writes refuse in the same words."""

from spice.domain.errors import Problem
from spice.domain.instance.model import LARGEST
from spice.domain.ontology.compiled.classes import CompiledClass


def too_large(size: int, path: str = "/data") -> Problem:
    """Make the problem of an instance that is larger than is kept."""
    return Problem(
        code="too_large",
        message=f"an instance may have {LARGEST // 1024} KB as JSON; this has {size // 1024}",
        path=path,
    )


def abstract(shape: CompiledClass, path: str) -> Problem:
    """Make the problem of a class that has no instances of its own."""
    return Problem(
        code="constraint_violated", message=f"class {shape.name} is abstract: no instance is only that", path=path
    )
