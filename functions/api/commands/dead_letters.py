"""Parked commands: run them again, or give them up."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct
from pydantic import Field

from functions.api.commands.models import Discarding, Reason
from functions.api.commands.parameters import DRY_RUN
from functions.api.commands.writing import CommandRoutes, Intent, Writing, asking_of
from spice.application.ground.differences import Change
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller, CommandDraft
from spice.application.queries.left import ReleaseResult
from spice.domain.administration import Release
from spice.domain.errors import refuse
from spice.domain.identity import derived_id
from spice.domain.shards import Shard
from spice.domain.wording import quoted
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.messages.shapes import Count
from spice.ports.dead_letters import DeadLetter, LettersSought

WouldDo: TypeAlias = Rehearsed[None, Change]
_ALL = "/admin/dead-letters"
_PATH = "/admin/dead-letters/{id}"


MOST = 200
"""Parked commands that one request releases: each is a command of its own, and all have the time of one request."""


class Letters(EdgeModel):
    """Which parked commands are meant; all of them where nothing is said."""

    type: str | None = Field(None, min_length=1)
    error: str | None = None
    state: Literal["retrying", "manual"] | None = None
    database: str | None = Field(None, json_schema_extra={"format": "uuid"})
    key: str | None = None

    def sought(self) -> LettersSought:
        """Give what the port takes."""
        said = self.model_dump(include={"type", "error", "state", "key"})
        return LettersSought(**said, database=None if self.database is None else uuid("database", self.database))


class DiscardedLetters(Letters):
    """Which parked commands are given up, and why."""

    reason: Reason


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", _PATH + "/redrive", needs="admin")
    def redrive(request: Request, asking: Caller) -> Intent[ReleaseResult, WouldDo]:
        """Run a parked command again, and those that wait behind it."""
        return _release(writing, request, None)

    @room.command("POST", _PATH + "/discard", needs="admin", body=Discarding)
    def discard(request: Request, asking: Caller, body: Discarding) -> Intent[ReleaseResult, WouldDo]:
        """Give a parked command up; those that wait behind it run."""
        return _release(writing, request, body.reason)


class LettersReleased(Struct, frozen=True):
    """How many parked commands were found that are first on their keys, and the commands that release them: none in a
    dry run. `more`: there are others, for another request."""

    matched: Count
    more: bool
    commands: Sequence[UUID]


def add_many(api: Api, writing: Writing) -> None:
    """Register what releases all that a filter finds."""

    @api.post(_ALL + "/redrive", needs="admin", query=(DRY_RUN,), keyed=True, body=Letters, status=202, also=(200,))
    def redrive(request: Request, body: Letters) -> Answer[LettersReleased]:
        """Run the parked commands again that a filter finds, and those that wait behind them; at most 200."""
        return _release_all(writing, request, body, None)

    @api.post(
        _ALL + "/discard", needs="admin", query=(DRY_RUN,), keyed=True, body=DiscardedLetters, status=202, also=(200,)
    )
    def discard(request: Request, body: DiscardedLetters) -> Answer[LettersReleased]:
        """Give the parked commands up that a filter finds; those that wait behind them run. At most 200."""
        return _release_all(writing, request, body, body.reason)


def _release_all(writing: Writing, request: Request, body: Letters, reason: str | None) -> Answer[LettersReleased]:
    # What waits behind another of its key goes on with that one: it is first on no key, and cannot be released.
    asking = replace(asking_of(request, writing.fingerprints), wait_seconds=0.0)
    if not request.dry_run and (known := writing.submitter.replayed(asking)) is not None:
        told = _released_before(writing, known.id)
        return Answer(status=202, data=told, headers={"Idempotency-Replayed": "true"})
    states, sought = ["manual", "retrying"] if body.state is None else [body.state], body.sought()
    letters = writing.ports.letters
    held = [each for state in states for each in letters.letters(replace(sought, state=state), limit=MOST + 1)]
    first = held[:MOST]
    if request.dry_run:
        told = LettersReleased(len(first), len(held) > MOST, [])
        return undone(told)
    ids = _ids(asking.identity(), more=len(held) > MOST)[: len(first)]
    for number, (id_, each) in enumerate(zip(ids, first, strict=True)):
        # The first has the key, for all of them.
        asked = asking if number == 0 else replace(asking, key=None)
        writing.submitter.submit(asked, _draft(each, reason), id_=id_)
    return Answer(status=202, data=LettersReleased(len(first), len(held) > MOST, ids))


def _ids(first: UUID, *, more: bool) -> list[UUID]:
    """Name the commands of one request, so that they can be found by the first; the others tell whether there is
    more."""
    return [first, *(derived_id(first, f"{number} {more}") for number in range(1, MOST))]


def _released_before(writing: Writing, first: UUID) -> LettersReleased:
    """Tell what a request released whose key is known."""
    asked = [_ids(first, more=more) for more in (False, True)]
    kept = {state.id for state in writing.ports.commands.states([*dict.fromkeys(chain(*asked))])}
    found = max(([id_ for id_ in ids if id_ == first or id_ in kept] for ids in asked), key=len)
    more = len(found) > 1 and found[1] in asked[1]
    return LettersReleased(len(found), more, found)


def _release(writing: Writing, request: Request, reason: str | None) -> Intent[ReleaseResult, WouldDo]:
    letter = writing.ports.letters.letter(uuid("id", request.path["id"]))
    if letter is None:
        raise refuse("not_found", f"there is no dead letter {quoted(request.path['id'])}")
    draft = _draft(letter, reason)
    return Intent(lambda: draft, lambda: Rehearsed(type="Release", changed=True, result=None, diff=[]))


def _draft(letter: DeadLetter, reason: str | None) -> CommandDraft:
    shard = Shard.named(letter.shard)
    return CommandDraft(
        payload=Release(letter=letter.id, discard=reason is not None),
        key=letter.key,
        topic=shard.commands,
        partition=shard.partition,
        database=letter.database,
        reason=reason,
    )
