"""Every type by name: what `GET /types` answers and what classes may use."""

from collections.abc import Mapping
from functools import lru_cache, partial

from spice.domain.datatypes.checking import Check, Spec
from spice.domain.datatypes.composite_types import COMPOSITE_TYPES
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.number_types import NUMBER_TYPES
from spice.domain.datatypes.text_types import TEXT_TYPES
from spice.domain.datatypes.texts import a_text
from spice.domain.datatypes.time_types import TIME_TYPES

TYPES: Mapping[str, DataType] = {
    kind.name: kind for kind in (*TEXT_TYPES, *NUMBER_TYPES, *TIME_TYPES, *COMPOSITE_TYPES)
}
"""The types a property may have."""

_LATER = "PHONE DATE TIME DATETIME URL URI UUID IP ADDRESS IMAGE FILE PERCENT DURATION COUNTRY CURRENCY NAME"
LATER = frozenset(_LATER.split())
"""Types the contract names that are not carried out yet: a class that uses one is refused."""


def compile_check(spec: Spec, zone: str | None = None) -> Check:
    """Make the check of a property, in a time zone (None: UTC); KeyError for a type that is none."""
    return TYPES[str(spec["type"])].build({**spec, "timezone": zone}, partial(compile_check, zone=zone))


def compile_patch(spec: Spec, zone: str | None = None) -> Check:
    """Make the check of a merge patch of a property (never asked about null)."""
    kind = TYPES[str(spec["type"])]
    if kind.build_patch is None:
        return compile_check(spec, zone)
    return kind.build_patch({**spec, "timezone": zone}, partial(compile_patch, zone=zone))


@lru_cache(maxsize=1024)
def compile_asked(type_: str, zone: str | None = None) -> Check:
    """Make the reader of values that a field is compared with: every spelling of its type, no constraint of its class.

    The type may be a part of another: MONEY.currency.
    """
    name, _, part = type_.partition(".")
    kind = TYPES[name]
    if part:
        return kind.parts_asked.get(part, a_text)
    return kind.asked or compile_check({"type": name}, zone)
