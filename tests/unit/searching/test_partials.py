"""Figures that are put together, and those that are said not to be exact."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from spice.adapters.engines.figures import Figure, Request, Table, TooManyBuckets, computed
from spice.adapters.engines.tables import gathered
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError
from spice.ports.search_index import Aggregation, Measure
from spice.searching.number_keys import FINE, number_key
from spice.searching.partials import Estimated, Extreme, Summed, Valued

STATS = {"count": 2, "sum": 0.30000000000000004, "min": 0.1, "max": 0.2}


class FewColumns:
    """Columns of an index whose numbers have a grain."""

    def __init__(self, *grains: str) -> None:
        self._grains = frozenset(grains)

    def keys(self, field: str, kind: FieldKind) -> Request:
        """Name it."""
        return {"field": field}

    def every(self, field: str, kind: FieldKind) -> tuple[Request, str]:
        """Name it."""
        return {"field": field, "size": 65_000}, ""

    def numbers(self, field: str, kind: FieldKind) -> Request:
        """Name it."""
        return {"field": field}

    def marks(self, field: str) -> frozenset[str]:
        """Tell the grains."""
        return self._grains


def added(*grains: str, total: float, count: int = 2, least: float = 0, most: float = 1) -> Summed:
    return Summed.of_floats(count, total, least, most, frozenset(grains))


def test_a_sum_of_floats_is_exact_where_its_grain_is_coarser_than_what_it_may_be_off() -> None:
    assert added("1", total=0.30000000000000004) == Summed(2, Decimal("0.3"))
    assert added(total=2.0**53) == Summed(2, Decimal(2**53))
    assert not added(total=2.0**54).exact
    assert not added(FINE, total=0.3).exact
    assert not added("9", total=1e9).exact
    assert not added("2", total=0.0, count=10, least=-1e15, most=1e15).exact


def test_parts_are_put_together() -> None:
    assert Summed(1, Decimal(1)).and_(Summed(2, Decimal("0.5"))).figure("avg", 0) == Decimal("0.5")
    assert Valued({"b": 1}).and_(Valued({"b": 1, number_key(4)[0]: 2})).figure("percentile", 50) == 2
    assert Extreme(None, largest=True).and_(Extreme(number_key(3)[0], largest=True)).figure("max", 0) == 3
    with pytest.raises(DomainError, match="too many values"):
        Estimated(1).and_(Estimated(2))


@pytest.mark.parametrize(("grain", "shown", "approximate"), [("1", Decimal("0.3"), ()), (FINE, Decimal("0.3"), ("s",))])
def test_a_sum_that_cannot_be_exact_is_named(grain: str, shown: Decimal, approximate: Sequence[str]) -> None:
    wanted = Aggregation(database=UUID(int=1), measures=[Measure(op="sum", name="s", field="f", kind="number")])

    def run(figures: Sequence[Figure]) -> Table:
        if "terms" in (figures[0].request or {}):
            raise TooManyBuckets
        return gathered([((), {"m0": STATS, "doc_count": 2})], figures)

    found = computed(FewColumns(grain), wanted, [], run)

    assert (list(found.rows), tuple(found.approximate)) == ([{"s": shown}], tuple(approximate))
