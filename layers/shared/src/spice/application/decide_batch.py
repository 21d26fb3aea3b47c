"""Decide a batch in order: blocked keys wait, poison is parked, releases run what was parked."""

from collections.abc import Mapping, Sequence

from spice.application.decisions import Batch, Decision, Incoming, Session, again
from spice.domain.administration import Release
from spice.domain.errors import DomainError, Problem, refuse
from spice.ports.write_model import Parked, Snapshot

BEHIND = "an earlier command of this key is parked"


def decide_batch(session: Session, snapshot: Snapshot, incoming: Sequence[Incoming], *, parking: bool) -> Batch:
    """Decide every command once. `parking`: the last one killed its worker alone, so it is parked unseen."""
    batch, queues = Batch(), _Queues(snapshot.parked)
    for item in incoming:
        if isinstance(item.payload, Release):
            _release(session, batch, queues, item, parking=parking)
        elif item.key in queues:
            queues.add(item, attempts=0, reason=BEHIND)
            batch.decisions.append(_parked(item, attempts=0, reason=BEHIND))
        elif item.flaw is not None or parking:
            reason = item.flaw or "it ended its worker three times"
            queues.add(item, attempts=1, reason=reason)
            batch.decisions.append(_parked(item, attempts=1, reason=reason))
        else:
            batch.decisions.append(_decide(session, item))
    return batch


class _Queues:
    """What is parked per key: from the snapshot, and by this batch."""

    def __init__(self, parked: Mapping[str, Sequence[Parked]]) -> None:
        self._waiting: dict[str, list[tuple[Incoming, int]]] = {
            key: [(again(letter), letter.attempts) for letter in letters] for key, letters in parked.items() if letters
        }

    def __contains__(self, key: str) -> bool:
        return bool(self._waiting.get(key))

    def add(self, item: Incoming, *, attempts: int, reason: str) -> None:
        self._waiting.setdefault(item.key, []).append((item, attempts))

    def first(self, key: str) -> tuple[Incoming, int]:
        return self._waiting[key][0]

    def pop(self, key: str) -> tuple[Incoming, int]:
        return self._waiting[key].pop(0)


def _release(session: Session, batch: Batch, queues: _Queues, item: Incoming, *, parking: bool) -> None:
    release: Release = item.payload
    if item.key not in queues or queues.first(item.key)[0].letter != release.letter:
        gone = Problem(code="not_found", message=f"no parked command {release.letter} is first on its key")
        batch.decisions.append(Decision(incoming=item, state="FAILED", problems=(gone,)))
        return
    first, attempts = queues.first(item.key)
    if not release.discard and (first.flaw is not None or parking):
        reason = first.flaw or "it ended its worker again"
        batch.decisions.append(_parked(first, attempts=attempts + 1, reason=reason))
        batch.decisions.append(Decision(incoming=item, state="COMPLETED", result={"released": 0, "reason": reason}))
        return
    if release.discard:
        queues.pop(item.key)
        batch.released.append(first.letter)
        discarded = Problem(code="discarded", message="discarded by an administrator")
        batch.decisions.append(Decision(incoming=first, state="FAILED", problems=(discarded,), attempts=attempts))
    released = _run_parked(session, batch, queues, item.key)
    batch.decisions.append(Decision(incoming=item, state="COMPLETED", result={"released": released}))


def _run_parked(session: Session, batch: Batch, queues: _Queues, key: str) -> int:
    """Run a key's parked commands in order, up to the next one that cannot be read."""
    released = 0
    while key in queues:
        item, attempts = queues.first(key)
        if item.flaw is not None:
            batch.decisions.append(_parked(item, attempts=attempts + 1, reason=item.flaw))
            break
        queues.pop(key)
        batch.released.append(item.letter)
        batch.decisions.append(_decide(session, item, attempts=attempts + 1))
        released += 1
    return released


def _decide(session: Session, item: Incoming, *, attempts: int = 0) -> Decision:
    if item.command is None:
        raise refuse("internal", f"record {item.letter} has no command")
    try:
        lines, result = session.decide(item.command, item.payload)
    except DomainError as refused:
        return Decision(incoming=item, state="FAILED", problems=refused.problems, attempts=attempts)
    return Decision(incoming=item, state="COMPLETED", lines=lines, result=result, attempts=attempts)


def _parked(item: Incoming, *, attempts: int, reason: str) -> Decision:
    return Decision(incoming=item, state="PARKED", attempts=attempts, parked_reason=reason)
