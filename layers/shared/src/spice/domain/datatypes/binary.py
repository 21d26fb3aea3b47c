"""Bytes written as text."""

import re
from base64 import b64decode, b64encode
from binascii import Error, unhexlify
from collections.abc import Callable, Sequence

from spice.domain.datatypes.checking import Check, Spec, also, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.rules import count_rules, lengths

_WHITE = re.compile("[ \t\r\n]+")


def a_base64(value: object) -> object:
    """Read base64; its normal form has no white space."""
    if type(value) is not str:
        raise wrong_type("bytes in base64", value)
    try:
        return b64encode(b64decode(_WHITE.sub("", value), validate=True)).decode()
    except (Error, ValueError) as broken:
        raise wrong_type("bytes in base64", value) from broken


def a_hex(value: object) -> object:
    """Read hexadecimal digits in pairs; the normal form is in capitals."""
    if type(value) is not str:
        raise wrong_type("bytes in hexadecimal", value)
    try:
        return unhexlify(value).hex().upper()
    except (Error, ValueError) as broken:
        raise wrong_type("bytes in hexadecimal", value) from broken


def octets(read: Check, size: Callable[[object], int]) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type of bytes."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, count_rules(spec, "min_length", "max_length", size, "bytes"))

    return build


def base64_size(value: object) -> int:
    """Count the bytes of base64 in normal form."""
    text = str(value)
    return len(text) // 4 * 3 - text[-2:].count("=")


def hex_size(value: object) -> int:
    """Count the bytes of hexadecimal in normal form."""
    return len(str(value)) // 2


BINARIES: Sequence[DataType] = (
    DataType(
        name="xsd:base64Binary",
        description="Bytes in base64.",
        accepts=("a JSON string in base64, white space allowed",),
        normal_form="base64 without white space",
        examples=("c3BpY2U=",),
        build=octets(a_base64, base64_size),
        kind="octets",
        constraints=lengths("bytes"),
        keyable=False,
        holds_empty_text=True,
        json_schema={"type": "string", "contentEncoding": "base64"},
    ),
    DataType(
        name="xsd:hexBinary",
        description="Bytes in hexadecimal.",
        accepts=("a JSON string of pairs of hexadecimal digits",),
        normal_form="capital letters",
        examples=("0FB7",),
        build=octets(a_hex, hex_size),
        kind="octets",
        constraints=lengths("bytes"),
        keyable=False,
        holds_empty_text=True,
    ),
)
