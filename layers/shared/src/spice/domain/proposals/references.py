"""Which column of a table names records of another: by inclusion of values, and by names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.domain.inference.finding import Finding
from spice.domain.inference.headers.header import Header
from spice.domain.proposals.identifiers import class_name, property_name
from spice.domain.proposals.keys import Key
from spice.domain.proposals.table import Known

_INCLUDED, _SURE = 0.9, 0.6
_NO_REFERENCE_WORDS = """
    DATE DATETIME TIME MONEY PERCENT DECIMAL BOOLEAN LATITUDE LONGITUDE COORDINATE TEXT YEAR
"""
_NO_REFERENCE = frozenset(_NO_REFERENCE_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A column whose values are keys of another table, how sure that is, and why."""

    table: str
    column: str
    target: str
    cardinality: str
    score: float
    reason: str


def references_of(tables: Sequence[Known], keys: Mapping[str, Key]) -> list[Reference]:
    """Find what refers to what among tables that were given together; a column refers to one at most."""
    found: list[Reference] = []
    for table in tables:
        for column in table.columns:
            if column.semantic_type in _NO_REFERENCE or keys.get(table.name, _NONE).columns == [column.name]:
                continue
            options = [
                each for other in tables if other is not table and (each := _reference(table, column, other, keys))
            ]
            if options and (best := max(options, key=lambda each: each.score)).score >= _SURE:
                found.append(best)
    return found


_NONE = Key(columns=[], reason="")


def _reference(table: Known, column: Finding, other: Known, keys: Mapping[str, Key]) -> Reference | None:
    key = keys.get(other.name)
    if key is None or len(key.columns) != 1 or not column.counts:
        return None
    target = next(each for each in other.columns if each.name == key.columns[0])
    hits = sum(value in target.counts for value in column.counts)
    included = hits / len(column.counts)
    if included < _INCLUDED:
        return None
    named = _alike(column.name, target.name, other.name)
    # A few small numbers are in any list of numbers: names must speak for it as well.
    score = 0.5 * included * min(1.0, len(column.counts) / 5) + 0.5 * named
    said = f"{included:.0%} of the values of {column.name!r} are a {target.name!r} of {other.name!r}"
    return Reference(
        table=table.name,
        column=column.name,
        target=other.name,
        cardinality="one_to_one" if column.distinct == column.size == table.rows else "many_to_one",
        score=round(score, 3),
        reason=said + (", and their names agree" if named > 0.5 else ""),
    )


def _alike(column: str, key: str, table: str) -> float:
    """Compare names: the same as the key's, or with the name of the table in it."""
    one, two = set(property_name(column, ()).split("_")), set(property_name(key, ()).split("_"))
    if one == two:
        return 1.0
    of_table = {word.lower() for word in Header(class_name(table, ())).words}
    shared = one & (of_table | two)
    return 0.9 if one & of_table else 0.6 * len(shared) / len(one)
