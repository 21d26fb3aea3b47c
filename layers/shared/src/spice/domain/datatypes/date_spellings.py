"""Days as people write them, in Korean, Japanese, Chinese and English, in eras too."""

import re
from collections.abc import Mapping
from datetime import date

_ERAS: Mapping[str, tuple[date, date]] = {
    "令和": (date(2019, 5, 1), date.max),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (date(1868, 1, 25), date(1912, 7, 29)),
    "民國": (date(1912, 1, 1), date.max),
}
"""The first and the last day of an era."""
_ERA_SIGNS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治", "民国": "民國"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_HAN = "〇零一二三四五六七八九"
_HAN_NUMBER = re.compile(f"[{_HAN}十]+(?=[年月日号號])")
_NUMERIC = r"(?P<m>\d{1,2})\s?%s\s?(?P<d>\d{1,2})"
_CJK = r"(?P<m>\d{1,2})\s?[월月]\s?(?P<d>\d{1,2})\s?[일日号號]"
_ERA = rf"(?P<era>{'|'.join((*_ERAS, *_ERA_SIGNS))})\s?"
_WRITTEN = tuple(
    re.compile(pattern, re.ASCII).match
    for pattern in (
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        rf"(?P<y>\d{{4}})-{_NUMERIC % '-'}(?!\d)",
        rf"(?P<y>\d{{4}})/{_NUMERIC % '/'}(?!\d)",
        rf"(?P<y>\d{{4}})\.\s?{_NUMERIC % '[.]'}(?:\.|(?!\d))",
        rf"(?P<y>\d{{4}})\s?[년年]\s?{_CJK}",
        rf"(?:단기|檀紀)\s?(?P<dangun>\d{{4}})\s?[년年]\s?{_CJK}",
        rf"{_ERA}(?P<n>元|\d{{1,3}})\s?年\s?{_CJK}",
        rf"{_ERA}(?P<n>\d{{1,3}})(?P<sep>[./-]){_NUMERIC % '(?P=sep)'}(?!\d)",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH},?[ -](?P<y>\d{{4}})(?!\d)",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)",
    )
)
_WEEKDAY = re.compile(
    r"\s?(?:\(([월화수목금토일月火水木金土日])\)|([월화수목금토일])요일|([月火水木金土日])曜日|星期([一二三四五六日天]))"
)
_WEEKDAYS = ("월화수목금토일", "月火水木金土日", "一二三四五六日", "      天")


def date_written(text: str) -> tuple[date, str] | None:
    """Read the day a text begins with, and what is behind it; None: no day of the calendar."""
    text = _HAN_NUMBER.sub(lambda found: _han(found[0]), text)
    for match in _WRITTEN:
        if (found := match(text)) is not None:
            try:
                day = _day(found.groupdict())
            except (ValueError, LookupError):
                return None
            return None if day is None else _on_its_weekday(day, text[found.end() :])
    return None


def _day(parts: Mapping[str, str | None]) -> date | None:
    month = parts.get("month")
    at = int(parts["m"] or 0) if month is None else _month(month)
    day, year = int(parts["d"] or 0), parts.get("y")
    if year is not None:
        return date(int(year), at, day)
    if (dangun := parts.get("dangun")) is not None:
        return date(int(dangun) - 2333, at, day)
    era = str(parts["era"])
    first, last = _ERAS[_ERA_SIGNS.get(era, era)]
    number = 1 if parts["n"] == "元" else int(parts["n"] or 0)
    found = date(first.year + number - 1, at, day)
    return found if number and first <= found <= last else None


def _month(name: str) -> int:
    place = _MONTHS.index(name[:3].lower())
    if len(name) > 3 and name.lower() not in (date(2000, place + 1, 1).strftime("%B").lower(), "sept"):
        raise ValueError(name)
    return place + 1


def _on_its_weekday(day: date, rest: str) -> tuple[date, str] | None:
    found = _WEEKDAY.match(rest)
    if found is None:
        return day, rest
    told = next(each for each in found.groups() if each)
    fits = any(names[day.weekday()] == told for names in _WEEKDAYS)
    return (day, rest[found.end() :]) if fits else None


def _han(number: str) -> str:
    """Write 二〇二四 and 二十五 in digits."""
    digits = {char: str(max(0, place - 1)) for place, char in enumerate(_HAN)}
    if "十" not in number:
        return "".join(digits[char] for char in number)
    tens, _, ones = number.partition("十")
    return digits.get(tens, "1") + digits.get(ones, "0")
