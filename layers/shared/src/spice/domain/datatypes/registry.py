"""Every type by name: what `GET /types` answers and what classes may use."""

from collections.abc import Mapping
from functools import lru_cache, partial

from spice.domain.datatypes.any_uri import ANY_URI
from spice.domain.datatypes.arrays import ARRAY
from spice.domain.datatypes.binary import BINARIES
from spice.domain.datatypes.booleans import BOOLEAN
from spice.domain.datatypes.calendar_parts import CALENDAR_PARTS
from spice.domain.datatypes.checking import Check, Spec
from spice.domain.datatypes.coordinate import COORDINATE
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.date_times import DATE_TIME
from spice.domain.datatypes.dates import DATE
from spice.domain.datatypes.decimals import DECIMAL
from spice.domain.datatypes.durations import DURATION
from spice.domain.datatypes.enumeration import ENUM
from spice.domain.datatypes.floats import FLOATS
from spice.domain.datatypes.integers import INTEGERS
from spice.domain.datatypes.mail import EMAIL
from spice.domain.datatypes.money import MONEY
from spice.domain.datatypes.objects import OBJECT
from spice.domain.datatypes.texts import TEXTS, a_text
from spice.domain.datatypes.times import TIME
from spice.domain.datatypes.xml_names import XML_NAMES

_ALL = (
    *(*TEXTS, *XML_NAMES, ANY_URI, *BINARIES, ENUM, EMAIL),
    *(BOOLEAN, *INTEGERS, DECIMAL, *FLOATS),
    *(DATE_TIME, DATE, TIME, DURATION, *CALENDAR_PARTS),
    *(MONEY, COORDINATE, ARRAY, OBJECT),
)
TYPES: Mapping[str, DataType] = {kind.name: kind for kind in _ALL}
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


def type_named(type_: str) -> DataType:
    """Find what a field's type is; of a part of another (MONEY.currency) that other."""
    return TYPES[type_.partition(".")[0]]


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
