"""Days, and moments of days, as people write them."""

import re
from collections.abc import Mapping
from datetime import date

from spice.domain.datatypes.date_spellings import date_written
from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind
from spice.domain.inference.kinds.times import is_clock
from spice.domain.normal_forms import normal_form

_ENGLISH = """
    jan feb mar apr may jun jul aug sep oct nov dec
    january february march april may june july august september october november december
"""
_MONTHS: Mapping[str, int] = {word: place % 12 + 1 for place, word in enumerate(_ENGLISH.split())}
_MONTHS_ELSEWHERE: Mapping[str, int] = {
    "janv": 1, "janvier": 1, "enero": 1, "ene": 1, "févr": 2, "février": 2, "fevrier": 2, "febrero": 2, "mars": 3,
    "marzo": 3, "avril": 4, "avr": 4, "abril": 4, "abr": 4, "mai": 5, "mayo": 5, "juin": 6, "junio": 6, "juil": 7,
    "juillet": 7, "julio": 7, "août": 8, "aout": 8, "agosto": 8, "ago": 8, "sept": 9, "septembre": 9, "septiembre": 9,
    "octobre": 10, "octubre": 10, "novembre": 11, "noviembre": 11, "décembre": 12, "decembre": 12, "diciembre": 12,
    "dic": 12,
}  # fmt: skip
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\.?,?\s+",
    re.IGNORECASE,
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CALENDAR = re.compile(r"(?:旧暦の?|农历|農曆|음력|양력|公元|西暦)\s*")
_BEHIND = re.compile(
    r"\s*(?:\([월화수목금토일月火水木金土日A-Za-z]{1,3}\)|[월화수목금토일]요일|[月火水木金土日]曜日?|(?:星期|周)[一二三四五六日天])\.?$"
)
_YMD = re.compile(r"(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})\.?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_MONTH_ONLY = re.compile(r"(\d{4})[-/.]\s?(\d\d)\.?|(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]", re.ASCII)
_TWO_FIRST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)", re.ASCII)
_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º)?[\s\-/]*(?:of |de )?([^\W\d_]{3,10})\.?,?[\s\-/]*(?:of |de |del )?(\d{4}|\d\d)",
    re.IGNORECASE,
)
_WORDS_US = re.compile(r"([^\W\d_]{3,10})\.?[\s-](\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})", re.IGNORECASE)
_WORDS_ISO = re.compile(r"(\d{4})[-/ ]([^\W\d_]{3,10})[-/ ](\d{1,2})", re.IGNORECASE)
_CLOCK = re.compile(r"(.+?)(?:[T ]|(?<=[日일])|,\s)\s*(\S.*)", re.DOTALL)
_HAN_DAY = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:월|月)\s?(?:\d{1,2}|[初一二三四五六七八九十廿]{1,3})\s?(?:일|日|号|號)?"
)
_HAN_FULL = re.compile(rf"(?:(?:\d{{2,4}}|[〇零一二三四五六七八九]{{2,4}})\s?(?:년|年)\s?){_HAN_DAY.pattern}")
_HAN_ALONE = re.compile(_HAN_DAY.pattern)
FIRST, LAST = 1000, 2200
"""Years that dates of tables have."""


def day_is(year: int, month: int, day: int) -> bool:
    """Tell whether the calendar has a day."""
    if not FIRST <= year <= LAST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _in_numbers(text: str) -> bool | None:
    """Tell of a date in digits whether the calendar has it; None: it is no such text."""
    if found := _YMD.fullmatch(text):
        return day_is(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return 1800 <= int(found[1]) <= 2100 and day_is(*map(int, found.groups()))
    if found := _TWO_FIRST.fullmatch(text):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        year += 0 if len(found[4]) == 4 else 2000
        return day_is(year, one, two) or day_is(year, two, one)
    if found := _MONTH_ONLY.fullmatch(text):
        return 1 <= int(found[2] or found[4]) <= 12 and FIRST <= int(found[1] or found[3]) <= LAST
    return None


def _month(word: str) -> int:
    word = word.lower()
    return _MONTHS.get(word) or _MONTHS_ELSEWHERE.get(word) or 0


def day_in_words(text: str) -> tuple[date, str] | None:
    """Read a day whose month is a word of English, French or Spanish and whose year has four digits, and what is
    behind it; None: there is none, or its day of the week is another."""
    weekday = _WEEKDAY.match(text)
    plain = normal_form("NFKC", text[weekday.end() if weekday else 0 :])
    for pattern, (day, month, year) in ((_WORDS, (1, 2, 3)), (_WORDS_US, (2, 1, 3)), (_WORDS_ISO, (3, 2, 1))):
        found = pattern.match(plain)
        if found is None or len(found[year]) != 4 or plain[found.end() :][:1].isalnum():
            continue
        if (at := _month(found[month])) and day_is(int(found[year]), at, int(found[day])):
            told = date(int(found[year]), at, int(found[day]))
            fits = weekday is None or weekday[0][:3].lower() == _DAYS[told.weekday()]
            return (told, plain[found.end() :]) if fits else None
    return None


def _in_words(text: str) -> bool:
    for pattern, (day, month, year) in ((_WORDS, (1, 2, 3)), (_WORDS_US, (2, 1, 3)), (_WORDS_ISO, (3, 2, 1))):
        if (found := pattern.fullmatch(text)) and (at := _month(found[month])):
            century = 2000 if len(found[year]) == 2 else 0
            return day_is(int(found[year]) + century, at, int(found[day]))
    return False


def is_day(text: str) -> bool:
    """Tell whether a text is a day, in any order and language that is read here."""
    if not 5 <= len(text) <= 40 or not (text[0].isdigit() or text[-1].isdigit() or not text.isascii()):
        return False
    if (known := _in_numbers(text)) is not None:
        return known
    if text.isascii():
        return _in_words(_WEEKDAY.sub("", text, count=1))
    plain = _BEHIND.sub("", _CALENDAR.sub("", normal_form("NFKC", text)))
    if (known := _in_numbers(plain)) is not None:
        return known
    if _HAN_FULL.fullmatch(plain) or _HAN_ALONE.fullmatch(plain):
        return True
    return _in_words(plain) or ((found := date_written(plain)) is not None and not found[1].strip())


def is_moment(text: str) -> bool:
    """Tell whether a text is a day and a time of it."""
    if not 10 <= len(text) <= 60:
        return False
    found = _CLOCK.fullmatch(text)
    while found is not None:
        # Of the two, days are dear: they come in many orders and languages.
        if is_clock(found[2]) and is_day(found[1].rstrip(",")):
            return True
        place = text.find(" ", len(found[1]) + 1)
        found = None if place < 0 else re.fullmatch(rf"(.{{{place}}})\s+(.+)", text, re.DOTALL)
    return False


def is_day_or_moment(text: str) -> bool:
    """Tell whether a text is either."""
    return is_day(text) or is_moment(text)


def is_compact(text: str) -> bool:
    """Tell whether a text is eight digits that are a day."""
    return len(text) == 8 and _COMPACT.fullmatch(text) is not None and is_day(text)


def is_month(text: str) -> bool:
    """Tell whether a text is a month of a year, without a day."""
    return 6 <= len(text) <= 10 and _MONTH_ONLY.fullmatch(text) is not None


def order_of(text: str) -> str | None:
    """Tell of 3/14/2024 that the month stands first, of 14/3/2024 the day; None: both could be."""
    found = _TWO_FIRST.match(text)
    if found is None or (one := int(found[1])) == (two := int(found[3])):
        return None
    if one > 12:
        return "day first"
    return "month first" if two > 12 else None


def is_either_way(text: str) -> bool:
    """Tell whether a text is a day whose order the text does not tell."""
    return (found := _TWO_FIRST.match(text)) is not None and int(found[1]) <= 12 and int(found[3]) <= 12


def _judged_day(column: Column) -> float:
    told = -2.5 if column.constant and column.share(is_compact) and not column.header.naming("DATE") else 0.0
    return told - (4.0 if column.share(is_moment) > 0.5 else 0.0)


def _judged_moment(column: Column) -> float:
    return 0.0 if column.share(is_moment) > 0.5 else -6.0


def _stored(column: Column) -> str:
    return "xsd:gYearMonth" if column.share(is_month) > 0.5 else "DATE"


DATE = Kind(name="DATE", words="a day", fits=is_day, stored=_stored, strength=5.5, named=2.0, judge=_judged_day)
DATETIME = Kind(
    name="DATETIME",
    words="a day and a time",
    fits=is_day_or_moment,
    stored="DATETIME",
    strength=6.0,
    named=1.5,
    judge=_judged_moment,
)
KINDS = (DATE, DATETIME)
