"""What the wiring gives: every port, and the settings they were wired by."""

from dataclasses import dataclass

from spice.ports import Ports
from spice.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Wired(Ports):
    """Every port, and the settings they were wired by."""

    settings: Settings
