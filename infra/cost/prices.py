"""The dated price file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("prices.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars a unit, and where the figure is published."""

    usd: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """All prices of one day and region."""

    dated: str
    region: str
    note: str
    prices: Mapping[str, Price]
    always_free: Mapping[str, float] = field(default_factory=dict)
    """What an account has every month without an end; several stages of an account share it."""

    def __getitem__(self, name: str) -> Price:
        if name not in self.prices:
            raise KeyError(f"{FILE.name} has no price {name!r}")
        return self.prices[name]


def read_prices(file: Path = FILE) -> Prices:
    """Read the price file; KeyError or ValueError when it is not one."""
    read = json.loads(file.read_text())
    prices = {name: Price(usd=usd, unit=unit, source=source) for name, (usd, unit, source) in read["prices"].items()}
    return Prices(
        dated=read["dated"], region=read["region"], note=read["note"], prices=prices, always_free=read["always_free"]
    )
