"""When an epoch of keys begins, and when its key goes."""

from datetime import UTC, datetime, timedelta

from spice.domain.epochs import KeyEpoch, day_of, is_due, next_number, over, overdue

NOW, WEEK, HOUR = datetime(2026, 3, 31, tzinfo=UTC), timedelta(days=7), timedelta(hours=1)


def epochs(*ages: timedelta) -> list[KeyEpoch]:
    """Epochs that began so long ago, the oldest first."""
    return [KeyEpoch(number=number, began_at=NOW - age) for number, age in enumerate(ages, 1)]


def test_the_next_is_due_after_a_period() -> None:
    assert not is_due(epochs(WEEK - HOUR), NOW, WEEK)
    assert is_due(epochs(WEEK), NOW, WEEK)
    assert not is_due([], NOW, WEEK)


def test_a_key_goes_a_period_after_another_took_its_place() -> None:
    old, current = 2 * WEEK, WEEK - HOUR

    assert over(epochs(old, current), NOW, WEEK) == []
    assert [each.number for each in over(epochs(3 * WEEK, old, WEEK), NOW, WEEK)] == [1, 2]


def test_after_a_long_rest_a_copy_of_yesterday_still_opens_for_a_period() -> None:
    assert over(epochs(50 * WEEK, timedelta()), NOW, WEEK) == []


def test_numbers_are_days_and_none_comes_again() -> None:
    assert next_number(NOW, 1) == day_of(NOW) == 20543
    assert next_number(NOW, 20543) == 20544


def test_what_is_late_is_told() -> None:
    assert overdue(epochs(WEEK - HOUR), NOW, WEEK) == timedelta()
    assert overdue(epochs(WEEK + HOUR), NOW, WEEK) == HOUR
    assert overdue(epochs(3 * WEEK, WEEK + 2 * HOUR, HOUR), NOW, WEEK) == 2 * HOUR
    assert overdue([], NOW, WEEK) == timedelta()


def test_an_epoch_that_a_clock_far_ahead_began_is_followed_at_once() -> None:
    ahead = [KeyEpoch(number=30_000, began_at=NOW + timedelta(days=3650))]

    assert is_due(ahead, NOW, WEEK)
    assert not is_due([KeyEpoch(number=1, began_at=NOW + HOUR)], NOW, WEEK)
