"""A place on the earth, WGS 84."""

import re
from collections.abc import Mapping
from decimal import Decimal

from spice.domain.datatypes.checking import Check, Rejected, Spec, violated, within, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.numbers import a_number
from spice.domain.errors import Problem

_SHAPE = 'a place as {"lat": 37.5665, "lon": 126.978}'
_ORDER = "latitude first; an array is refused because GeoJSON puts the longitude first"
_TEXT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,40})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,40})?)\s*", re.ASCII).fullmatch
_NAMES = {"lat": "lat", "latitude": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitude": "lon"}
_EDGES = {"lat": 90, "lon": 180}


def a_coordinate(value: object) -> object:
    """Read a place in any of its spellings; the normal form has lat and lon, their digits as they were given."""
    if isinstance(value, str) and (found := _TEXT(value)):
        return _checked({"lat": Decimal(found[1]), "lon": Decimal(found[2])})
    if not isinstance(value, dict):
        raise wrong_type(_SHAPE, value, hint=_ORDER)
    if value.get("type") == "Point" and set(value) == {"type", "coordinates"}:
        return _from_geojson(value["coordinates"])
    parts = {_NAMES.get(name): part for name, part in value.items()}
    if set(parts) != {"lat", "lon"} or len(parts) != len(value):
        raise wrong_type(_SHAPE, value)
    return _checked({"lat": parts["lat"], "lon": parts["lon"]})


def coordinates(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a place."""
    return a_coordinate


def coordinate_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch of a place: `lat` or `lon` alone will do."""

    def check(value: object) -> object:
        alone = isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _EDGES
        return _checked(value) if alone and isinstance(value, dict) else a_coordinate(value)

    return check


def _from_geojson(pair: object) -> object:
    if not isinstance(pair, list) or len(pair) != 2:
        raise wrong_type("a GeoJSON point with a longitude and a latitude", pair)
    return _checked({"lat": pair[1], "lon": pair[0]})


def _checked(parts: Mapping[str, object]) -> dict[str, object]:
    problems: list[Problem] = []
    normal: dict[str, object] = {}
    for name, value in parts.items():
        try:
            normal[name] = _degrees(value, _EDGES[name])
        except Rejected as rejected:
            problems += within(rejected, name)
    if problems:
        raise Rejected(problems)
    return normal


def _degrees(value: object, edge: int) -> object:
    number = a_number(value)
    if not -edge <= number <= edge:  # type: ignore[operator]  # an int or a Decimal
        raise violated(f"must be between -{edge} and {edge} degrees", value)
    return number


COORDINATE = DataType(
    name="COORDINATE",
    description="A place on the earth (WGS 84), in degrees.",
    accepts=(
        '{"lat": 37.5665, "lon": 126.978}',
        "latitude for lat; lng, long or longitude for lon",
        'a text "latitude,longitude"',
        "a GeoJSON Point (longitude first)",
    ),
    normal_form='{"lat": number, "lon": number}, all digits kept',
    examples=({"lat": Decimal("37.5665"), "lon": Decimal("126.978")},),
    build=coordinates,
    build_patch=coordinate_patches,
    kind="point",
    keyable=False,
    cell="place",
    json_schema={
        "type": "object",
        "properties": {name: {"type": "number", "minimum": -edge, "maximum": edge} for name, edge in _EDGES.items()},
        "required": [*_EDGES],
        "additionalProperties": False,
    },
)
