"""What `spice load` tells in the end: a sentence for each line that is not in the log, and the counts."""

from collections.abc import Mapping, Sequence

from cli.failure import Failure
from cli.loading.batches import without_outcome
from cli.loading.load import Load
from cli.loading.records import told
from cli.loading.tally import Problems, Tally
from cli.printing import described
from cli.session import Session
from spice.domain.tables.flaws import Flaw

SHOWN = 20


def report(session: Session, work: Load) -> None:
    """Tell what became of every source."""
    for name, tally in work.tallies.items():
        _list(session, name, "mended", [f"{told(name, each)}: {each.mended}" for each in work.repairs[name]])
        _list(session, name, "rejected", _sentences(name, "rejected", tally.rejected))
        _list(session, name, "failed", _sentences(name, "failed", tally.failures), tally.failed)
        _list(session, name, "parked", _sentences(name, "parked", tally.waiting), tally.parked)
        _list(session, name, "without an outcome", _unknown(name, tally.unknown), tally.without_outcome)
        again = f", {tally.replayed:,} of them loaded before" if tally.replayed else ""
        bad = len(tally.rejected) + tally.failed
        parked = f", {tally.parked:,} parked" if tally.parked else ""
        unknown = f", {tally.without_outcome:,} without an outcome" if tally.without_outcome else ""
        session.print.say(f"{name}: {tally.in_the_log:,} lines in the log{again}, {bad:,} refused{parked}{unknown}")
    if session.print.as_json:
        session.print.data({name: _summary(tally, work.repairs[name]) for name, tally in work.tallies.items()})


def refuse_unclean(work: Load) -> None:
    """Failure when not all of it is in the log."""
    if unknown := sum(tally.without_outcome for tally in work.tallies.values()):
        raise Failure(f"{without_outcome(unknown)}: the same command then tells, and sends nothing twice")
    if parked := sum(tally.parked for tally in work.tallies.values()):
        said = f"{parked:,} lines are parked, until somebody mends what they fail of (spice dead-letters)"
        raise Failure(f"{said}: the same command then tells what became of them")
    if not all(tally.clean for tally in work.tallies.values()):
        raise Failure("some lines did not go in")


def _list(session: Session, file: str, word: str, sentences: Sequence[str], total: int | None = None) -> None:
    for sentence in sentences[:SHOWN]:
        session.print.warn(sentence)
    if (more := (total or len(sentences)) - SHOWN) > 0:
        session.print.warn(f"{file}: and {more:,} more {word}")


def _sentences(file: str, word: str, problems: Sequence[tuple[int, Problems]]) -> list[str]:
    return [
        f"{file}:{line}: {word}: " + "; ".join(described(_within(error)) for error in errors)
        for line, errors in problems[:SHOWN]
    ] + [""] * len(problems[SHOWN:])


def _unknown(file: str, lines: Sequence[tuple[int, str]]) -> list[str]:
    return [f"{file}:{line}: without an outcome: spice commands {id} tells of it" for line, id in lines]


def _within(error: Mapping[str, object]) -> dict[str, object]:
    """Say where in its line a problem is: the number of the line in its request says nothing to anybody."""
    parts = str(error.get("path") or "").split("/")
    inner = "/".join(["", *parts[3:]]) if parts[1:2] in (["lines"], ["instances"]) else "/".join(parts)
    rest = {name: value for name, value in error.items() if name != "path"}
    return {**rest, "path": inner} if (inner := inner.rstrip("/")) else rest


def _summary(tally: Tally, repairs: Sequence[Flaw]) -> dict[str, object]:
    return {
        "lines": tally.sent,
        "accepted": tally.accepted,
        "replayed": tally.replayed,
        "completed": tally.in_the_log,
        "failed": tally.failed,
        "parked": tally.parked,
        "mended": [{"line": flaw.line, "flaw": flaw.said, "how": flaw.mended} for flaw in repairs],
        "rejected": _lines(tally.rejected),
        "failures": _lines(tally.failures),
        "waiting": _lines(tally.waiting),
        "without_outcome": [{"line": line, "command_id": id} for line, id in tally.unknown],
    }


def _lines(problems: Sequence[tuple[int, Problems]]) -> list[dict[str, object]]:
    """Write problems for a program: each line as its file counts it, the path of each error within that line."""
    return [{"line": line, "errors": [_within(error) for error in errors]} for line, errors in problems]
