"""Every semantic type by name."""

from collections.abc import Mapping

from spice.domain.inference.kinds import (
    addresses,
    codes,
    colours,
    contacts,
    dates,
    files,
    identifiers,
    money,
    numbers,
    percents,
    places,
    structures,
    texts,
    times,
    truth,
    web,
)
from spice.domain.inference.kinds.kind import Kind

_FAMILIES = (
    (structures, web, contacts, files, colours, places, dates, times, money, percents, truth),
    (codes, numbers, identifiers, addresses, texts),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for group in _FAMILIES for family in group for kind in family.KINDS}
"""What a column may be found to be."""
ABSTAINED = texts.STRING.name
"""What it is called where nothing else is sure enough."""
