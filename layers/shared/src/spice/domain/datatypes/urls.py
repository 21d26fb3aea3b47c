"""Addresses of the web."""

import re

from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.formats import format_test
from spice.domain.datatypes.rules import PATTERN, choices, enum_rule, one_of, pattern_rule
from spice.domain.datatypes.texts import a_text

SCHEMES = ("http", "https", "ftp", "ws", "wss")
_START = re.compile(rf"(?:{'|'.join(SCHEMES)})://[^/?#]", re.ASCII | re.IGNORECASE).match
_LEFT_OVER = re.compile(r"[\[\]{}|^`\"<>]|%[0-9A-Fa-f]{2}")
_UNFIT = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]").search
_EXPECTED = "a URL such as https://example.com/a"
_LONGEST = 8192


def a_url(value: object) -> object:
    """Read a URL, international ones too; the normal form is the WHATWG's: ASCII, the host in small letters."""
    text = str(a_text(value))
    if len(text) > _LONGEST or _UNFIT(text) or not _START(text):
        hint = f"begin it with {SCHEMES[1]}://" if ":" not in text else None
        raise wrong_type(_EXPECTED, value, hint=hint)
    # Few classes hold URLs: a cold start does not pay for the import.
    import ada_url

    try:
        normal = _escaped(str(ada_url.URL(text).href))
    except ValueError as broken:
        raise wrong_type(_EXPECTED, value) from broken
    dear(15 + normal.count("%") // 2)
    if len(normal) > _LONGEST or not format_test("uri")(normal):
        raise wrong_type(f"{_EXPECTED}, other characters escaped as %XX", value)
    return normal


def _escaped(href: str) -> str:
    """Escape what browsers leave in paths and queries, and RFC 3986 does not know there."""
    scheme, _, rest = href.partition("://")
    host, slash, path = rest.partition("/")
    told = _LEFT_OVER.sub(lambda found: found[0].upper() if len(found[0]) > 1 else f"%{ord(found[0]):02X}", path)
    return f"{scheme}://{host}{slash}{told}"


def urls(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a URL."""
    schemes = constraints_of(spec).get("schemes")

    def of_scheme(value: object) -> None:
        if isinstance(schemes, list) and str(value).partition(":")[0] not in schemes:
            raise violated(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}", value)

    return also(a_url, [*([] if schemes is None else [of_scheme]), *pattern_rule(spec), *enum_rule(spec)])


def _scheme(value: object) -> object:
    if value not in SCHEMES:
        raise wrong_type(f"one of {', '.join(SCHEMES)}", value)
    return value


URL = DataType(
    name="URL",
    description=f"An address of the web with its scheme ({', '.join(SCHEMES)}) and host.",
    accepts=("a JSON string", "international hosts and paths"),
    normal_form="the URL Standard's: hosts in ASCII and small letters, other characters as %XX, no default port",
    examples=("https://example.com/a?b=1",),
    build=urls,
    kind="keyword",
    cell="site",
    constraints={
        "schemes": one_of("with one of these schemes", _scheme),
        "pattern": PATTERN,
        **choices(a_url),
    },
    widens_to=("URI",),
    json_schema={"type": "string", "format": "uri"},
)
