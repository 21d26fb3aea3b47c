"""One value against a property's spec."""

from spice.domain.datatypes.checking import Rejected, Spec, moved
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.home import home_of
from spice.domain.datatypes.registry import compile_check
from spice.domain.errors import Problem


def checked(kind: DataType, value: object, spec: Spec, path: str = "") -> tuple[object, list[Problem]]:
    """Give the normal form, or nothing and what is wrong."""
    try:
        return compile_check({**spec, "type": kind.name}, home_of(spec))(value), []
    except Rejected as rejected:
        return None, [moved(problem, path + problem.path) for problem in rejected.problems]
