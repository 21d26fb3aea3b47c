"""Addresses of the web and of machines, and what identifies by its form alone."""

import re
from ipaddress import ip_address, ip_interface

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind
from spice.domain.regions import REGIONS

_SCHEME = re.compile(r"(?:https?|ftps?|sftp|file|s3|gs|ws|wss|rtsp|git|ssh|ldap|h?ttps?):/{1,3}\S{2,}", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?:mailto|tel|urn|data):\S+", re.IGNORECASE)
_LABEL = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?)"
_SITE = re.compile(
    rf"(?:{_LABEL}\.)+([A-Za-z]{{2,24}}|xn--[a-z0-9-]+|[가-힣一-龥]{{2,4}})(?::\d{{1,5}})?([/?#]\S*)?", re.IGNORECASE
)
_WWW = re.compile(r"www?\.\S+\.\S{2,}", re.IGNORECASE)
_ENDINGS_WORDS = """
    com net org edu gov mil int info biz name pro app dev io ai co tv me xyz online site store shop tech cloud blog
    museum travel jobs mobi asia cat tel aero coop news media live agency email network digital solutions services
"""
_ENDINGS = frozenset(_ENDINGS_WORDS.split())
_FILES = frozenset(["pdf", "doc", "xls", "txt", "csv", "zip", "jpg", "png", "py", "js", "ts", "md", "sh", "rs", "pl"])
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}", re.ASCII)
_MAC = re.compile(
    r"(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}", re.ASCII
)
_UUID = re.compile(
    r"[{(]?[0-9A-Fa-f]{8}(-?)[0-9A-Fa-f]{4}\1[0-9A-Fa-f]{4}\1[0-9A-Fa-f]{4}\1[0-9A-Fa-f]{12}[)}]?", re.ASCII
)
_HASHES = frozenset((32, 40, 56, 64, 96, 128))
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+", re.ASCII)
_IP = re.compile(r"[0-9A-Fa-f:.%/\[\]\w]{2,60}", re.ASCII)


def is_url(text: str) -> bool:
    """Tell whether a text is the address of something on the web, with or without its scheme."""
    if not 4 <= len(text) <= 4000 or "@" in text.partition("/")[0]:
        return False
    if _SCHEME.match(text) or _WWW.fullmatch(text):
        return " " not in text.strip()
    return is_site(text)


def is_site(text: str) -> bool:
    """Tell whether a text is the name of a site as browsers take it: microsoft.com, abc.co.kr/about."""
    found = _SITE.fullmatch(text)
    if found is None:
        return False
    end = found[1].lower()
    known = end in _ENDINGS or end.upper() in REGIONS or end in ("uk", "eu") or not end.isascii()
    return known and (end not in _FILES or found[2] is not None)


def is_machine_address(text: str) -> bool:
    """Tell whether a text is an IP address, or a network of them."""
    if not 2 < len(text) <= 60 or not (":" in text or text.count(".") == 3) or not _IP.fullmatch(text):
        return False
    try:
        ip_interface(text) if "/" in text else ip_address(text)
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Tell whether a text could name a machine."""
    return len(text) <= 253 and _HOST.fullmatch(text) is not None


def is_mac(text: str) -> bool:
    """Tell whether a text is the address of a network card."""
    return 14 <= len(text) <= 17 and _MAC.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID."""
    return 32 <= len(text) <= 38 and _UUID.fullmatch(text) is not None


def is_digest(text: str) -> bool:
    """Tell whether a text is as long as a hash, in hexadecimal."""
    return len(text) in _HASHES and _HEX.fullmatch(text) is not None and not text.isdigit()


def _judged_url(column: Column) -> float:
    bare = column.share(is_site)
    return -2.0 * bare if not column.header.naming("URL") else 0.0


def _judged_host(column: Column) -> float:
    if not column.header.naming("HOSTNAME"):
        return -1.0 if column.share(is_site) > 0.8 and column.distinct > 2 else -9.0
    return 0.0


def _judged_uuid(column: Column) -> float:
    dashed = sum("-" in value for value in column.sample) / max(1, len(column.sample))
    return -3.0 * (1 - dashed)


URL = Kind(
    name="URL",
    needs=frozenset("./"),
    words="the address of a page",
    fits=is_url,
    stored="URL",
    strength=6.5,
    judge=_judged_url,
    least=0.4,
)
IP = Kind(name="IP", needs=frozenset(".:"), words="an IP address", fits=is_machine_address, stored="IP", strength=6.5)
MAC = Kind(
    name="MAC",
    needs=frozenset(":-."),
    words="the address of a network card",
    fits=is_mac,
    stored="xsd:string",
    strength=7.0,
)
UUID = Kind(name="UUID", words="a UUID", fits=is_uuid, stored="UUID", strength=8.0, judge=_judged_uuid)
HASH = Kind(name="HASH", words="a hash", fits=is_digest, stored="xsd:string", strength=6.0, least=0.8)
HOSTNAME = Kind(
    name="HOSTNAME", words="the name of a machine", fits=is_host, stored="xsd:string", strength=3.0, judge=_judged_host,
    least=0.3,
)  # fmt: skip
KINDS = (URL, IP, MAC, UUID, HASH, HOSTNAME)
