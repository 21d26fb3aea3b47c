"""Universally unique identifiers."""

import re

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.rules import choices, listed

_HEX = "[0-9A-Fa-f]"
_UUID = re.compile(f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}", re.ASCII).fullmatch


def a_uuid(value: object) -> object:
    """Read a UUID of any version; the normal form is in small letters."""
    if type(value) is not str or not _UUID(value):
        raise wrong_type("a UUID such as 2eb8aa08-aa98-11ea-b4aa-73b441d16380", value)
    return value.lower()


UUID = DataType(
    name="UUID",
    description="A universally unique identifier (RFC 9562), of any version.",
    accepts=("a JSON string of 8-4-4-4-12 hexadecimal digits, in letters of either size",),
    normal_form="small letters",
    examples=("2eb8aa08-aa98-11ea-b4aa-73b441d16380",),
    build=listed(a_uuid),
    kind="keyword",
    cell="dashed",
    constraints=choices(a_uuid),
    widens_to=("xsd:string",),
    json_schema={"type": "string", "format": "uuid"},
)
