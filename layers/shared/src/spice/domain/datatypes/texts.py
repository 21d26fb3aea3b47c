"""Texts: any Unicode scalar values, and the narrower kinds XML Schema knows."""

import re
from collections.abc import Callable

from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile
from spice.domain.datatypes.rules import LARGEST_COUNT, PATTERN, choices, enum_rule, lengths, pattern_rule

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE = re.compile("[\t\n\r]")
_SPACES = re.compile("[\t\n\r ]+")
_NAME_START = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_NAME_START += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME_REST = _NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME = f"[:{_NAME_START}][:{_NAME_REST}]*"
_NCNAME = f"[{_NAME_START}][{_NAME_REST}]*"
_LANGUAGE = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
_URI = '(?:[^\\x00-\\x20\\x7f-\\x9f<>"{}|\\\\^`%\ud800-\udfff\\s]|%[0-9A-Fa-f]{2})*'


def a_text(value: object) -> object:
    """Read a text; half a surrogate pair is no character."""
    if type(value) is not str:
        raise wrong_type("a text", value)
    if not value.isascii() and _SURROGATE.search(value):
        raise violated("must not hold half a surrogate pair", value.encode("utf-8", "replace").decode())
    return value


def a_line(value: object) -> object:
    """Read a normalizedString: tabs and line ends become spaces."""
    return _LINE.sub(" ", _text(value))


def a_token(value: object) -> object:
    """Read a token: runs of white space become one space, none at the ends."""
    return _SPACES.sub(" ", _text(value)).strip(" ")


def shaped(pattern: str, expected: str) -> Check:
    """Make the check of a token that has a shape."""

    def check(value: object) -> object:
        token = a_token(value)
        # Compiled at the first use, which `re` keeps: XML names are dear to compile, and few classes have any.
        if not re.fullmatch(pattern, str(token)):
            raise wrong_type(expected, value)
        return token

    return check


a_language = shaped(_LANGUAGE, "a language tag such as en or ko-KR")
a_name = shaped(_NAME, "an XML name")
an_ncname = shaped(_NCNAME, "an XML name without a colon")
a_uri = shaped(_URI, "a URI without spaces, its other characters escaped as %XX")


def texts(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a text type."""

    def build(spec: Spec, compile_: Compile) -> Check:
        constraints = constraints_of(spec)
        least, most = int(str(constraints.get("min_length", 0))), int(str(constraints.get("max_length", LARGEST_COUNT)))

        def check(value: object) -> object:
            text = read(value)
            if least <= len(text) <= most:  # type: ignore[arg-type]  # a text
                return text
            raise violated(_length_rule(least, most), value)

        measured = check if "min_length" in constraints or "max_length" in constraints else read
        return also(measured, [*pattern_rule(spec), *enum_rule(spec)])

    return build


TEXT_CONSTRAINTS = {**lengths("characters"), "pattern": PATTERN, **choices(a_text)}


def _length_rule(least: int, most: int) -> str:
    if least == most:
        return f"must have {least} characters"
    bounds = [f"at least {least}"] if least else []
    bounds += [f"at most {most}"] if most != LARGEST_COUNT else []
    return f"must have {' and '.join(bounds)} characters"


def _text(value: object) -> str:
    return str(a_text(value))
