"""Every type by name: what `GET /types` answers and what classes may use."""

from collections.abc import Mapping

from spice.domain.datatypes.checking import Check, Spec
from spice.domain.datatypes.composite_types import COMPOSITE_TYPES
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.number_types import NUMBER_TYPES
from spice.domain.datatypes.text_types import TEXT_TYPES
from spice.domain.datatypes.time_types import TIME_TYPES

TYPES: Mapping[str, DataType] = {
    kind.name: kind for kind in (*TEXT_TYPES, *NUMBER_TYPES, *TIME_TYPES, *COMPOSITE_TYPES)
}
"""The types a property may have."""

_LATER = "PHONE DATE TIME DATETIME URL URI UUID IP ADDRESS IMAGE FILE PERCENT DURATION COUNTRY CURRENCY NAME"
LATER = frozenset(_LATER.split())
"""Types the contract names that are not carried out yet: a class that uses one is refused."""


def compile_check(spec: Spec) -> Check:
    """Make the check of a property; KeyError for a type that is none."""
    return TYPES[str(spec["type"])].build(spec, compile_check)


def compile_patch(spec: Spec) -> Check:
    """Make the check of a merge patch of a property (never asked about null)."""
    kind = TYPES[str(spec["type"])]
    return kind.build(spec, compile_check) if kind.build_patch is None else kind.build_patch(spec, compile_patch)
