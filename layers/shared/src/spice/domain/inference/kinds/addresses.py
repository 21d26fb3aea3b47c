"""Postal addresses, by the words and the forms that streets have."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind

_STREETS = (
    "street str st avenue ave av boulevard blvd road rd drive dr lane ln court ct place pl way highway hwy parkway pkwy"
    " circle cir terrace ter trail trl square sq plaza loop alley aly expressway expy freeway fwy turnpike tpke"
    " crescent"
    " cres close mews row walk path pike route rte run crossing xing grove gardens bypass common"
    " rue chemin allée allee quai impasse calle carrera cra cr kra cl avenida diagonal transversal via viale piazza"
    " strasse straße weg platz"
)
_STREET = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_STREETS.split(), key=len, reverse=True))})\.?(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:#|n[o°º]\.? ?)?\d[\w\-/&, ]{0,24}?[ ,\-]+[^\W\d_#]", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_BOX = re.compile(r"(?<!\w)p\.?\s?o\.?\s?box\s+\w+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s(?:@|&|/|at|and|n/o|s/o|e/o|w/o|nr)\s|/", re.IGNORECASE)
# They are searched for: a repeat at an open end, or beside `.*`, would say nothing and cost a cell seconds.
_KOREAN = re.compile(
    r"(?:특별시|광역시|특별자치[시도]|[가-힣]도|[가-힣]{2}시|[가-힣][군구])\s.*(?:[가-힣\d](?:로|길|동|리|가|읍|면)|\d번지)"
    r"|[가-힣\d](?:로|길)\s?\d|[가-힣](?:동|리)\s?(?:산\s?)?\d"
)
_JAPANESE = re.compile(
    r"(?:東京都|北海道|(?:京都|大阪)府|[一-龥]{2}県).{1,12}[市区町村郡]|[一-龥ぁ-んァ-ヶ]{2}(?:市|区|町|村).*\d|丁目.*\d番"
)
_CHINESE = re.compile(
    r"[一-龥]{2}(?:省|自治区|市|特别行政区).*[一-龥](?:市|区|县|區|縣|镇|乡).*(?:路|街|道|巷|号|號|村|弄|座|段)"
    r"|[一-龥]{2}(?:路|街|大道|巷)(?:.{0,6}段)?\d+(?:号|號|弄)|[一-龥]{2}(?:市|縣|县)[一-龥]{1,6}(?:區|区|鄉|鎮|县)."
)
_SHORTEST, _LONGEST = 5, 250


def is_address(text: str) -> bool:
    """Tell whether a text is an address, or says between which streets a place is."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return False
    if not text.isascii() and (_KOREAN.search(text) or _JAPANESE.search(text) or _CHINESE.search(text)):
        return True
    if _BOX.search(text):
        return True
    street = _STREET.search(text, 2)
    return street is not None and (_NUMBER.search(text) is not None or _BETWEEN.search(text) is not None)


def is_numbered(text: str) -> bool:
    """Tell whether an address begins with a house's number, as in English and French."""
    return is_address(text) and (not text.isascii() or _NUMBERED.match(text) is not None)


def is_under_address(text: str) -> bool:
    """Tell whether a text may stand where addresses do: it has words, and letters or digits enough."""
    return _SHORTEST <= len(text) <= _LONGEST and any(char.isalpha() for char in text)


def _judged(column: Column) -> float:
    named = column.header.naming("ADDRESS")
    if column.header.naming("TEXT") > named:
        return -6.0
    if column.header.naming("EMAIL") or column.header.naming("URL") or column.header.naming("IP"):
        return -6.0
    telling = column.share(is_numbered) if not named else column.share(is_address)
    if named:
        return 2.0 * telling if telling > 0.25 else -4.0
    if column.header.naming("STRING") or column.header.naming("TEXT"):
        return -3.0
    return 0.5 if telling > 0.6 else -3.5


ADDRESS = Kind(
    name="ADDRESS", words="a postal address", fits=is_address, stored="ADDRESS", strength=4.5, named=3.0, judge=_judged,
    least=0.3,
)  # fmt: skip
KINDS = (ADDRESS,)
