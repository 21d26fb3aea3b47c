"""Shares of a hundred, with their sign or word."""

import re

from spice.domain.inference.kinds.kind import Kind
from spice.domain.normal_forms import normal_form

_NUMBER = r"[+\-−△▲]?\s?(?:\d[\d,. ]*|[零〇一二三四五六七八九十百千万億点・]+)\s?[kKmM]?"
_SIGNED = re.compile(
    rf"(?:マイナス|約|约|약|负|負)?\s?{_NUMBER}\s?"
    r"(?:%|‰|％|percent|per cent|pct|퍼센트|프로|パーセント|ポイント|포인트|%p)\W?",
    re.IGNORECASE,
)
_TENTHS = re.compile(
    r"[\d.,一二三四五六七八九十点零]+\s?(?:割|할|成|折)(?:[\d一二三四五六七八九半分푼]|引き?)*|半額|半分"
)
_PARTS = re.compile(rf"(?:百|千|万|萬)分(?:の|之)\s?{_NUMBER}|{_NUMBER}\s?/\s?100", re.ASCII)


def is_percent(text: str) -> bool:
    """Tell whether a text is a share of a hundred that says so."""
    if not 1 < len(text) <= 40:
        return False
    if text.isascii():
        return text.endswith(("%", "t", "100")) and (_SIGNED.fullmatch(text) or _PARTS.fullmatch(text)) is not None
    narrow = normal_form("NFKC", text).replace(" ", "")
    return any(pattern.fullmatch(narrow) for pattern in (_SIGNED, _TENTHS, _PARTS))


PERCENT = Kind(
    name="PERCENT", words="a percentage", fits=is_percent, stored="PERCENT", strength=6.5, named=1.5, least=0.45
)
KINDS = (PERCENT,)
