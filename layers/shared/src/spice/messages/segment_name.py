"""The name of a segment's object in the log, and of which place it speaks."""

import re

_NAME = re.compile(r"log/gen=(\d{2,})/shard=((?:instance|ontology)-\d{4})/(\d{20})\.seg")
Place = tuple[int, str, int]
"""Generation, shard, sequence."""


def segment_key(generation: int, shard: str, sequence: int) -> str:
    """Name a segment's object."""
    return f"log/gen={generation:02d}/shard={shard}/{sequence:020d}.seg"


def place_named(name: str) -> Place | None:
    """Tell which place an object's name means; None when no segment is named so."""
    if (found := _NAME.fullmatch(name)) is None:
        return None
    place = int(found[1]), found[2], int(found[3])
    return place if place[2] and segment_key(*place) == name else None
