"""A client's JSON, read exactly or refused: nothing is lost in silence."""

import json
from typing import Any

from spice.domain.bounds import BODY_DEPTH, BODY_VALUES
from spice.domain.errors import DomainError, refuse
from spice.domain.wording import quoted
from spice.entrypoints.http.bodies.weight import weigh
from spice.messages.codec import decode, encode

BROKEN = (ValueError, RecursionError, ArithmeticError)
"""What decoding raises for text that is no JSON, or holds what no value of ours can hold."""


def read_json(content: bytes, path: str = "", *, most: int = BODY_VALUES) -> Any:
    """Read a JSON text; malformed_json for a broken one, one nested too deep, and one that repeats a key."""
    weight = weigh(content, path, most=most)
    try:
        value = decode(content)
    except BROKEN as broken:
        raise malformed(content, broken, path) from broken
    # Of a repeated key the decoder keeps the last value.
    if _keys(value) != weight.keys:
        refuse_repeats(content, path)
    return value


def has_all(content: bytes, value: object) -> bool:
    r"""Tell whether a value surely holds every key of the short text it was read from; False: look closer.

    A text has one colon a key, and those in its strings; the value, encoded again, has as many if none was lost, unless
    a colon was written as \u003a.
    """
    return encode(value).count(b":") == content.count(b":") and b"\\u003" not in content


def refuse_repeats(content: bytes, path: str = "") -> None:
    """Refuse a text in which an object has the same key twice."""

    def unique(pairs: list[tuple[str, Any]]) -> None:
        seen = set()
        for key, _ in pairs:
            if key in seen:
                raise refuse("malformed_json", f"the key {quoted(key[:100])} is there twice in one object", path=path)
            seen.add(key)

    try:
        # As text, because of the digits: Python refuses to read a very long number.
        json.loads(content, object_pairs_hook=unique, parse_int=str, parse_float=str)
    except BROKEN as broken:
        raise malformed(content, broken, path) from broken


def malformed(content: bytes, broken: BaseException, path: str = "") -> DomainError:
    """Make the error for a text that cannot be read."""
    if b"\\ud" in content or b"\\uD" in content:
        return refuse("malformed_json", "not JSON, or half a surrogate pair, which is no character", path=path)
    if isinstance(broken, RecursionError):
        return refuse("malformed_json", f"nested deeper than {BODY_DEPTH} levels", path=path)
    if isinstance(broken, ArithmeticError):
        return refuse("malformed_json", "a number is out of every range", path=path)
    return refuse("malformed_json", f"not JSON: {_said(content, broken)}", path=path)


def _said(content: bytes, broken: BaseException) -> str:
    """Tell in our words what the decoder tells in its own."""
    if isinstance(broken, UnicodeDecodeError):
        return "not UTF-8"
    if not content.strip():
        return "there is nothing"
    what, malformed, where = str(broken).partition("JSON is malformed: ")
    if malformed:
        return where
    return "it ends before it is complete" if "truncated" in what else "a number has too many digits"


def _keys(value: object) -> int:
    keys, level = 0, [value]
    while level:
        keys += sum(len(each) for each in level if isinstance(each, dict))
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
    return keys
