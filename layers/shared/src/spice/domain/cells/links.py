"""Cells that fill a relationship: a table holds the target's key, and an instance is named by what is made of it."""

import re
from collections.abc import Mapping
from typing import Any

from spice.domain.cells.manner import Manner
from spice.domain.cells.reading import Read, reader_of
from spice.domain.datatypes.checking import Rejected
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import compile_check
from spice.domain.instance.ids import id_of_key

_ESCAPES = re.compile("(?:=[0-9A-F]{2})+")


def link_reader(link: Mapping[str, Any], key: Mapping[str, Any], manner: Manner, home: Home = NOWHERE) -> Read:
    """Choose how cells are read that hold keys of the one property `key`. What is no such key stays as it is written,
    and so does an id with escapes in it, as exports write them."""
    texts, value, check = reader_of(link, manner, home), reader_of(key, manner, home), compile_check(key, home)

    def named(text: object) -> object:
        if not isinstance(text, str) or _is_escaped(text):
            return text
        try:
            return id_of_key([check(value(text))])
        except Rejected:
            return text

    def read(cell: str) -> object:
        found = texts(cell)
        return [named(each) for each in found] if isinstance(found, list) else named(found)

    return read


def _is_escaped(text: str) -> bool:
    """Tell an id whose key had characters that none may have: to be made of its key it must come out the same."""
    if "=" not in text:
        return False
    plain = _ESCAPES.sub(lambda found: bytes.fromhex(found[0].replace("=", "")).decode(errors="replace"), text)
    return id_of_key([plain]) == text
