"""Where something may be sent: public addresses alone, by a rule of our own that no library version changes."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_GLOBAL_V6 = IPv6Network("2000::/3")
_V4_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface id; the lower half is an IPv4 address."""
_INSIDE_V4 = [
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Public by its number, a machine's own cloud by what answers.
        "168.63.129.16/32",
    )
]
_INSIDE_V6 = [IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")]
"""Within 2000::/3; Teredo is judged by what it holds."""


def is_public(text: str) -> bool:
    """Tell whether an address, as a resolver writes it, is one of the internet. What is no address is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    if address.scope_id is not None:
        return False
    if address in _V4_MAPPED or address in _NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    return _is_public_v6(address) and all(map(_is_public_v4, _embedded(address)))


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _INSIDE_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address in _TEREDO:
        return True
    return address in _GLOBAL_V6 and not any(address in network for network in _INSIDE_V6)


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """Give the IPv4 addresses that an address would be carried on to."""
    number = int(address)
    if address in _SIX_TO_FOUR:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
    if address in _TEREDO:
        yield IPv4Address(number >> 64 & 0xFFFFFFFF)
        yield IPv4Address(number & 0xFFFFFFFF ^ 0xFFFFFFFF)
    if number >> 32 & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)
