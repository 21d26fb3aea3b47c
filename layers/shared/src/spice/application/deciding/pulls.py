"""Pull requests, as earlier commands of a batch left them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from spice.application.deciding.refs import Refs
from spice.domain.ontology.pulls.commands import PullEvent, PullRequestMerged, PullRequestUpdated
from spice.domain.ontology.pulls.evolve import evolve
from spice.domain.ontology.pulls.model import PullRequest
from spice.domain.ontology.pulls.rules import Roles, no_pull
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.pull_requests import PullRequests

RolesOf = Callable[[UUID], Roles]
"""Tells the roles in a database, by subject."""


class Pulls:
    """What the index holds, and what this batch adds to it.

    The index may be ahead of the snapshot that a batch is decided from: then another segment has the place of the
    batch's, and all is decided again.
    """

    def __init__(self, index: PullRequests, now: datetime) -> None:
        self._index, self._now = index, now
        self._known: dict[UUID, dict[int, PullRequest]] = {}
        self._last: dict[UUID, int] = {}

    def find(self, database: UUID, number: int) -> PullRequest:
        """Read one, or refuse it as not_found."""
        known = self._known.setdefault(database, {})
        if number not in known:
            if (found := self._index.find(database, number)) is None:
                raise no_pull(number)
            known[number] = found
        return known[number]

    def open(self, database: UUID) -> list[PullRequest]:
        """Read all that are open, by number."""
        known = self._known.setdefault(database, {})
        for pull in self._index.open(database):
            known.setdefault(pull.number, pull)
        return [pull for _, pull in sorted(known.items()) if pull.state == "open"]

    def next_number(self, database: UUID) -> int:
        """Count one more."""
        if database not in self._last:
            self._last[database] = self._index.last(database)
        self._last[database] += 1
        return self._last[database]

    def happen(self, command: Command, database: UUID, event: PullEvent) -> tuple[PullRequest, Line]:
        """Take an event in; answers the state after it, and the line that tells it."""
        known = self._known.setdefault(database, {})
        pull = evolve(known.get(event.number), event, actor=command.actor, at=self._now)
        known[event.number] = pull
        return pull, Line(type=type(event).__name__, version=1, key=command.key, body=asdict(event))

    def close_of(self, command: Command, database: Database, branch: UUID, reason: str, refs: Refs) -> Sequence[Line]:
        """Close what is open from a branch or into it."""
        events = []
        for pull in self.open(database.uuid):
            if branch in (pull.source_id, pull.target_id):
                source, target = heads_of(refs, database, pull)
                closed = {"state": "closed"}
                events.append(
                    PullRequestUpdated(
                        number=pull.number, patch=closed, reason=reason, source_head=source, target_head=target
                    )
                )
        return [self.happen(command, database.uuid, event)[1] for event in events]

    def merged(
        self, command: Command, database: UUID, sides: tuple[UUID, UUID], event: PullRequestMerged
    ) -> list[Line]:
        """Tell of what is open between two branches that it was merged."""
        between = [pull for pull in self.open(database) if (pull.source_id, pull.target_id) == sides]
        return [self.happen(command, database, replace(event, number=pull.number))[1] for pull in between]


def heads_of(refs: Refs, database: Database, pull: PullRequest) -> tuple[str | None, str | None]:
    """Tell where source and target of a pull request stand, as far as they are there."""
    source = refs.meant(database, pull.source, pull.source_id)
    target = refs.meant(database, pull.target, pull.target_id)
    return source.head if source else None, target.head if target else None
