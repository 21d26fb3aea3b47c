"""What was measured, on the twin and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

from spice.ports.measures import Point
from tests.contract.conftest import Stores

START = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_of_a_minute_the_greatest_stays(stores: Stores) -> None:
    measures = stores.ports.measures

    for value in (1, 3.0, 2):
        measures.keep(START + timedelta(seconds=value), {"dead_letters": value, "outbox_waiting": 0})

    assert measures.since(START) == {"dead_letters": [(START, 3.0)], "outbox_waiting": [(START, 0.0)]}
    assert measures.since(START + MINUTE) == {}


def test_a_series_is_told_by_steps_and_leaves_out_what_was_not_measured(stores: Stores) -> None:
    measures, begin = stores.ports.measures, START + timedelta(seconds=30)
    for minute, value in ((0, 9.0), (1, 1.0), (2, 4.0), (3, 7.0), (7, 5.0), (9, 9.0)):
        measures.keep(START + minute * MINUTE, {"relay": value, "other": 100.0})

    told = measures.series("relay", begin, START + 9 * MINUTE, 180)

    assert told == [Point(begin, 4.0, 1.0, 7.0), Point(begin + 6 * MINUTE, 5.0, 5.0, 5.0)]
