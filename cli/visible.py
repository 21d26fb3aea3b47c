"""Texts as a terminal may have them: what would steer it, or forge a line, is shown as an escape."""

import os
import re

_STEERS = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Control characters (C0, DEL, C1), line and paragraph separators, what turns the direction of writing or is not seen,
tags, and half surrogate pairs, which no terminal can be sent."""


def visible(text: str) -> str:
    r"""Write control characters as escapes: ESC becomes \x1b."""
    return text if text.isascii() and text.isprintable() else _STEERS.sub(_escape, text)


def named(name: str | os.PathLike[str]) -> str:
    r"""Write a name of the disk or of the command line; what is no UTF-8 in it is shown as the bytes it is (\xb0)."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_text(name: str) -> bool:
    """Tell whether a word of the command line was UTF-8: what was not cannot be sent, or searched for."""
    return named(name) == name


def visible_json(text: str) -> str:
    r"""Write them in JSON as JSON does (\u009b); line feeds between its parts stay."""
    return text if text.isascii() and "\x7f" not in text else _STEERS.sub(_json_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    if found[0] in "\n":
        return found[0]
    return "".join(f"\\u{unit:04x}" for unit in memoryview(found[0].encode("utf-16-le", "surrogatepass")).cast("H"))
