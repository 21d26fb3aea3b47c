"""What a table is known again by: the names of its columns."""

import json
from collections.abc import Iterable
from hashlib import sha256

from spice.domain.spelling import spelled


def column_key(name: str) -> str:
    """Spell a column's name as a header is spelled: white space around and within does not matter."""
    return spelled(" ".join(name.split()))


def header_of(columns: Iterable[str]) -> str:
    """Shorten the names of a table's columns, in whatever order they stand."""
    return sha256(json.dumps(sorted(map(column_key, columns))).encode()).hexdigest()
