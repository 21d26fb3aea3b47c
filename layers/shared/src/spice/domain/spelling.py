"""One spelling of names and ids, whoever wrote them: Unicode's normal form C."""

from collections.abc import Iterable
from unicodedata import normalize

NO_IDS = (".", "..")
"""What paths take for folders: no name, no id."""


def spelled(name: str) -> str:
    """Write a name or an id as it is kept."""
    return name if name.isascii() else normalize("NFC", name)


def written_twice(names: Iterable[str]) -> list[tuple[str, str]]:
    """List the names that are another one's in another normal form, each with that other."""
    listed = [*names]
    if "".join(listed).isascii():
        return []
    first: dict[str, str] = {}
    return [(first[spelled(name)], name) for name in listed if first.setdefault(spelled(name), name) != name]
