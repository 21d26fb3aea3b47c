"""Ids of instances: what may be one, and how a key becomes one."""

import re
from collections.abc import Sequence
from decimal import Decimal
from unicodedata import combining

from spice.domain.datatypes.checking import Rejected, moved, violated, wrong_type
from spice.domain.datatypes.numbers import plain
from spice.domain.errors import Problem
from spice.domain.normal_forms import is_crowded
from spice.domain.spelling import NO_IDS, spelled

LONGEST_ID = 512
"""Bytes of UTF-8."""

_PLAIN = re.compile(r'(?!\.{1,2}\Z)[ !"$&-.0->@-\[\]-~]{1,512}').fullmatch
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f/?#%\\]")
_ESCAPED = re.compile(r"[\x00-\x1f\x7f-\x9f/?#%\\~=]")


def an_instance_id(value: object) -> object:
    """Read an id of an instance, in any normal form; Rejected when it cannot be one."""
    if type(value) is not str:
        raise wrong_type("the id of an instance, a text", value)
    if _PLAIN(value):
        return value
    if _FORBIDDEN.search(value):
        raise violated("must be an id without control characters and without / ? # % \\", value)
    if value in NO_IDS:
        raise violated("must not be . or .., which paths take for folders", value)
    normal = spelled(value)
    if is_crowded(normal):
        raise violated("must not have dozens of marks on one letter", value)
    try:
        size = len(normal.encode())
    except UnicodeEncodeError as broken:
        raise violated("must not hold half a surrogate pair", value.encode(errors="replace").decode()) from broken
    if not 1 <= size <= LONGEST_ID:
        raise violated(f"must have 1 to {LONGEST_ID} bytes of UTF-8, not {size}", value)
    return normal


def read_instance_id(value: str, path: str = "/id") -> tuple[str, list[Problem]]:
    """Read an id that a client wrote, with what is wrong with it."""
    try:
        return str(an_instance_id(value)), []
    except Rejected as rejected:
        return value, [moved(problem, path, message=f"id {problem.message}") for problem in rejected.problems]


def id_of_key(values: Sequence[object]) -> str:
    """Join the values of a key, in normal form, with ~. Different keys give different ids."""
    made = "~".join([_part(value) for value in values])
    return "".join(map(_hex, made)) if made in NO_IDS else made


def _part(value: object) -> str:
    if isinstance(value, str):
        return value if value.isascii() and not _ESCAPED.search(value) else _escape(spelled(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, int | Decimal) else _escape(str(value))


def _escape(text: str) -> str:
    parts: list[str] = []
    for char in text:
        # A combining mark behind an escape would join the escape's last letter when the id is normalised.
        joins = bool(parts) and parts[-1].startswith("=") and combining(char) > 0
        parts.append(_hex(char) if joins or _ESCAPED.match(char) else char)
    return "".join(parts)


def _hex(char: str) -> str:
    return "".join(f"={byte:02X}" for byte in char.encode())
