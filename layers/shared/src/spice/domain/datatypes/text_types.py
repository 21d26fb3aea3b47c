"""The types whose value is a text."""

from collections.abc import Sequence

from spice.domain.datatypes.binary import BINARY_CONSTRAINTS, a_base64, a_hex, base64_size, hex_size, octets
from spice.domain.datatypes.checking import Check
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.enumeration import enumerations
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.mail import addresses, an_address
from spice.domain.datatypes.rules import PATTERN, choices
from spice.domain.datatypes.texts import (
    TEXT_CONSTRAINTS,
    a_language,
    a_line,
    a_name,
    a_text,
    a_token,
    a_uri,
    an_ncname,
    texts,
)


def _text(name: str, read: Check, description: str, normal_form: str, example: str, kind: FieldKind) -> DataType:
    return DataType(
        name=f"xsd:{name}",
        description=description,
        accepts=("a JSON string",),
        normal_form=normal_form,
        examples=(example,),
        build=texts(read),
        kind=kind,
        constraints={**TEXT_CONSTRAINTS, **choices(read)},
    )


_TOKEN = "the text with single spaces, none at the ends"

TEXT_TYPES: Sequence[DataType] = (
    _text("string", a_text, "Any text, every Unicode scalar value, NUL too.", "the text itself", "도서관", "text"),
    _text("normalizedString", a_line, "A text in one line.", "tabs and line ends become spaces", "one line", "text"),
    _text("token", a_token, "A text without needless spaces.", _TOKEN, "a token", "text"),
    _text("language", a_language, "A language tag (BCP 47).", _TOKEN, "ko-KR", "keyword"),
    _text("Name", a_name, "An XML name.", _TOKEN, "ns:part", "keyword"),
    _text("NCName", an_ncname, "An XML name without a colon.", _TOKEN, "part", "keyword"),
    _text("anyURI", a_uri, "A URI or IRI, absolute or relative.", _TOKEN, "https://example.com/a?b=%20", "keyword"),
    DataType(
        name="xsd:base64Binary",
        description="Bytes in base64.",
        accepts=("a JSON string in base64, white space allowed",),
        normal_form="base64 without white space",
        examples=("c3BpY2U=",),
        build=octets(a_base64, base64_size),
        kind="octets",
        constraints=BINARY_CONSTRAINTS,
        keyable=False,
    ),
    DataType(
        name="xsd:hexBinary",
        description="Bytes in hexadecimal.",
        accepts=("a JSON string of pairs of hexadecimal digits",),
        normal_form="capital letters",
        examples=("0FB7",),
        build=octets(a_hex, hex_size),
        kind="octets",
        constraints=BINARY_CONSTRAINTS,
        keyable=False,
    ),
    DataType(
        name="ENUM",
        description='One of the listed values: "values": ["new", {"name": "used", "label": {"en": "Used"}}].',
        accepts=("a JSON string that is one of the names",),
        normal_form="the name",
        examples=("new",),
        build=enumerations,
        asked=a_text,
        kind="keyword",
    ),
    DataType(
        name="EMAIL",
        description="An e-mail address; whether it can be reached is not asked.",
        accepts=("a JSON string, international addresses too",),
        normal_form="the domain in small letters",
        examples=("kim@example.com",),
        build=addresses,
        kind="keyword",
        constraints={"pattern": PATTERN, **choices(an_address)},
    ),
)
