"""What the platform takes when nobody asks anything of it."""

import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most
from benchmarks.usage import cpu_seconds, memory

MEMORY_MB = 1024
PERCENT_OF_A_CORE = 3
SETTLING_SECONDS = 15.0


def measure(bench: Bench) -> Iterator[Figure]:
    """Watch memory and processor time for a while."""
    time.sleep(SETTLING_SECONDS)
    seconds, before, began = bench.options.idle_seconds, cpu_seconds(bench.stand.data), time.monotonic()
    time.sleep(seconds)
    spent, passed = cpu_seconds(bench.stand.data) - before, time.monotonic() - began
    resident, proportional = memory(bench.stand.data)
    each = ", ".join(f"{role} {size:,.0f}" for role, size in sorted(proportional.items(), key=lambda item: -item[1]))
    note = f"shared pages counted once (PSS): {sum(proportional.values()):,.0f} MB = {each}"
    yield at_most("idle: memory, RSS added up", sum(resident.values()), MEMORY_MB, " MB", note=note)
    parts = ", ".join(
        f"{role} {each / passed:.2%}"
        for role, each in sorted(spent.items(), key=lambda item: -item[1])
        if each / passed >= 0.0005
    )
    share = sum(spent.values()) / passed * 100
    yield at_most(f"idle: of a core, over {passed:.0f} s", share, PERCENT_OF_A_CORE, " %", note=parts)
