"""Every type by name: what `GET /types` answers and what classes may use."""

from collections.abc import Mapping
from functools import lru_cache, partial

from spice.domain.datatypes.addresses import ADDRESS
from spice.domain.datatypes.any_uri import ANY_URI
from spice.domain.datatypes.arrays import ARRAY
from spice.domain.datatypes.binary import BINARIES
from spice.domain.datatypes.booleans import BOOLEAN
from spice.domain.datatypes.calendar_parts import CALENDAR_PARTS
from spice.domain.datatypes.checking import Check, Spec
from spice.domain.datatypes.coordinate import COORDINATE
from spice.domain.datatypes.countries import COUNTRY
from spice.domain.datatypes.currency import CURRENCY
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.date_times import DATETIME, XSD_DATE_TIME
from spice.domain.datatypes.dates import DATE, XSD_DATE
from spice.domain.datatypes.decimals import DECIMAL
from spice.domain.datatypes.durations import DURATION, XSD_DURATION
from spice.domain.datatypes.enumeration import ENUM
from spice.domain.datatypes.files import FILE, IMAGE
from spice.domain.datatypes.floats import FLOATS
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.integers import INTEGERS
from spice.domain.datatypes.ip_addresses import IP
from spice.domain.datatypes.mail import EMAIL
from spice.domain.datatypes.money import MONEY
from spice.domain.datatypes.names import NAME
from spice.domain.datatypes.objects import OBJECT
from spice.domain.datatypes.percents import PERCENT
from spice.domain.datatypes.phones import PHONE
from spice.domain.datatypes.texts import TEXTS, a_text
from spice.domain.datatypes.times import TIME, XSD_TIME
from spice.domain.datatypes.uris import URI
from spice.domain.datatypes.urls import URL
from spice.domain.datatypes.uuids import UUID
from spice.domain.datatypes.xml_names import XML_NAMES

_ALL = (
    *(*TEXTS, *XML_NAMES, ANY_URI, *BINARIES, ENUM, EMAIL, PHONE, NAME, URL, URI, UUID, IP),
    *(BOOLEAN, *INTEGERS, DECIMAL, *FLOATS, PERCENT),
    *(XSD_DATE_TIME, XSD_DATE, XSD_TIME, XSD_DURATION, *CALENDAR_PARTS, DATETIME, DATE, TIME, DURATION),
    *(MONEY, CURRENCY, COUNTRY, COORDINATE, ADDRESS, FILE, IMAGE, ARRAY, OBJECT),
)
TYPES: Mapping[str, DataType] = {kind.name: kind for kind in _ALL}
"""The types a property may have."""


def compile_check(spec: Spec, home: Home = NOWHERE) -> Check:
    """Make the check of a property of a database that is at home somewhere; KeyError for a type that is none."""
    kind = TYPES[str(spec["type"])]
    return kind.build({**spec, "home": home}, partial(compile_check, home=home))


def compile_patch(spec: Spec, home: Home = NOWHERE) -> Check:
    """Make the check of a merge patch of a property (never asked about null)."""
    kind = TYPES[str(spec["type"])]
    if kind.build_patch is None:
        return compile_check(spec, home)
    return kind.build_patch({**spec, "home": home}, partial(compile_patch, home=home))


def type_named(type_: str) -> DataType:
    """Find what a field's type is; of a part of another (MONEY.currency) that other."""
    return TYPES[type_.partition(".")[0]]


def stands_for_whole(type_: str) -> bool:
    """Tell whether a field is the part of a type that is meant where its whole is named."""
    name, _, part = type_.partition(".")
    return bool(part) and TYPES[name].main == part


@lru_cache(maxsize=1024)
def compile_asked(type_: str, home: Home = NOWHERE) -> Check:
    """Make the reader of values that a field is compared with: every spelling of its type, no constraint of its class.

    The type may be a part of another: MONEY.currency.
    """
    name, _, part = type_.partition(".")
    kind = TYPES[name]
    if part:
        return kind.parts_asked.get(part, a_text)
    return kind.asked or compile_check({"type": name}, home)
