"""Colours."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind

_SIGNED = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|(?:rgb|hsl)a?\([\d\s,.%]+\)", re.ASCII)
_BARE = re.compile(r"[0-9A-Fa-f]{6}", re.ASCII)


def is_signed_colour(text: str) -> bool:
    """Tell whether a text is a colour that says so."""
    return len(text) >= 4 and text[0] in "#rh" and _SIGNED.fullmatch(text) is not None


def is_colour(text: str) -> bool:
    """Tell whether a text could be a colour."""
    return is_signed_colour(text) or _BARE.fullmatch(text) is not None


def _judged(column: Column) -> float:
    return 0.5 if column.header.naming("COLOR") or column.share(is_signed_colour) > 0.8 else -6.0


COLOR = Kind(
    name="COLOR", words="a colour", fits=is_colour, stored="xsd:string", strength=6.0, judge=_judged, least=0.8
)
KINDS = (COLOR,)
