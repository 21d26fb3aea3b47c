"""URIs and IRIs, absolute or relative, as XML Schema takes them."""

from spice.domain.datatypes.texts import SINGLE_SPACES, shaped, text_type

_URI = '(?:[^\\x00-\\x20\\x7f-\\x9f<>"{}|\\\\^`%\ud800-\udfff\\s]|%[0-9A-Fa-f]{2})*'

ANY_URI = text_type(
    "xsd:anyURI",
    shaped(_URI, "a URI without spaces, its other characters escaped as %XX"),
    "A URI or IRI, absolute or relative.",
    SINGLE_SPACES,
    "https://example.com/a?b=%20",
    kind="keyword",
    widens_to="xsd:string",
    holds_empty_text=True,
    format_="uri-reference",
)
