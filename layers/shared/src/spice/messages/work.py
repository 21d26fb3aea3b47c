"""Long work that is asked for, and what it is called where it is kept and told."""

from collections.abc import Mapping
from dataclasses import dataclass

INDEX, ALL = "index", "all"


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Make a read model again from the log: one by its name, the index, or all."""

    what: str


@dataclass(frozen=True, slots=True)
class Grow:
    """Give a family more partitions."""

    family: str
    to: int


@dataclass(frozen=True, slots=True)
class Verify:
    """Walk the chain of every shard."""


@dataclass(frozen=True, slots=True)
class ReleaseShard:
    """Let a shard go on after a repair."""

    shard: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring back a log from its copy, then all that is made of it."""


Work = Rebuild | Grow | Verify | ReleaseShard | Restore


def makes_again(work: Work, part: str) -> bool:
    """Tell whether work makes a read model again, by its name."""
    return isinstance(work, Restore) or (isinstance(work, Rebuild) and work.what in (part, ALL))


def name_of(work: Work) -> str:
    """Call work as it is kept and told."""
    match work:
        case Rebuild(what=what):
            return f"rebuild {what}"
        case Grow(family=family):
            return f"grow {family}"
        case ReleaseShard(shard=shard):
            return f"release {shard}"
        case Verify():
            return "verify"
        case Restore():
            return "restore log"


def detail_of(work: Work) -> dict[str, object]:
    """Tell what its name leaves unsaid."""
    return {"to": work.to} if isinstance(work, Grow) else {}


def read_work(name: str, detail: Mapping[str, object]) -> Work:
    """Read work as it is kept; ValueError for a kind that this code does not know."""
    kind, _, of = name.partition(" ")
    match kind:
        case "rebuild":
            return Rebuild(of)
        case "grow":
            return Grow(of, int(str(detail["to"])))
        case "release":
            return ReleaseShard(of)
        case "verify":
            return Verify()
        case "restore":
            return Restore()
    raise ValueError(f"no work is called {name}")
