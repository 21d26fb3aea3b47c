"""E-mail addresses."""

import re

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.formats import format_test
from spice.domain.datatypes.rules import PATTERN, choices, matched
from spice.domain.normal_forms import normal_form

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"(?=.{{3,254}}$)({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL})").fullmatch
_LONGEST, _LONGEST_LOCAL = 254, 64


def an_address(value: object) -> object:
    """Read an address with a dot in its domain; the normal form has the domain in small letters."""
    if type(value) is not str or len(value) > _LONGEST:
        raise wrong_type("an e-mail address", value)
    plain = _PLAIN(value)
    if plain and "xn--" not in value.lower() and len(plain[1]) <= _LONGEST_LOCAL:
        return f"{plain[1]}@{plain[2].lower()}"
    dear(20)
    return _international(value)


def _international(value: str) -> str:
    local, _, domain = normal_form("NFC", value).rpartition("@")
    literal = domain.startswith("[")
    domain = domain if literal else _domain(domain)
    normal = f"{local}@{domain}"
    if not ("." in domain or literal) or len(local) > _LONGEST_LOCAL or not format_test("idn-email")(normal):
        raise wrong_type("an e-mail address with a dot in its domain", value)
    return normal


def _domain(written: str) -> str:
    """Write a domain in small letters of its own script, with the dots of ASCII."""
    folded = normal_form("NFKC", written).replace("\u3002", ".").lower()
    return ".".join(_label(label) for label in folded.split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        return normal_form("NFC", label[4:].encode().decode("punycode"))
    except UnicodeError:
        return label


EMAIL = DataType(
    name="EMAIL",
    description="An e-mail address; whether it can be reached is not asked.",
    accepts=("a JSON string, international addresses too",),
    normal_form="the domain in small letters of its own script",
    examples=("kim@example.com",),
    build=matched(an_address),
    kind="keyword",
    constraints={"pattern": PATTERN, **choices(an_address)},
    widens_to=("xsd:string",),
    json_schema={"type": "string", "format": "idn-email"},
)
