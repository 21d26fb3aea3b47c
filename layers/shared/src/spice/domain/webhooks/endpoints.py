"""Where a webhook leads: the URL as it is registered, and again as it is asked."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address

from spice.domain.errors import DomainError, refuse
from spice.domain.webhooks.addresses import is_public

HTTPS, LONGEST_URL = 443, 2048
_WRITTEN = re.compile(r"https://[^\s\\#@\x00-\x1f\x7f]+", re.IGNORECASE).fullmatch
_LABEL = re.compile(r"[a-z0-9_-]{1,63}").fullmatch
LONGEST_NAME = 253
_LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The parts of a URL that a connection needs; `host` in ASCII, without brackets."""

    url: str
    host: str
    port: int
    target: str
    """Path and query."""

    @property
    def host_header(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What may be asked: ports, none where the network has no way out, and `partners` on this very machine
    (`127.0.0.1:9443`) where a setting says so."""

    ports: Collection[int] = (443, 8443)
    partners: Collection[str] = ()

    def endpoint(self, url: str) -> Endpoint:
        """Read a URL. Refuses what is not https, names a user, another port, or an address that is not public."""
        endpoint = _read(url)
        if f"{endpoint.host}:{endpoint.port}" in self.partners:
            return endpoint
        if not self.ports:
            raise _refused(url, "nobody can be told from here: the platform's network has no way out")
        if endpoint.port not in self.ports:
            told = ", ".join(map(str, sorted(self.ports)))
            raise _refused(url, f"port {endpoint.port} is not one of {told}")
        if _is_inside(endpoint.host):
            raise _refused(url, "it leads to an address that is not public")
        return endpoint

    def admits(self, address: str, endpoint: Endpoint) -> bool:
        """Tell whether an endpoint may be reached at an address that its name has now."""
        return is_public(address) or f"{address}:{endpoint.port}" in self.partners


def _read(url: str) -> Endpoint:
    if len(url) > LONGEST_URL or _WRITTEN(url) is None:
        raise _refused(url, "expected https://, a host and a path, without user or fragment")
    # Few processes see a webhook: a cold start does not pay for the import.
    import ada_url

    try:
        read = ada_url.URL(url)
        host = read.hostname.removeprefix("[").removesuffix("]").removesuffix(".")
        port = int(read.port or HTTPS)
    except ValueError as broken:
        raise _refused(url, "it cannot be read") from broken
    if not host or read.username or read.password or read.protocol != "https:":
        raise _refused(url, "expected https://, a host and a path, without user or fragment")
    if not _is_named(host):
        name = f"{LONGEST_NAME} letters at most, in labels of 1 to 63 letters, digits, - and _ with one dot between"
        raise _refused(url, f"its host is no name: {name}")
    return Endpoint(url=str(read.href), host=host, port=port, target=f"{read.pathname}{read.search}")


def _is_named(host: str) -> bool:
    """Tell whether a host is an address, or a name that can be looked up."""
    return ":" in host or (len(host) <= LONGEST_NAME and all(map(_LABEL, host.split("."))))


def _is_inside(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES)
    return not is_public(host)


def _refused(url: str, why: str) -> DomainError:
    return refuse("constraint_violated", f"the URL of a webhook: {why}", path="/url", value=url[:200])
