"""How often the values of a field are among what was found."""

from msgspec import Struct

from spice.messages.shapes import Count, Scalar


class FacetCount(Struct, frozen=True):
    """A value of a field, and how many instances that were found have it."""

    value: Scalar
    count: Count
