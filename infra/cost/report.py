"""docs/cost.md, written from the figures."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.config import DEV, PROD
from infra.cost.footprint import HOURS
from infra.cost.lines import CONSOLE_SHARE, SECONDS, WAIT_SHARE, Line, bill, total
from infra.cost.prices import Prices
from infra.cost.traffic import LINES_A_BULK, READS_AN_EVENT, SHARDS, SHARE_SINGLE, Traffic, capacity
from infra.stage import Stage

PAGE = Path(__file__).parents[2] / "docs" / "cost.md"
RATES = (0.0, 1.0, 50.0, 500.0, 5000.0)
WINDOWS = (0.0, 0.5, 1.0, 2.0)
WINDOW = 1.0
"""Seconds the instance worker's event source mapping gathers, in both stages."""
BUSY_RATE = 500.0
Row = Sequence[str]


def report(prices: Prices) -> str:
    """Write the page."""
    parts = [_head(prices), _idle(prices), _busy(prices), _windows(prices), _floor(prices), _by_hand(prices)]
    return "\n\n".join(parts) + "\n"


def _head(prices: Prices) -> str:
    return f"""# What it costs

Written by `make cost` from `infra/cost/prices.json` ({prices.region}, {prices.dated}), the stages in `infra/config.py`,
the catalogue, and times measured with `make bench ARGS="--only functions"`. {prices.note} US dollars a month of
{HOURS:.0f} hours, at a steady rate, after the first month.

Assumed: {SHARE_SINGLE:.0%} of the events come one a request, the others {LINES_A_BULK} a bulk request; {READS_AN_EVENT}
reads an event, {CONSOLE_SHARE:.0%} of them from the console; half of the events make a new
instance; of the writes that come alone {WAIT_SHARE:.0%} wait for their outcome. No partner is told, no sheet is read.
Data out to the internet is not in it: it depends on what is read."""


def _idle(prices: Prices) -> str:
    parts = ["## Idle", "Nothing comes in; schedules tick once a minute."]
    for stage in (DEV, PROD):
        lines = [line for line in bill(stage, Traffic(events=0, window=WINDOW), prices) if abs(line.usd) >= 0.005]
        rows = [[line.service, line.what, f"{line.quantity:,.0f} {line.unit}", _usd(line.usd)] for line in lines]
        rows.append(["**all**", "", "", f"**{_usd(total(lines))}**"])
        parts += [f"**{stage.name}**", _table(["service", "what", "a month", "$"], rows)]
    return "\n\n".join(parts)


def _busy(prices: Prices) -> str:
    parts = ["## Busy", f"The worker's window is {WINDOW:.0f} s."]
    for stage in (DEV, PROD):
        bills = [bill(stage, Traffic(events=rate, window=WINDOW), prices) for rate in RATES]
        parts += [f"**{stage.name}**", _table(["service", *map(_rate, RATES)], list(_by_service(bills)))]
    limit = capacity("projection")
    parts.append(
        f"One projection carries at most {limit:,.0f} events/s; as many run side by side as the catalogue says"
        " ([scale.md](scale.md)). Nothing was run at the last column's rate. dev is"
        " sized for a person or two: at 500 events/s and more its database and search would have to be larger."
    )
    return "\n\n".join(parts)


def _by_service(bills: Sequence[Sequence[Line]]) -> Iterator[Row]:
    services = dict.fromkeys(line.service for lines in bills for line in lines)
    for service in services:
        sums = [sum(line.usd for line in lines if line.service == service) for lines in bills]
        yield [service, *map(_usd, sums)]
    yield ["**all**", *(f"**{_usd(total(list(lines)))}**" for lines in bills)]
    yield ["per million events", *(_per_million(total(list(b)), rate) for b, rate in zip(bills, RATES, strict=True))]


def _windows(prices: Prices) -> str:
    rows = []
    for rate in (50.0, BUSY_RATE):
        for window in WINDOWS:
            traffic = Traffic(events=rate, window=window)
            puts = traffic.puts * SECONDS * prices["s3.put"].usd
            sums = [total(bill(stage, traffic, prices)) for stage in (DEV, PROD)]
            latency = f"{traffic.latency:.2f} s"
            rows.append(
                [_rate(rate), f"{window:g} s", f"{traffic.puts_an_event:.4f}", _usd(puts), *map(_usd, sums), latency]
            )
    header = ["rate", "window", "PUTs an event", "PUTs $", "dev $", "prod $", "command to searchable"]
    return "\n\n".join(
        [
            "## Cost and latency by window",
            "A segment is one PUT, however many events are in it: what a worker waits for before it begins decides the"
            " bill for S3. All PUTs are counted, packs too; the replica's are in prod's sum.",
            _table(header, rows),
            f"At {BUSY_RATE:.0f} events/s a window of half a second stays above 0.016 PUTs an event, one of a second"
            f" below: so it is {WINDOW:.0f} s in both stages. For Kafka the window is a whole number of seconds, or the"
            " default of half a second.",
        ]
    )


def _floor(prices: Prices) -> str:
    serverless = HOURS * (prices["msk.serverless_hour"].usd + 20 * prices["msk.serverless_partition_hour"].usd)
    awake = 0.5 * HOURS * prices["aurora.acu_hour"].usd
    endpoint = len(DEV.endpoints) * HOURS * prices["vpc.endpoint_hour"].usd
    nat, address = (HOURS * prices[key].usd for key in ("vpc.nat_hour", "vpc.public_ipv4_hour"))
    through = prices["vpc.nat_gb"].usd
    return f"""## What makes the floor, and what lowers it

- **Brokers** are the largest line of both stages. MSK Serverless alone would be {_usd(serverless)}; two
  `kafka.t3.small` are the smallest pair there is. `prod` on three `kafka.m7g.large` instead of Express brokers saves
  about half of that line and brings disks to look after.
- **The minute tick keeps an Aurora cluster awake**: the relay's guarantee is a query a minute, so Serverless v2 never
  pauses and bills its least units, {_usd(awake)} for half a unit. `dev` therefore stands on one
  `db.{DEV.database.instance}`.
- **Interface endpoints bill per zone**: {_usd(endpoint)} for each zone. `dev` has them in one.
- **A way out** is {_usd(nat)} for a NAT gateway, {_usd(address)} for its address, and ${through} a GB. `prod` has one,
  for webhooks and Google Sheets alone: nothing else can use it, and while its zone is away partners wait. `dev` has
  none: a webhook and a sheet are refused where they are registered (`Network(nat_gateways=1)` changes that).
- **Lambda, API Gateway and S3 cost next to nothing idle.** Destroying `dev` at night saves the rest; the log survives
  only where the stage is not disposable.
- **What is always free** (3 dashboards, 10 metrics, 10 alarms, a million invocations, …) is taken off in its own row:
  an account has it once, so a second stage in the same account costs that much more."""


def _by_hand(prices: Prices) -> str:
    traffic = Traffic(events=BUSY_RATE, window=WINDOW)
    worker = traffic.flows()["instance-worker"]
    batch = BUSY_RATE / worker.invocations
    rate = BUSY_RATE / SHARDS
    cycle = 1 / rate + WINDOW + worker.seconds
    put, broker = prices["s3.put"].usd, prices[f"msk.{DEV.bus.instance}"].usd
    brokers = DEV.bus.brokers * HOURS * broker
    return f"""## Two lines by hand

- **Brokers of dev**: {DEV.bus.brokers} x {HOURS:.0f} h x ${broker} = ${brokers:.2f}.
- **PUTs at {BUSY_RATE:.0f} events/s**: each of {SHARDS} shards gets {rate:.1f} events/s. A batch takes the wait for its
  first record ({1 / rate:.3f} s), the window ({WINDOW:.0f} s) and the invocation ({worker.seconds:.3f} s):
  {cycle:.3f} s, so {batch:.0f} events. {SHARDS} / {cycle:.3f} s = {SHARDS / cycle:.2f} segments a second, and one
  pack a minute: {traffic.puts:.2f} x {SECONDS:,.0f} s x ${put:.6f} = ${traffic.puts * SECONDS * put:.2f}."""


def _table(header: Row, rows: Sequence[Row]) -> str:
    right = ["---" if column in ("service", "what", "a month") else "---:" for column in header]
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, right, *rows))


def _rate(rate: float) -> str:
    return f"{rate:,.0f}/s" if rate else "idle"


def _usd(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _per_million(usd: float, rate: float) -> str:
    return _usd(usd / (rate * SECONDS) * 1e6) if rate else ""


def cost_of(stage: Stage, prices: Prices, *, events: float = 0.0) -> float:
    """Add up a stage at a rate, with the window it is deployed with."""
    return total(bill(stage, Traffic(events=events, window=WINDOW), prices))
