"""One defect: plain data."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """A text of a file, what is put in its place, and the test that must notice: `FILE::NAME`."""

    name: str
    file: str
    old: str
    new: str
    test: str
