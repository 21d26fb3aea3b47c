"""Stacks as a sampling profiler counts them: read, added up by function, written for speedscope."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Stack = tuple[str, ...]
"""Functions, outermost first: `look (spice/adapters/postgres/write_model.py)`."""
Samples = Counter[Stack]
WAITS = {
    ("_exactly", "local/host/environments/runtime.py"),
    ("wait", "psycopg/connection.py"),
    ("Connection.wait", "psycopg/connection.py"),
    ("_worker", "concurrent/futures/thread.py"),
    ("Runner.run", "asyncio/runners.py"),
    ("wait", "threading.py"),
    ("accept", "socket.py"),
}
"""Where a process waits: some kernels do not tell that from work."""
SCHEMA = "https://www.speedscope.app/file-format-schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A function's part of all samples: by itself, and with what it calls."""

    function: str
    own: float
    whole: float


def read_samples(text: str) -> Samples:
    """Read collapsed stacks, `outer;inner 12` a line, without those that wait; a function is one, whichever of its
    lines was at work."""
    samples = Samples()
    for line in text.splitlines():
        frames, _, count = line.rpartition(" ")
        stack = tuple(map(_function, frames.split(";")))
        if _place(stack[-1]) not in WAITS:
            samples[stack] += int(count)
    return samples


def shares(samples: Samples) -> list[Share]:
    """Add samples up by function, dearest by itself first."""
    own, whole, total = Counter[str](), Counter[str](), samples.total()
    for stack, count in samples.items():
        own[stack[-1]] += count
        for function in set(stack):
            whole[function] += count
    found = [Share(function=name, own=own[name] / total, whole=count / total) for name, count in whole.items()]
    return sorted(found, key=lambda share: (-share.own, -share.whole))


def speedscope(profiles: Mapping[str, Samples], *, rate: int) -> dict[str, object]:
    """Write profiles, one a process's role, as a file of https://www.speedscope.app."""
    frames = {name: n for n, name in enumerate(dict.fromkeys(_functions(profiles.values())))}
    return {
        "$schema": SCHEMA,
        "shared": {"frames": [{"name": name} for name in frames]},
        "profiles": [
            {
                "type": "sampled",
                "name": role,
                "unit": "seconds",
                "startValue": 0,
                "endValue": samples.total() / rate,
                "samples": [[frames[name] for name in stack] for stack in samples],
                "weights": [count / rate for count in samples.values()],
            }
            for role, samples in profiles.items()
        ],
    }


def _functions(profiles: Iterable[Samples]) -> Iterable[str]:
    return (name for samples in profiles for stack in samples for name in stack)


def _place(function: str) -> tuple[str, str]:
    name, _, path = function.removesuffix(")").rpartition(" (")
    return name, path


def _function(frame: str) -> str:
    name, parenthesis, place = frame.rpartition(" (")
    if not parenthesis:
        return frame
    path, _, line = place.removesuffix(")").rpartition(":")
    return f"{name} ({path if line.isdigit() else place.removesuffix(')')})"
