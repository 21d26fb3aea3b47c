"""How often the values of a field, or values in a range, are among what was found."""

from msgspec import UNSET, Struct, UnsetType
from msgspec import field as named

from spice.messages.shapes import Count, Scalar


class FacetCount(Struct, frozen=True):
    """A value of a field, and how many instances that were found have it; null: how many have none."""

    value: Scalar
    count: Count


class RangeCount(Struct, frozen=True, kw_only=True):
    """A range of values (`from` is in it, `to` is not), and how many instances that were found have one of them."""

    from_: Scalar | UnsetType = named(name="from", default=UNSET)
    to: Scalar | UnsetType = UNSET
    count: Count


COUNTED = (FacetCount, RangeCount)
"""What a facet counts."""
