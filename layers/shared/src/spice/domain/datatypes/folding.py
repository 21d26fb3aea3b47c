"""One spelling of what people type: full-width digits and signs as the narrow ones, the many hyphens as one."""

import re

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.texts import a_text
from spice.domain.normal_forms import normal_form

_HYPHENS = re.compile("[\u2010-\u2015\u2212\uff0d]|(?<=[0-9])\u30fc(?=[0-9])")
_SPACES = re.compile(r"\s+")
_LONGEST = 200


def folded(value: object, expected: str, *, longest: int = _LONGEST) -> str:
    """Give a short text in Unicode's normal form KC, with single spaces and none at the ends; Rejected: it is none."""
    if type(value) is not str or len(value) > longest or "\x00" in value:
        raise wrong_type(expected, value)
    text = str(a_text(value))
    told = _SPACES.sub(" ", text if text.isascii() else normal_form("NFKC", text)).strip()
    # One character may become eighteen.
    if len(told) > longest:
        raise wrong_type(expected, value)
    return told


def with_hyphens(text: str) -> str:
    """Write every hyphen, dash and minus as the one of ASCII."""
    return text if text.isascii() else _HYPHENS.sub("-", text)
