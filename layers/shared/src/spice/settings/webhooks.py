"""Where webhooks may lead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from spice.domain.webhooks.endpoints import Doors
from spice.settings.reading import SettingMissing, file_at, has_a_way_out

_PARTNER = re.compile(r"127\.0\.0\.1:[1-9][0-9]{0,4}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Ports and partners; `ca`: a file of certificate authorities that are trusted beside those of the system."""

    doors: Doors = field(default_factory=Doors)
    ca: str | None = None


def read_webhooks(env: Mapping[str, str]) -> WebhookSettings:
    """Read where they may lead. SPICE_WEBHOOK_LOCAL_PARTNERS is for development: 127.0.0.1:9443."""
    ports = _listed(env, "SPICE_WEBHOOK_PORTS") or ["443", "8443"]
    if not all(port.isascii() and port.isdigit() and 0 < int(port) < 65536 for port in ports):
        raise SettingMissing("SPICE_WEBHOOK_PORTS is wrong: expected ports with commas between, such as 443,8443")
    partners = _listed(env, "SPICE_WEBHOOK_LOCAL_PARTNERS")
    if not all(map(_PARTNER, partners)):
        raise SettingMissing("SPICE_WEBHOOK_LOCAL_PARTNERS is wrong: expected 127.0.0.1:PORT with commas between")
    doors = Doors(ports=frozenset(map(int, ports if has_a_way_out(env) else ())), partners=frozenset(partners))
    return WebhookSettings(doors=doors, ca=file_at(env, "SPICE_WEBHOOK_CA"))


def _listed(env: Mapping[str, str], name: str) -> list[str]:
    return [text.strip() for text in env.get(name, "").split(",") if text.strip()]
