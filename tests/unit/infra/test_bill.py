"""What a month costs: by hand, and against what is aimed at."""

import pytest

from infra.config import DEV, PROD
from infra.cost.lines import SECONDS, bill
from infra.cost.prices import Price, Prices, read_prices
from infra.cost.report import PAGE, WINDOW, cost_of, report
from infra.cost.traffic import Traffic

IDLE = Traffic(events=0, window=WINDOW)
BUSY = Traffic(events=500, window=WINDOW)


def test_the_brokers_of_dev_are_two_small_ones_all_month() -> None:
    lines = {(line.service, line.what): line for line in bill(DEV, IDLE, read_prices())}

    assert lines["MSK", "brokers"].quantity == 2 * 730
    assert lines["MSK", "brokers"].usd == pytest.approx(66.576)


def test_an_idle_development_stage_stays_below_its_bound() -> None:
    # Of this, 9 are what signs checkpoints: an interface endpoint of KMS, since nothing else leads out, and the key.
    assert cost_of(DEV, read_prices()) < 155


def test_the_log_stays_below_its_bound_at_500_events_a_second() -> None:
    puts = BUSY.puts * SECONDS * read_prices()["s3.put"].usd

    assert BUSY.puts_an_event <= 0.016
    assert puts < 110


def test_a_longer_window_costs_less_and_takes_longer() -> None:
    windows = [Traffic(events=500, window=window) for window in (0, 0.5, 1, 2)]

    assert [each.puts for each in windows] == sorted((each.puts for each in windows), reverse=True)
    assert [each.latency for each in windows] == sorted(each.latency for each in windows)


def test_one_event_at_a_time_is_one_segment_each() -> None:
    rare = Traffic(events=0.01, window=0)

    assert rare.segments == pytest.approx(0.01, rel=0.01)


def test_a_bill_adds_up_what_flows_and_what_stands() -> None:
    prices = read_prices()

    idle, busy = (sum(line.usd for line in bill(PROD, traffic, prices)) for traffic in (IDLE, BUSY))

    assert busy > idle > 0


def test_a_price_that_is_missing_is_named() -> None:
    prices = Prices(dated="", region="", note="", prices={"s3.put": Price(usd=1, unit="PUT", source="")})

    with pytest.raises(KeyError, match=r"rds\.db\.t4g\.micro"):
        bill(DEV, IDLE, prices)


def test_every_price_says_where_it_is_published() -> None:
    for name, price in read_prices().prices.items():
        assert price.usd > 0, name
        assert price.source.startswith("https://aws.amazon.com/"), name


def test_the_page_is_the_one_the_figures_make() -> None:
    assert PAGE.read_text() == report(read_prices())
