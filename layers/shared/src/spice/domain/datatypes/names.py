"""Names of people and things."""

from unicodedata import category

from spice.domain.datatypes.checking import violated, wrong_type
from spice.domain.datatypes.texts import a_token, text_type
from spice.domain.spelling import spelled

_LONGEST = 500


def a_name(value: object) -> object:
    """Read a name: one line, single spaces, Unicode's normal form C."""
    text = spelled(str(a_token(value)))
    if not text:
        raise wrong_type("a name, a text that is not empty", value)
    if len(text) > _LONGEST:
        raise violated(f"must have at most {_LONGEST} characters", value)
    if any(category(char) == "Cc" for char in text):
        raise violated("must not hold control characters", value)
    return text


NAME = text_type(
    "NAME",
    a_name,
    f"A name of somebody or something, at most {_LONGEST} characters.",
    "single spaces, none at the ends, Unicode's normal form C",
    "홍길동",
    widens_to="xsd:token",
)
