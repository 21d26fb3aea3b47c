"""Addresses of the Internet Protocol."""

from ipaddress import IPv6Address, ip_address

from spice.domain.datatypes.admitting import alike
from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint, DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.rules import choices, enum_rule

_EXPECTED = "an IP address such as 192.0.2.1 or 2001:db8::1"


def an_ip_address(value: object) -> object:
    """Read an IPv4 or IPv6 address without port, mask or zone; the normal form is RFC 5952's."""
    if type(value) is not str or not value.isascii() or "%" in value:
        raise wrong_type(_EXPECTED, value)
    dear(20)
    try:
        address = ip_address(value)
    except ValueError as broken:
        raise wrong_type(_EXPECTED, value) from broken
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(address) if mapped is None else f"::ffff:{mapped}"


def ip_addresses(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an IP address."""
    version = constraints_of(spec).get("version")

    def of_version(value: object) -> None:
        if (6 if ":" in str(value) else 4) != version:
            raise violated(f"must be of version {version}", value)

    return also(an_ip_address, [*([] if version is None else [of_version]), *enum_rule(spec)])


def _version(value: object) -> object:
    if type(value) is not int or value not in (4, 6):
        raise wrong_type("4 or 6", value)
    return value


IP = DataType(
    name="IP",
    description="An address of the Internet Protocol, version 4 or 6, without port, mask or zone.",
    accepts=("a JSON string: four decimal numbers without leading zeros", "an IPv6 address in any of its spellings"),
    normal_form="RFC 5952: small letters, the longest run of zeros as ::; IPv4 sorts before IPv6",
    examples=("192.0.2.1", "2001:db8::1"),
    build=ip_addresses,
    kind="network",
    constraints={
        "version": Constraint(meaning="of this version, 4 or 6", read=_version, admits=alike),
        **choices(an_ip_address),
    },
    json_schema={"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
)
