"""A burst: nothing is lost on the way, and what holds first is what is smallest."""

from dataclasses import replace

import pytest

from infra.config import DEV, PROD
from infra.cost.burst import Burst, run
from infra.cost.burst_report import BEGIN, END, PAGE, burst_page
from infra.cost.prices import read_prices
from infra.stage import Stage

ROOMY = replace(PROD, api=replace(PROD.api, requests_per_second=10**6, burst=10**6, subject_burst=1000))


@pytest.mark.parametrize("stage", [DEV, PROD, ROOMY], ids=["dev", "prod", "roomy"])
@pytest.mark.parametrize("peak", [1.0, 500.0, 5_000.0, 50_000.0])
def test_what_arrives_is_accepted_or_told_to_come_again(stage: Stage, peak: float) -> None:
    course = run(stage, Burst(peak=peak))

    arrived = sum(Burst(peak=peak).at(second) for second in range(1000))
    assert course.accepted + course.refused == pytest.approx(arrived)
    assert course.drained is not None
    assert sum(step.waiting for step in course.steps) < 1


def test_a_quiet_platform_keeps_nobody_waiting() -> None:
    course = run(PROD, Burst(peak=100))

    assert (course.first, course.refused) == ("none", 0)


def test_a_small_gateway_turns_away_before_anything_else_is_busy() -> None:
    small = replace(PROD, api=replace(PROD.api, requests_per_second=501, burst=1001))

    course = run(small, Burst(peak=50_000))

    assert course.first == "gateway"
    assert course.refused > course.accepted


def test_pollers_hold_first_and_projections_side_by_side_keep_up() -> None:
    course = run(ROOMY, Burst(peak=5_000))
    worker, projection = (step for step in course.steps if step.name in ("worker", "projection"))

    assert course.first == "worker"
    assert (worker.first_behind is None, projection.first_behind) == (False, None)
    assert projection.capacity_at_peak > worker.capacity_at_peak


def test_a_longer_burst_takes_longer_to_drain() -> None:
    short, long = (run(ROOMY, Burst(peak=50_000, held_seconds=seconds)) for seconds in (60, 600))

    assert short.drained is not None
    assert long.drained is not None
    assert long.drained - 660 > short.drained - 120


def test_connections_stay_within_the_database() -> None:
    for stage in (DEV, PROD):
        assert run(stage, Burst(peak=50_000)).connections <= stage.database.connections


def test_the_page_is_the_one_that_the_model_makes() -> None:
    _, _, rest = PAGE.read_text().partition(BEGIN)
    written, _, _ = rest.partition(END)

    assert written.strip() == burst_page(read_prices()).strip()
