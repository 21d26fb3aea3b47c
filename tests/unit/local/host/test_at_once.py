"""How many run at once, by the way of running."""

import pytest

from infra.catalogue.functions import FUNCTIONS
from local.errors import LocalError
from local.host.at_once import as_many_at_once


@pytest.mark.parametrize(
    ("full", "asked", "wanted"), [(False, None, 1), (False, "1", 1), (True, None, 2), (True, "6", 6)]
)
def test_embedded_search_has_one_writer_and_a_service_as_many_as_are_asked_for(
    asked: str | None, wanted: int, *, full: bool
) -> None:
    made = as_many_at_once(FUNCTIONS, full=full, projections=asked)

    assert [each.concurrency for each in made if each.name == "projection"] == [wanted]
    assert [each.name for each in made] == [each.name for each in FUNCTIONS]


@pytest.mark.parametrize(("full", "asked"), [(True, "0"), (True, "-1"), (True, "two"), (True, "²"), (False, "2")])
def test_another_number_is_refused_by_name(asked: str, *, full: bool) -> None:
    with pytest.raises(LocalError, match="SPICE_PROJECTIONS"):
        as_many_at_once(FUNCTIONS, full=full, projections=asked)
