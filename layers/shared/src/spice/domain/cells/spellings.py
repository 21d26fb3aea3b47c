"""Spellings that tables have and types do not take, where they can be read in one way alone."""

import re
from decimal import Decimal

from spice.domain.cells.manner import Mark
from spice.domain.cells.numbers import number_in
from spice.domain.inference.kinds.web import is_site
from spice.domain.normal_forms import normal_form

_UUID = re.compile(
    r"(?:\{(?=.*\}$)|\((?=.*\)$)|(?:urn:uuid:)?(?=[0-9A-Fa-f]))([0-9A-Fa-f]{8})(-?)([0-9A-Fa-f]{4})\2([0-9A-Fa-f]{4})\2"
    r"([0-9A-Fa-f]{4})\2([0-9A-Fa-f]{12})[)}]?",
    re.ASCII,
)
_DEGREES = r"(-?\d{1,3}(?:\.\d{1,40})?)\s?°?\s?"
_PLACE = re.compile(
    rf"(\(\s*)?{_DEGREES}([NS])?\s*(?:[,;/]\s*|\s)\s*{_DEGREES}([EW])?\s*(?(1)\))", re.ASCII | re.IGNORECASE
)
_POINT = re.compile(
    r"(?:SRID=4326;)?\s*POINT\s*\(\s*(-?\d{1,3}(?:\.\d{1,40})?)\s+(-?\d{1,3}(?:\.\d{1,40})?)\s*\)",
    re.ASCII | re.IGNORECASE,
)
_SHARE = re.compile(r"(.*\d)\s?(%|‰|percent|per cent|pct|퍼센트|프로|パーセント)", re.IGNORECASE | re.DOTALL)
_TENTHS = re.compile(r"(\d{1,2})\s?[割할](?:\s?(\d)\s?[分푼])?", re.ASCII)


def url_in(cell: str) -> str:
    """Write a site that is named without a scheme as browsers take it; others stay."""
    text = cell.strip()
    is_bare = "@" not in text and "://" not in text and is_site(text.removeprefix("www.").removeprefix("WWW."))
    return f"https://{text}" if is_bare else text


def uuid_in(cell: str) -> str:
    """Write a UUID without dashes, or in brackets, as it is written elsewhere; others stay."""
    text = cell.strip()
    found = _UUID.fullmatch(text)
    return text if found is None else "-".join(found.group(1, 3, 4, 5, 6))


def place_in(cell: str) -> str:
    """Write a place as latitude and longitude: of points of WKT, whose longitude stands first, too; others stay."""
    text = cell.strip()
    if (point := _POINT.fullmatch(text)) is not None:
        return f"{point[2]},{point[1]}"
    if (found := _PLACE.fullmatch(text)) is None:
        return text
    latitude, longitude = _signed(found[2], found[3]), _signed(found[4], found[5])
    return f"{latitude},{longitude}" if latitude and longitude else text


def percent_in(cell: str, mark: Mark) -> object:
    """Read a percentage: with its sign, in thousandths, in tenths as Korean and Japanese have them; others stay."""
    text = normal_form("NFKC", cell.strip())
    if (tenths := _TENTHS.fullmatch(text)) is not None:
        return int(tenths[1]) * 10 + int(tenths[2] or 0)
    found = _SHARE.fullmatch(text)
    number = number_in(text if found is None else found[1], mark)
    if number is None:
        return cell.strip()
    return Decimal(number) / 10 if found is not None and found[2] == "‰" else number


def _signed(degrees: str, side: str | None) -> str | None:
    """Give degrees of the south and the west as negative; None: they are negative already."""
    if side is None or side in "NEne":
        return degrees
    return None if degrees.startswith("-") else f"-{degrees}"
