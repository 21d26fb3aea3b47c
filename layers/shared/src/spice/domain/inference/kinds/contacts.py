"""E-mail addresses and telephone numbers."""

import re
from functools import lru_cache

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import DIGITS, Kind
from spice.domain.normal_forms import normal_form

_MAIL = re.compile(
    r"(?:mailto:)?[^\s@<>,;\"]+(?: [^\s@<>,;\"]+)?@(?:[\w-]+\.)+\w{2,24}\.?|.{1,60}<[^\s@<>]+@(?:[\w-]+\.)+\w{2,24}>"
)
_MAILS = re.compile(r"\s*[;,/]\s*|\s+(?:and|or)\s+")
_PHONE = re.compile(
    r"(?:tel|fax|phone|t|f|ph|전화|팩스|☎)?[.: ]{0,2}(\+?[\d(][\d ()./\-–‐~,]*\d)"
    r"(?:\s*(?:x|ext\.?|extension|내선|内線|分机|轉|#)[ .:]*\d{1,7})?",
    re.ASCII | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_SHAPED = re.compile(
    r"\(\d{2,4}\)[ -]?\d{3,4}[- .]\d{4}|\d{3}[-. ]\d{3}[-. ]\d{4}|1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}"
    r"|0\d{1,4}[-) ]\d{2,4}[- ]\d{3,4}"
    r"|1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4}|01[016789]\d{7,8}|1[568]\d\d-\d{4}|0\d(?: \d\d){4}"
    r"|\+\d[\d ()\-.]{6,20}|0[789]0\d{8}|0[1-7]\d{8}"
    r"|400[- ]?\d{3,4}[- ]?\d{3,4}|09\d\d[- ]?\d{3}[- ]?\d{3}",
    re.ASCII,
)
_FEWEST, _MOST = 7, 16
_REGIONS_TRIED = ("US", "KR", "JP", "CN", "GB", "FR", "DE", "AU", "ES", "CO", "MX", "IN", "TW")
_CHECKED = 40
_BARE = re.compile(r"\d{10,11}", re.ASCII)


def is_mail(text: str) -> bool:
    """Tell whether a text is an e-mail address, or several."""
    if "@" not in text or len(text) > 500:
        return False
    return _MAIL.fullmatch(text) is not None or all(map(_MAIL.fullmatch, filter(None, _MAILS.split(text))))


def is_phone(text: str) -> bool:
    """Tell whether a text has the form of a telephone number."""
    if not 6 <= len(text) <= 40:
        return False
    narrow = text if text.isascii() else normal_form("NFKC", text)
    found = _PHONE.fullmatch(narrow)
    return found is not None and _FEWEST <= len(_DIGITS.findall(found[1])) <= _MOST


def is_shaped(text: str) -> bool:
    """Tell whether a number is written as only telephone numbers are."""
    return _SHAPED.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _assigned(text: str, region: str) -> bool:
    # Every country's numbering plan is dear to import, and few tables need it.
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        return is_valid_number(parse(text, region))
    except NumberParseException:
        return False


def best_region(column: Column) -> tuple[str, float]:
    """Find the country whose numbering plan has most of a column's numbers, and the share it has."""
    sample = [value for value in column.sample if is_phone(value)][:_CHECKED]
    shares = {
        region: sum(_assigned(each, region) for each in sample) / max(1, len(sample)) for region in _REGIONS_TRIED
    }
    best = max(shares, key=shares.__getitem__)
    return best, shares[best]


def _judged(column: Column) -> float:
    if column.header.naming("PHONE"):
        return 0.5
    if column.share(is_shaped) > 0.7:
        return 0.0 if column.distinct > 2 else -1.0
    # A number without any sign of its own is one of a telephone only where nothing else is said of it.
    if column.share(_is_bare) < 0.8 or column.distinct < 12 or column.header.plain:
        return -4.5
    return -0.3 if best_region(column)[1] > 0.93 else -4.5


def _is_bare(text: str) -> bool:
    return _BARE.fullmatch(text) is not None


EMAIL = Kind(
    name="EMAIL", needs=frozenset("@"), words="an e-mail address", fits=is_mail, stored="EMAIL", strength=7.0, least=0.4
)
PHONE = Kind(
    name="PHONE",
    needs=DIGITS,
    words="a telephone number",
    fits=is_phone,
    stored="PHONE",
    strength=4.8,
    named=3.5,
    judge=_judged,
)
KINDS = (EMAIL, PHONE)
