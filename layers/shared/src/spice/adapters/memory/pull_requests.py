"""Pull requests in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.identity import NIL
from spice.domain.ontology.pulls.evolve import evolve, remark_of
from spice.domain.ontology.pulls.model import PullRequest, Remark, State
from spice.messages.event import Event
from spice.messages.registry import pull_event
from spice.ports.pull_requests import Sought


class MemoryPullRequests:
    """The PullRequests twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def find(self, database: UUID, number: int) -> PullRequest | None:
        """Read one."""
        return self._state.pulls.get((database, number))

    def open(self, database: UUID) -> Sequence[PullRequest]:
        """Read all that are open, by number."""
        return [*reversed(self._sought(database, Sought(state="open")))]

    def last(self, database: UUID) -> int:
        """Tell the highest number that was given."""
        return max((number for uuid, number in self._state.pulls if uuid == database), default=0)

    def listed(self, database: UUID, sought: Sought, *, before: int | None, limit: int) -> Sequence[PullRequest]:
        """List the newest, below a number."""
        found = self._sought(database, sought)
        return [pull for pull in found if before is None or pull.number < before][:limit]

    def counts(self, database: UUID, sought: Sought) -> Mapping[State, int]:
        """Count what is sought by state."""
        states: Sequence[State] = ("open", "merged", "closed")
        found = Counter(pull.state for pull in self._sought(database, sought, any_state=True))
        return {state: found[state] for state in states if found[state]}

    def remarks(self, database: UUID, number: int) -> Sequence[Remark]:
        """Read what was said in one, oldest first."""
        return list(self._state.remarks.get((database, number), ()))

    def _sought(self, database: UUID, sought: Sought, *, any_state: bool = False) -> list[PullRequest]:
        with self._state.lock:
            pulls = [pull for (uuid, _), pull in self._state.pulls.items() if uuid == database]
        found = [pull for pull in pulls if _fits(pull, sought) and (any_state or sought.state in (None, pull.state))]
        return sorted(found, key=lambda pull: -pull.number)


def apply_pull(state: MemoryState, event: Event, body: Mapping[str, object]) -> None:
    """Write what an event leaves of its pull request, and what it says."""
    told, database = pull_event(event), event.database or NIL
    pull = evolve(state.pulls.get((database, told.number)), told, actor=event.actor, at=event.at)
    state.pulls[database, told.number] = pull
    if (remark := remark_of(pull, told, actor=event.actor, at=event.at)) is not None:
        state.remarks.setdefault((database, told.number), []).append(remark)


def _fits(pull: PullRequest, sought: Sought) -> bool:
    return (
        sought.author in (None, pull.author)
        and sought.source in (None, pull.source)
        and sought.target in (None, pull.target)
        and (sought.reviewer is None or sought.reviewer in {*pull.reviewers, *pull.verdicts})
    )
