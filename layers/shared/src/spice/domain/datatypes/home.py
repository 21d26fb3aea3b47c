"""Where a database is at home: how values are read that leave it out."""

from dataclasses import dataclass

from spice.domain.datatypes.checking import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The time zone of times without an offset (None: UTC), the region of what names no country (ISO 3166)."""

    zone: str | None = None
    region: str | None = None


NOWHERE = Home()
"""UTC, and no region."""


def home_of(spec: Spec) -> Home:
    """Tell where the database is at home whose class says this of a property."""
    found = spec.get("home")
    return found if isinstance(found, Home) else NOWHERE
