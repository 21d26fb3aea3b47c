"""Places: areas on the earth."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from spice.searching.values import Place

_EARTH = 6_371_008.8
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """South to north, west to east; west above east crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    def has(self, place: Place) -> bool:
        """Tell whether a place lies in it."""
        latitude, longitude = place
        inside = self.south <= latitude <= self.north
        return inside and (latitude in self.poles or any(west <= longitude <= east for west, east in self.spans))

    @property
    def spans(self) -> Sequence[tuple[float, float]]:
        """Its longitudes, west to east; 180 and -180 are one."""
        if self.west > self.east:
            return [(self.west, 180.0), (-180.0, self.east)]
        spans = [(self.west, self.east)]
        if self.east == 180 and self.west > -180:
            spans.append((-180.0, -180.0))
        if self.west == -180 and self.east < 180:
            spans.append((180.0, 180.0))
        return spans

    @property
    def poles(self) -> Sequence[float]:
        """The poles it reaches: they have every longitude."""
        return [pole for pole, edge in ((-90.0, self.south), (90.0, self.north)) if edge == pole]


def distance(a: Place, b: Place) -> float:
    """Measure metres along a great circle (haversine)."""
    south, north = radians(a[0]), radians(b[0])
    across = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(across)))


def inside(place: Place, area: Sequence[float]) -> bool:
    """Tell whether a place lies in [lat, lon, metres] or [south, west, north, east]."""
    if len(area) == 3:
        return distance(place, (area[0], area[1])) <= area[2]
    return Box(south=area[0], west=area[1], north=area[2], east=area[3]).has(place)


def around(area: Sequence[float]) -> Box:
    """Draw the box that holds an area."""
    if len(area) == 4:
        return Box(south=area[0], west=area[1], north=area[2], east=area[3])
    latitude, longitude, metres = area
    reach = metres / _EARTH
    south, north = latitude - degrees(reach) - _SLACK, latitude + degrees(reach) + _SLACK
    if south <= -90 or north >= 90:
        return Box(south=south, west=-180, north=north, east=180)
    across = degrees(asin(min(1.0, sin(reach) / cos(radians(latitude))))) + _SLACK
    if across >= 180:
        return Box(south=south, west=-180, north=north, east=180)
    return Box(south=south, west=_turned(longitude - across), north=north, east=_turned(longitude + across))


def _turned(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
