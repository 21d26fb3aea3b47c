"""Decide a batch in order: blocked keys wait, poison is parked, releases run what was parked."""

from collections.abc import Mapping, Sequence

from spice.application.deciding.decisions import Batch, Decision, Incoming, Session, again
from spice.domain.administration import Release
from spice.domain.errors import DomainError, Problem, refuse
from spice.ports.shard_rows import Parked

BEHIND = "an earlier command of this key is parked"
GIVEN_UP_AFTER = 3
"""A record that ended its worker this often while it was alone is parked."""


def decide_batch(
    session: Session, parked: Mapping[str, Sequence[Parked]], incoming: Sequence[Incoming], *, deaths: int = 0
) -> Batch:
    """Decide every command once. `parked`: what waits already, by key.

    `deaths`: how often the one command of the batch ended its worker already.
    """
    batch, queues, parking = Batch(), _Queues(parked), deaths >= GIVEN_UP_AFTER
    for item in incoming:
        if isinstance(item.payload, Release):
            _release(session, batch, queues, item, deaths=deaths)
        elif item.key in queues:
            queues.add(item, attempts=0)
            batch.decisions.append(_parked(item, attempts=0, reason=BEHIND))
        elif item.flaw is not None or parking:
            reason = item.flaw or "it ended its worker three times"
            queues.add(item, attempts=1)
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

    def add(self, item: Incoming, *, attempts: int) -> None:
        self._waiting.setdefault(item.key, []).append((item, attempts))

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def first(self, key: str) -> tuple[Incoming, int]:
        return self._waiting[key][0]

    def pop(self, key: str) -> tuple[Incoming, int]:
        return self._waiting[key].pop(0)


def _release(session: Session, batch: Batch, queues: _Queues, item: Incoming, *, deaths: int) -> None:
    release: Release = item.payload
    if item.key not in queues or queues.first(item.key)[0].letter != release.letter:
        gone = Problem(code="not_found", message=f"no parked command {release.letter} is first on its key")
        batch.decisions.append(Decision(incoming=item, state="FAILED", problems=(gone,)))
        return
    if release.discard:
        first, attempts = queues.pop(item.key)
        batch.released.append(first.letter)
        discarded = Problem(code="discarded", message="discarded by an administrator")
        batch.decisions.append(Decision(incoming=first, state="FAILED", problems=(discarded,), attempts=attempts))
    released = _run_parked(session, batch, queues, item.key, deaths)
    batch.decisions.append(Decision(incoming=item, state="COMPLETED", result={"released": released}))


def _run_parked(session: Session, batch: Batch, queues: _Queues, key: str, deaths: int) -> int:
    """Run a key's parked commands in order, up to the next one that cannot be read.

    When that ended its worker already, only the first is run, so that the one to blame is found; at last, none.
    """
    released, most = 0, len(queues) if deaths == 0 else int(deaths < GIVEN_UP_AFTER)
    while key in queues:
        item, attempts = queues.first(key)
        if item.flaw is not None or released == most:
            reason = item.flaw or ("it ended its worker again" if most == 0 else "it may have ended its worker")
            batch.decisions.append(_parked(item, attempts=attempts + 1, reason=reason))
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
