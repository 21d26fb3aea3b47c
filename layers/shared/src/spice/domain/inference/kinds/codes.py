"""Codes of lists that the world keeps: countries, currencies, languages; and post codes."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.countries import a_country
from spice.domain.datatypes.currencies import CURRENCIES
from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import DIGITS, Kind
from spice.domain.regions import REGIONS

_STATES_WORDS = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
    PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR
"""
_STATES = frozenset(_STATES_WORDS.split())
_ALPHA_3 = re.compile(r"[A-Z]{3}|[a-z]{3}", re.ASCII)
_ALIASES = frozenset(
    ("england", "scotland", "wales", "northern ireland", "usa", "u.s.a.", "u.s.", "méxico", "españa", "brasil", "perú")
)
_POST: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII | re.IGNORECASE)
    for name, pattern in {
        "Canada": r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d",
        "Britain": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}",
        "Japan": r"〒?\s?\d{3}-\d{4}",
        "America": r"\d{5}-\d{4}",
        "Netherlands": r"\d{4} ?[A-Z]{2}",
        "Portugal or Brazil": r"\d{4}-\d{3}|\d{5}-\d{3}",
        "Korea, before 2015": r"\d{3}-\d{3}",
        "Sweden": r"\d{3} \d{2}",
    }.items()
}
_DIGITS = re.compile(r"(?:[A-Z]{1,2}-)?\d{3,6}|\d{9}|\d{3} \d{2}", re.ASCII)
_TELLING = ("Canada", "Britain", "America")


def is_country_code(text: str) -> bool:
    """Tell whether a text is a country's code of two or three letters."""
    if len(text) == 2:
        return text in REGIONS or (text.islower() and text.upper() in REGIONS)
    return _ALPHA_3.fullmatch(text) is not None and is_country(text)


@lru_cache(maxsize=4096)
def _is_country(text: str) -> bool:
    try:
        a_country(text)
    except Rejected:
        return False
    return True


def is_country(text: str) -> bool:
    """Tell whether a text names a country, in words or as a code."""
    return 2 <= len(text) <= 60 and not text.isdigit() and (text.lower() in _ALIASES or _is_country(text))


def _is_named_country(text: str) -> bool:
    return len(text) > 3 and is_country(text)


def is_currency_code(text: str) -> bool:
    """Tell whether a text is the code of a currency."""
    return len(text) == 3 and text.upper() in CURRENCIES


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(code for code in map(str, Locale.parse("en").languages) if len(code) <= 3)


def is_language_code(text: str) -> bool:
    """Tell whether a text is the code of a language, with its country or without."""
    head = text.replace("_", "-").partition("-")[0]
    return 2 <= len(head) <= 3 and len(text) <= 10 and text.isascii() and head.lower() in _languages()


def is_post_code(text: str) -> bool:
    """Tell whether a text could be a post code of some country."""
    if not 3 <= len(text) <= 11:
        return False
    return _DIGITS.fullmatch(text) is not None or any(pattern.fullmatch(text) for pattern in _POST.values())


def _is_telling_post_code(text: str) -> bool:
    return any(_POST[name].fullmatch(text) for name in _TELLING)


def _judged_country_code(column: Column) -> float:
    named = column.header.naming("COUNTRY_CODE")
    if column.distinct < 2:
        return -6.0
    if any(len(value) > 3 and is_country(value) for value in column.sample):
        return -4.0
    if named:
        return 0.5
    states = all(value.upper() in _STATES for value in column.sample)
    few = 2.0 if column.distinct < 8 else 0.0
    lower = 1.0 if column.sample[0].islower() else 0.0
    return -6.0 if states or column.match(is_country_code).share < 0.95 else -few - lower


def _judged_country_name(column: Column) -> float:
    if column.distinct < 2 and len(next(iter(column.counts), "")) <= 3:
        return -6.0
    return 0.0 if column.header.naming("COUNTRY_NAME") or column.share(_is_named_country) > 0.8 else -5.0


def _judged_currency(column: Column) -> float:
    if column.header.naming("CURRENCY_CODE"):
        return 1.0
    upper = column.sample[0].isupper() if column.sample else False
    return 0.0 if upper and column.distinct >= 4 and column.share(is_currency_code) > 0.95 else -5.0


def _judged_language(column: Column) -> float:
    if column.header.naming("LANGUAGE_CODE"):
        return 1.0 if column.distinct > 1 else -2.0
    lower = sum(value[:2].islower() for value in column.sample) / max(1, len(column.sample))
    sure = lower > 0.9 and column.distinct >= 6 and column.share(is_language_code) > 0.97
    return 0.0 if sure else -5.0


def _judged_post(column: Column) -> float:
    if column.header.naming("POSTAL_CODE"):
        return 1.5
    return 0.0 if column.share(_is_telling_post_code) > 0.8 else -6.0


COUNTRY_CODE = Kind(
    name="COUNTRY_CODE", words="a country's code", fits=is_country_code, stored="COUNTRY", strength=5.0,
    named=2.5, by_distinct=True, judge=_judged_country_code, least=0.7,
)  # fmt: skip
COUNTRY_NAME = Kind(
    name="COUNTRY_NAME", words="a country", fits=is_country, stored="COUNTRY", strength=4.8, named=2.4,
    by_distinct=True, judge=_judged_country_name, least=0.6,
)  # fmt: skip
CURRENCY_CODE = Kind(
    name="CURRENCY_CODE", words="a currency's code", fits=is_currency_code, stored="CURRENCY", strength=5.2,
    by_distinct=True, judge=_judged_currency, least=0.8,
)  # fmt: skip
LANGUAGE_CODE = Kind(
    name="LANGUAGE_CODE", words="a language's code", fits=is_language_code, stored="xsd:string", strength=5.2,
    by_distinct=True, judge=_judged_language, least=0.6,
)  # fmt: skip
POSTAL_CODE = Kind(
    name="POSTAL_CODE",
    needs=DIGITS, words="a post code", fits=is_post_code, stored="xsd:string", strength=4.5, named=4.0,
    judge=_judged_post, least=0.6,
)  # fmt: skip
KINDS = (COUNTRY_CODE, COUNTRY_NAME, CURRENCY_CODE, LANGUAGE_CODE, POSTAL_CODE)
