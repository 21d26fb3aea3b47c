"""URIs and IRIs, absolute or relative, as XML Schema takes them."""

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.formats import format_test
from spice.domain.datatypes.texts import SINGLE_SPACES, shaped, text_type

_URI = '(?:[^\\x00-\\x20\\x7f-\\x9f<>"{}|\\\\^`%\ud800-\udfff\\s]|%[0-9A-Fa-f]{2})*'

_shaped = shaped(_URI, "a URI without spaces, its other characters escaped as %XX")


def a_reference(value: object) -> object:
    """Read a reference to a resource, as RFC 3987 has it."""
    text = str(_shaped(value))
    if not format_test("iri-reference")(text):
        raise wrong_type("a URI or a part of one", value)
    return text


ANY_URI = text_type(
    "xsd:anyURI",
    a_reference,
    "A URI or IRI, absolute or relative.",
    SINGLE_SPACES,
    "https://example.com/a?b=%20",
    kind="keyword",
    widens_to="xsd:string",
    holds_empty_text=True,
    format_="iri-reference",
)
