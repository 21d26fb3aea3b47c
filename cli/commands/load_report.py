"""What `spice load` tells in the end: a sentence for each line that is not in the log, and the counts."""

from collections.abc import Mapping, Sequence

from cli.failure import Failure
from cli.loading.load import Load
from cli.loading.records import told
from cli.loading.upload import Problems, Tally
from cli.printing import described
from cli.session import Session
from spice.domain.tables.flaws import Flaw

SHOWN = 20


def report(session: Session, work: Load) -> None:
    """Tell what became of every source; Failure when not all of it is in the log."""
    for name, tally in work.tallies.items():
        _list(session, name, "mended", [f"{told(name, each)}: {each.mended}" for each in work.repairs[name]])
        _list(session, name, "rejected", _sentences(name, "rejected", tally.rejected))
        _list(session, name, "failed", _sentences(name, "failed", tally.failures), tally.failed)
        again = f", {tally.replayed:,} of them loaded before" if tally.replayed else ""
        bad = len(tally.rejected) + tally.failed
        session.print.say(f"{name}: {tally.accepted - tally.failed:,} lines in the log{again}, {bad:,} refused")
    if session.print.as_json:
        session.print.data({name: _summary(tally, work.repairs[name]) for name, tally in work.tallies.items()})
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


def _within(error: Mapping[str, object]) -> dict[str, object]:
    """Say where in its line a problem is: the number of the line in its request says nothing to anybody."""
    parts = str(error.get("path") or "").split("/")
    inner = "/".join(["", *parts[3:]]) if parts[1:2] in (["lines"], ["instances"]) else "/".join(parts)
    return {**error, "path": inner.rstrip("/")}


def _summary(tally: Tally, repairs: Sequence[Flaw]) -> dict[str, object]:
    return {
        "lines": tally.sent,
        "accepted": tally.accepted,
        "replayed": tally.replayed,
        "completed": tally.accepted - tally.failed,
        "failed": tally.failed,
        "mended": [{"line": flaw.line, "flaw": flaw.said, "how": flaw.mended} for flaw in repairs],
        "rejected": [{"line": line, "errors": errors} for line, errors in tally.rejected],
        "failures": [{"line": line, "errors": errors} for line, errors in tally.failures],
    }
