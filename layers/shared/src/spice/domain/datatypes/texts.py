"""Texts: any Unicode scalar values, in any lines, in one line, or without needless spaces."""

import re
from collections.abc import Callable, Sequence

from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType, as_it_is
from spice.domain.datatypes.formats import FORMAT, format_rule
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.rules import LARGEST_COUNT, PATTERN, choices, enum_rule, lengths, pattern_rule

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE = re.compile("[\t\n\r]")
_SPACES = re.compile("[\t\n\r ]+")


def a_text(value: object) -> object:
    """Read a text; half a surrogate pair is no character."""
    if type(value) is not str:
        raise wrong_type("a text", value)
    if not value.isascii() and _SURROGATE.search(value):
        raise violated("must not hold half a surrogate pair", value.encode("utf-8", "replace").decode())
    return value


def in_one_line(text: str) -> str:
    """Make tabs and line ends spaces."""
    return _LINE.sub(" ", text)


def one_space(text: str) -> str:
    """Make runs of white space one space."""
    return _SPACES.sub(" ", text)


def a_line(value: object) -> object:
    """Read a normalizedString: tabs and line ends become spaces."""
    return in_one_line(str(a_text(value)))


def a_token(value: object) -> object:
    """Read a token: runs of white space become one space, none at the ends."""
    return one_space(str(a_text(value))).strip(" ")


def shaped(pattern: str, expected: str) -> Check:
    """Make the check of a token that has a shape."""

    def check(value: object) -> object:
        token = a_token(value)
        # Compiled at the first use, which `re` keeps: XML names are dear to compile, and few classes have any.
        if not re.fullmatch(pattern, str(token)):
            raise wrong_type(expected, value)
        return token

    return check


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
        return also(measured, [*pattern_rule(spec), *format_rule(spec), *enum_rule(spec)])

    return build


def text_type(
    name: str,
    read: Check,
    description: str,
    normal_form: str,
    example: str,
    *,
    widens_to: str | None = None,
    kind: FieldKind = "text",
    fragment: Callable[[str], str] = one_space,
    holds_empty_text: bool = False,
    format_: str | None = None,
) -> DataType:
    """Make a type of texts that a class may bound in length, match with a pattern or list."""
    return DataType(
        name=name,
        description=description,
        accepts=("a JSON string",),
        normal_form=normal_form,
        examples=(example,),
        build=texts(read),
        kind=kind,
        fragment=fragment,
        constraints={**lengths("characters"), "pattern": PATTERN, "format": FORMAT, **choices(read)},
        widens_to=() if widens_to is None else (widens_to,),
        holds_empty_text=holds_empty_text,
        json_schema={"type": "string"} if format_ is None else {"type": "string", "format": format_},
    )


SINGLE_SPACES = "the text with single spaces, none at the ends"
TEXTS: Sequence[DataType] = (
    text_type(
        "xsd:string",
        a_text,
        "Any text, every Unicode scalar value, NUL too.",
        "the text itself",
        "도서관",
        fragment=as_it_is,
        holds_empty_text=True,
    ),
    text_type(
        "xsd:normalizedString",
        a_line,
        "A text in one line.",
        "tabs and line ends become spaces",
        "one line",
        widens_to="xsd:string",
        fragment=in_one_line,
        holds_empty_text=True,
    ),
    text_type(
        "xsd:token",
        a_token,
        "A text without needless spaces.",
        SINGLE_SPACES,
        "a token",
        widens_to="xsd:normalizedString",
        holds_empty_text=True,
    ),
)


def _length_rule(least: int, most: int) -> str:
    if least == most:
        return f"must have {least} characters"
    bounds = [f"at least {least}"] if least else []
    bounds += [f"at most {most}"] if most != LARGEST_COUNT else []
    return f"must have {' and '.join(bounds)} characters"
