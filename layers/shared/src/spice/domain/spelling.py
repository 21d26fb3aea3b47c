"""One spelling of names and ids, whoever wrote them: Unicode's normal form C."""

from collections.abc import Collection, Iterable

from spice.domain.normal_forms import is_crowded, normal_form

NO_IDS = (".", "..")
"""What paths take for folders: no name, no id."""


def spelled(name: str) -> str:
    """Write a name or an id as it is kept. What has dozens of marks on a letter is neither, and left as it is."""
    return name if name.isascii() or is_crowded(name) else normal_form("NFC", name)


def written_twice(names: Iterable[str]) -> list[tuple[str, str]]:
    """List the names that are another one's in another normal form, each with that other."""
    listed = [*names]
    if "".join(listed).isascii():
        return []
    first: dict[str, str] = {}
    return [(first[spelled(name)], name) for name in listed if first.setdefault(spelled(name), name) != name]


class Different:
    """Gives names of which no two are the same; the last number of each is known, so that many alike cost no more."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def name(self, wanted: str) -> str:
        """Give a name, with a number where it is taken."""
        name, number = wanted, self._last.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}{self._mark}{number}"
        self._last[wanted] = number
        self._taken.add(name)
        return name


def unlike(name: str, taken: Collection[str], mark: str) -> str:
    """Add a number to a name that is taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}{mark}{number}" in taken:
        number += 1
    return f"{name}{mark}{number}"
