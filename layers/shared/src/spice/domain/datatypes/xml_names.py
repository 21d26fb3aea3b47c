"""The words of XML: names, and tags of languages."""

from collections.abc import Sequence

from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.texts import SINGLE_SPACES, shaped, text_type

_START = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_START += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_REST = _START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"

XML_NAMES: Sequence[DataType] = (
    text_type(
        "xsd:language",
        shaped("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", "a language tag such as en or ko-KR"),
        "A language tag (BCP 47).",
        SINGLE_SPACES,
        "ko-KR",
        kind="keyword",
        widens_to="xsd:token",
    ),
    text_type(
        "xsd:Name",
        shaped(f"[:{_START}][:{_REST}]*", "an XML name"),
        "An XML name.",
        SINGLE_SPACES,
        "ns:part",
        kind="keyword",
        widens_to="xsd:token",
    ),
    text_type(
        "xsd:NCName",
        shaped(f"[{_START}][{_REST}]*", "an XML name without a colon"),
        "An XML name without a colon.",
        SINGLE_SPACES,
        "part",
        kind="keyword",
        widens_to="xsd:Name",
    ),
)
