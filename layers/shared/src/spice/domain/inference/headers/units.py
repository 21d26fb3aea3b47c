"""Units of measure: in brackets or behind the name of a column, in a row of their own, or said once for a table."""

import re
from collections.abc import Iterable

from spice.domain.normal_forms import normal_form

_WORDS = """
    mg kg kgs lb lbs oz ton tons mm cm km ft inch inches mile miles ml cl dl hl cc gal km/h m/s kph mph rpm hz
    khz mhz ghz w kw mw kwh mwh wh v kv ma mah pa hpa kpa mpa bar psi db cal kcal kj kb mb gb tb kbps mbps gbps
    px pt ppm ppb sqft sqm m2 m3 km2 ha °c °f degc degf ℃ ℉ µg ug µm μg μm sec secs ms msec min mins hr hrs
    usd eur krw jpy cny gbp 원 천원 만원 백만원 억원 조원 달러 천달러 백만달러 명 천명 만명 건 회 세대 가구 호
    톤 킬로그램 그램 미터 킬로미터 제곱미터 평 시간 분 초 도 円 千円 万円 百万円 億円 人 千人 件 個 台 回 歳
    世帯 元 万元 千元 百万元 亿元 万人 吨 公斤 千克 公里 米 平方米 小时 分钟 次 岁
"""
KNOWN = frozenset(_WORDS.split())
_SHORT = frozenset({"g", "m", "t", "l", "%", "‰", "$", "€", "£", "¥", "₩", "s", "h", "개", "個", "년", "월", "일"})
"""Units that are too short to be told behind a name; alone in a row or in brackets they are."""
_NAMES_TOO = "min sec bar pt cal ton v w 분 초 도 호 회 건 명 평 시간 세대 가구 달러 人 件 台 回 次 米 元 円 世帯"
_BEHIND = KNOWN - frozenset(_NAMES_TOO.split())
"""Units that are no words of names as well."""
_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]{1,12}?)\s*[)\]]")
_QUANTITY = re.compile(r"[\d.,]+ ?([^\W\d_]\S{0,4})")
_LAST = re.compile(r"[\s_,/·]+([^\s_,/·]+(?:/[a-z]+)?)$")
_SAID = re.compile(
    r"[<\[(※*\s]*(?:단\s*위|単\s*位|单\s*位|單\s*位|units?)\s*[:=]\s*([^<>\[\]()]{1,24}?)[>\])\s]*", re.IGNORECASE
)
_SHARES = frozenset({"%", "‰", "퍼센트"})


def is_unit(cell: str) -> bool:
    """Tell a cell that holds a unit and nothing else, in brackets or not."""
    text = _plain(cell)
    found = _BRACKETS.fullmatch(text)
    return (found[1].strip() if found else text) in KNOWN | _SHORT


def is_quantity(cell: str) -> bool:
    """Tell a number with its unit behind it: `170cm`."""
    found = _QUANTITY.fullmatch(_plain(cell))
    return found is not None and found[1] in KNOWN


def bare(cell: str) -> str:
    """Give a unit without brackets around it."""
    text = normal_form("NFKC", cell).strip()
    found = _BRACKETS.fullmatch(text)
    return found[1].strip() if found else cell.strip()


def unit_behind(name: str) -> str | None:
    """Find a unit that stands behind a name without brackets: `weight kg`, `height_cm`, `가격 만원`."""
    found = _LAST.search(normal_form("NFKC", name).strip())
    return found[1] if found and found[1].lower() in _BEHIND else None


def says_unit(cell: str) -> bool:
    """Tell a remark that says what the figures of a table are in: `(단위: 천원)`."""
    return _SAID.fullmatch(normal_form("NFKC", cell)) is not None


def unit_said(remarks: Iterable[str]) -> str | None:
    """Find the one unit that is said of a table; shares are in percent whatever is said."""
    for remark in remarks:
        if found := _SAID.fullmatch(normal_form("NFKC", remark)):
            units = [each.strip() for each in re.split(r"[,、·/]", found[1])]
            others = [each for each in units if each not in _SHARES]
            return others[0] if len(others) == 1 else None
    return None


def _plain(text: str) -> str:
    return normal_form("NFKC", text).strip().lower()
