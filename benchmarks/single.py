"""Single commands over HTTP: how many are accepted, and how long that takes at half the rate."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from benchmarks.bench import WAIT, Bench
from benchmarks.figures import Figure, at_least, at_most, quantile
from benchmarks.flights import rows
from benchmarks.load import Plan, Tally
from benchmarks.usage import cpu_seconds, per_event
from spice.messages.codec import encode

ACCEPTED_A_SECOND = 600
SLOWEST_SECONDS = 0.150
SECONDS = 15
CONNECTIONS = 16
USERS = 4
MOST = 40_000
"""Commands prepared for one loop."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Send as fast as answers come, then at half that rate by the clock."""
    plan = prepared(bench)
    before = cpu_seconds(bench.stand.data)
    fast = send(plan)
    bench.settle("search")
    spent = cpu_seconds(bench.stand.data) - before
    accepted = fast.statuses.get(202, 0)
    rate = accepted / fast.seconds
    note = f"{CONNECTIONS} connections; {_statuses(fast)}; {per_event(spent, max(accepted, 1))}"
    yield at_least("single: accepted", rate, ACCEPTED_A_SECOND, "/s", note=note)
    sent = sum(fast.statuses.values())
    slow = send(msgspec.structs.replace(plan, bodies=plan.bodies[sent:], rate=rate / 2))
    bench.settle("search")
    p50, p99 = (quantile(slow.latencies, share) for share in (0.5, 0.99))
    note = f"open loop; p50 {p50 * 1000:.1f} ms; {_statuses(slow)}"
    yield at_most(f"single: p99 at {rate / 2:.0f}/s", p99 * 1000, SLOWEST_SECONDS * 1000, " ms", note=note)


def prepared(bench: Bench) -> Plan:
    """Write commands of several users, and have whatever answers them begin to work."""
    path = bench.database()
    users = [f"bench-{n}" for n in range(USERS)]
    for user in users:
        bench.stand.http().must("PUT", f"{path}/grants/{user}", {"role": "editor"}, WAIT)
    bodies = [encode({"class": "Flight", "data": _another(row, n)}) for n, row in enumerate(_repeated(MOST))]
    plan = Plan(
        port=bench.stand.port,
        path=f"{path}/instances",
        tokens=[bench.stand.token(user) for user in users],
        bodies=bodies,
        seconds=SECONDS,
        connections=CONNECTIONS,
    )
    send(msgspec.structs.replace(plan, seconds=3.0, bodies=bodies[-3000:]))
    bench.settle("search")
    return plan


def send(plan: Plan) -> Tally:
    """Send in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(command, input=msgspec.msgpack.encode(plan), stdout=subprocess.PIPE, check=True)
    return msgspec.msgpack.decode(done.stdout, type=Tally)


def _repeated(count: int) -> Iterator[dict[str, Any]]:
    some = rows(1000)
    for n in range(count):
        yield some[n % len(some)]


def _another(row: dict[str, Any], n: int) -> dict[str, Any]:
    """Make it a flight that is not there yet."""
    return {**row, "flight": 10_000_000 + n}


def _statuses(tally: Tally) -> str:
    counted: Sequence[tuple[int, int]] = sorted(tally.statuses.items())
    return ", ".join(f"{count:,} answered {status}" for status, count in counted)
