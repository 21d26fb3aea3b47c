"""Cells that hold several values: with marks between them, or in the brackets of Python, SQL and JSON's kin."""

import re

_CLOSING = {"[": "]", "{": "}", "(": ")"}
_ITEM = re.compile(
    r"""\s*(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.|"")*)"|([^,'"\[\](){}:]*[^,'"\[\](){}:\s]))\s*(,|$)""", re.DOTALL
)
_ESCAPED = re.compile(r"""\\(.)|''|\"\"""", re.DOTALL)
_LITERAL = re.compile(r"""[\[{]\s*["'\[{\d-]""")
_MARKS = ";|"


def items_of(text: str) -> list[str] | None:
    """Give the items of a list; None: it can be read in more than one way, or in none."""
    bracketed = _in_brackets(text)
    if bracketed is not None:
        return bracketed
    marks = [mark for mark in _MARKS if mark in text]
    if len(marks) > 1 or (not marks and _is_literal(text)):
        return None
    return [item for part in text.split(marks[0] if marks else _MARKS) if (item := part.strip())]


def _is_literal(text: str) -> bool:
    """Tell what begins as a list and was not read as one, such as one that was cut."""
    return _LITERAL.match(text) is not None or (text[:1] in "[{" and text.endswith(_CLOSING.get(text[:1], " ")))


def _in_brackets(text: str) -> list[str] | None:
    if len(text) < 2 or _CLOSING.get(text[0]) != text[-1]:
        return None
    inner, at, found = text[1:-1].strip(), 0, list[str]()
    ends = ""
    while at < len(inner):
        item = _ITEM.match(inner, at)
        if item is None:
            return None
        quoted = item[1] if item[1] is not None else item[2]
        found.append(_unescaped(quoted) if quoted is not None else item[3].strip())
        at, ends = item.end(), item[4]
    # What stands alone in round brackets is a remark: (주).
    return None if text[0] == "(" and len(found) < 2 and ends != "," else found


def _unescaped(quoted: str) -> str:
    return _ESCAPED.sub(lambda found: found[1] or found[0][0], quoted)
