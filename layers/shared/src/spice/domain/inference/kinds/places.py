"""Places on the earth."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import DIGITS, Kind
from spice.domain.inference.kinds.numbers import value_of

_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?°?", re.ASCII)
_FINE = re.compile(r"[+-]?\d{1,3}[.,]\d{3,}", re.ASCII)
_SEXAGESIMAL = re.compile(
    r"[NSEW]?\s?\d{1,3}\s?[°º:]\s?\d{1,2}(?:\s?['′:]\s?\d{1,2}(?:\.\d+)?\s?[\"″]?)?\s?[NSEWO]?", re.IGNORECASE
)
_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?°?\s?[NSEW]?"
_PAIR = re.compile(rf"[(\[]?\s*({_NUMBER})\s*[,;/ ]\s*({_NUMBER})\s*[)\]]?")
_WKT = re.compile(
    r"(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*([+-]?[\d.]+)\s+([+-]?[\d.]+)(?:\s+[+-]?[\d.]+)?\s*\)", re.IGNORECASE
)


def is_latitude(text: str) -> bool:
    """Tell whether a text could be a latitude."""
    return _is_degrees(text, 90)


def is_longitude(text: str) -> bool:
    """Tell whether a text could be a longitude."""
    return _is_degrees(text, 180)


def _is_degrees(text: str, edge: int) -> bool:
    if len(text) > 40:
        return False
    if _DEGREES.fullmatch(text):
        number = value_of(text.rstrip("°"))
        return number is not None and -edge <= number <= edge
    return _SEXAGESIMAL.fullmatch(text) is not None


def is_fine(text: str) -> bool:
    """Tell whether degrees are given to a hundred metres or better."""
    return _FINE.fullmatch(text) is not None


def is_place(text: str) -> bool:
    """Tell whether a text is a latitude and a longitude, in either order."""
    if not 5 <= len(text) <= 90:
        return False
    found = _PAIR.fullmatch(text) or _WKT.fullmatch(text)
    if found is None:
        return False
    one, two = (value_of(part.rstrip("NSEWnsew° ")) for part in found.groups())
    if one is None or two is None:
        return False
    return min(abs(one), abs(two)) <= 90 and max(abs(one), abs(two)) <= 180


def _is_fine_place(text: str) -> bool:
    return is_place(text) and text.count(".") == 2


def _judged_latitude(column: Column) -> float:
    return _judged_degrees(column, "LATITUDE", "LONGITUDE")


def _judged_longitude(column: Column) -> float:
    return _judged_degrees(column, "LONGITUDE", "LATITUDE")


def _judged_degrees(column: Column, own: str, other: str) -> float:
    named = column.header.naming(own)
    if not named or column.header.naming(other) > named:
        return -6.0
    # "long" is a word for other things, and "lat" a syllable of them.
    short = not column.header.has("latitude", "longitude", "latitud", "longitud", "위도", "경도")
    return 0.5 if column.share(is_fine) > 0.3 else -1.0 if short else 0.0


def _judged_place(column: Column) -> float:
    if column.header.naming("COORDINATE"):
        return 0.5
    return 0.0 if column.share(_is_fine_place) > 0.5 else -4.0


LATITUDE = Kind(
    name="LATITUDE",
    needs=DIGITS, words="a latitude", fits=is_latitude, stored="xsd:decimal", strength=4.0, named=4.5,
    judge=_judged_latitude, least=0.6,
)  # fmt: skip
LONGITUDE = Kind(
    name="LONGITUDE",
    needs=DIGITS, words="a longitude", fits=is_longitude, stored="xsd:decimal", strength=4.0, named=4.5,
    judge=_judged_longitude, least=0.6,
)  # fmt: skip
COORDINATE = Kind(
    name="COORDINATE",
    needs=DIGITS, words="a latitude and a longitude", fits=is_place, stored="COORDINATE", strength=6.5,
    judge=_judged_place,
)  # fmt: skip
KINDS = (LATITUDE, LONGITUDE, COORDINATE)
