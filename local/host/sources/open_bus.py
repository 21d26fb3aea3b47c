"""The bus that the host reads and whose topics it makes: what SPICE_BUS says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from spice.adapters.postgres.bus import PostgresBus

if TYPE_CHECKING:
    from spice.adapters.kafka.bus import KafkaBus


def open_bus() -> PostgresBus | KafkaBus:
    """Make it; nothing connects before it is used."""
    if os.environ.get("SPICE_BUS", "postgres") == "postgres":
        return PostgresBus(os.environ["SPICE_POSTGRES_URL"])
    # Every driver comes along, for which the host of the light platform has no use.
    from spice.bootstrap.chosen import connect_bus
    from spice.settings import read_settings

    return connect_bus(read_settings())
