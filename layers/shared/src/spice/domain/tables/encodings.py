"""Which encoding bytes are in: a mark, what decodes, and of those what reads as the language it would be."""

from collections.abc import Callable
from dataclasses import dataclass

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 256 * 1024
_WELL_READ = 0.7
"""The share of characters that must be usual ones of a language."""
_WITHOUT_KANA = 0.8
_CUT = 4
"""Bytes of a character that the end of a sample may have cut."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, and how it is known."""

    name: str
    reason: str


def encoding_of(begins: bytes) -> Encoding:
    """Tell the encoding of a text by its first bytes."""
    if marked := next((name for mark, name in _MARKS if begins.startswith(mark)), None):
        return Encoding(marked, "a byte order mark")
    if (wide := wide_of(begins)) is not None:
        return Encoding(wide, "every other byte is zero")
    if _decoded(begins, "utf-8") is not None:
        return Encoding("utf-8", "all of it decodes")
    shares = {name: _share(begins, name, usual) for name, usual in _USUAL.items()}
    # Of equals the first: Korean that is read as Chinese looks like usual Chinese, but not the other way round.
    best = max(shares, key=lambda name: round(shares[name], 2))
    if shares[best] >= _WELL_READ:
        return Encoding(best, f"{shares[best]:.0%} of its characters are usual ones of that encoding")
    return Encoding(_by_statistics(begins), "by the statistics of its characters")


def wide_of(begins: bytes) -> str | None:
    """Tell UTF-16 that has no mark, by the zeros of its ASCII."""
    if len(begins) < 4 or begins.count(0) < len(begins) // 50 + 1:
        return None
    even, odd = begins[::2].count(0), begins[1::2].count(0)
    if min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(raw: bytes, encoding: str) -> str | None:
    for cut in range(_CUT if len(raw) >= SAMPLE else 1):
        try:
            return raw[: len(raw) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _share(begins: bytes, encoding: str, usual: Callable[[str], bool]) -> float:
    """Give the share of characters beyond ASCII that are usual in the language of an encoding."""
    text = _decoded(begins, encoding)
    others = [char for char in text or "" if char > "\x7f"]
    if not others:
        return 0.0
    share = sum(map(usual, others)) / len(others)
    # What is written in Japanese has kana somewhere; Chinese that is read so has none.
    return share if usual is not _is_usual_japanese or any(map(_is_kana, others)) else share * _WITHOUT_KANA


def _bytes_of(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _is_usual_korean(char: str) -> bool:
    if "０" <= char <= "ｚ":
        return True
    # Two thousand of the eleven thousand syllables are in writing; the others are what another encoding decodes to.
    return ("가" <= char <= "힣" and len(_bytes_of(char, "euc_kr")) == 2) or char in "·‘’“”…㎡℃※→①②③④⑤￦○●△□■◆～「」㈜"


def _is_kana(char: str) -> bool:
    return "ぁ" <= char <= "ヿ" or char in "、。・「」ー（）％：／　"


def _is_usual_japanese(char: str) -> bool:
    if _is_kana(char) or "０" <= char <= "ｚ":
        return True
    first = _bytes_of(char, "shift_jis")[:1]
    return "一" <= char <= "龥" and b"\x88" <= first <= b"\x98"


def _is_usual_chinese(char: str) -> bool:
    if char in "，。、；：？！“”（）《》—…·　％￥" or "０" <= char <= "ｚ":
        return True
    first = _bytes_of(char, "gb2312")[:1]
    return b"\xb0" <= first <= b"\xd7"


def _is_usual_taiwanese(char: str) -> bool:
    if char in "，。、；：？！（）「」—…·　％":
        return True
    first = _bytes_of(char, "big5")[:1]
    return b"\xa4" <= first <= b"\xc6" and "一" <= char <= "龥"


def _is_usual_western(char: str) -> bool:
    return char in "àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŸ°€£§«»’‘“”–—…ºª¿¡·\xa0"


_USUAL = {
    "cp949": _is_usual_korean,
    "cp932": _is_usual_japanese,
    "euc_jp": _is_usual_japanese,
    "gb18030": _is_usual_chinese,
    "big5": _is_usual_taiwanese,
    "cp1252": _is_usual_western,
}


def _by_statistics(begins: bytes) -> str:
    """Ask charset-normalizer, for the many encodings of alphabets."""
    from charset_normalizer import from_bytes

    found = from_bytes(begins[: SAMPLE // 4]).best()
    return "cp1252" if found is None else found.encoding
