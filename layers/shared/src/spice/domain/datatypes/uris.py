"""Uniform resource identifiers."""

import re

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.formats import format_test
from spice.domain.datatypes.rules import PATTERN, choices, matched

_ESCAPED = re.compile("%[0-9a-fA-F]{2}")
_AUTHORITY = re.compile(r"([^:/?#]+:)(//(?:[^/?#@]*@)?)?([^/?#]*)(.*)", re.DOTALL).fullmatch
_LONGEST = 8192


def a_uri(value: object) -> object:
    """Read an absolute URI; the normal form is RFC 3986's: scheme and host in small letters, %XX in capitals."""
    if type(value) is not str or len(value) > _LONGEST or not value.isascii() or not format_test("uri")(value):
        hint = "other characters are written as %XX; a URL takes them as they are"
        raise wrong_type("a URI with its scheme, such as urn:isbn:0451450523", value, hint=hint)
    text = _ESCAPED.sub(lambda found: found[0].upper(), value)
    parts = _AUTHORITY(text)
    if parts is None:
        return text
    scheme, slashes, host, rest = parts.groups()
    return f"{scheme.lower()}{slashes}{_small(host)}{rest}" if slashes else f"{scheme.lower()}{host}{rest}"


def _small(host: str) -> str:
    return _ESCAPED.sub(lambda found: found[0].upper(), host.lower())


URI = DataType(
    name="URI",
    description="A uniform resource identifier with its scheme: urn:, mailto:, https: and any other.",
    accepts=("a JSON string as RFC 3986 has it",),
    normal_form="scheme and host in small letters, %XX in capitals",
    examples=("urn:isbn:0451450523",),
    build=matched(a_uri),
    kind="keyword",
    constraints={"pattern": PATTERN, **choices(a_uri)},
    widens_to=("xsd:anyURI",),
    json_schema={"type": "string", "format": "uri"},
)
