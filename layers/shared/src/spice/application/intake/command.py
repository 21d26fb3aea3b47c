"""Keep a command for the relay, and tell its outcome when there is one in time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

import msgspec

from spice.application.ground.authorise import Recheck, now_and_then
from spice.application.ground.fresh_ids import fresh_id
from spice.domain.errors import DomainError
from spice.domain.identity import NIL, derived_id
from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import Acceptance, CommandState, CommandStore, IdempotencyKey, Submission
from spice.ports.kick import Kick
from spice.waiting import Found, ignore, until

FINAL = ("COMPLETED", "FAILED")
_FIRST_PAUSE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, when, and how: what every write has beside what it wants. `key` is the client's idempotency key."""

    actor: str
    at: datetime
    correlation_id: str
    database: UUID | None = None
    key: str | None = None
    fingerprint: str | None = None
    fingerprint_before: Callable[[], str] | None = None
    """What the same request was digested to while something else was personal."""
    wait_seconds: float | None = None
    recheck: Recheck = ignore
    """Whether the actor may still, asked while they wait."""

    @property
    def idempotency(self) -> IdempotencyKey | None:
        """The key with what it came with."""
        if self.key is None:
            return None
        return IdempotencyKey(
            actor=self.actor, key=self.key, database=self.database, fingerprint=self.fingerprint or ""
        )

    def identity(self) -> UUID:
        """The id a command (or batch) kept for this gets: derived where there is a key, so that a retry finds it."""
        if self.key is None:
            return fresh_id(self.at)
        return derived_id(self.database or NIL, f"{self.actor}\n{self.key}\n{self.at:%Y-%m-%d}")


@dataclass(frozen=True, kw_only=True)
class CommandDraft:
    """What a use case wants carried out: a domain command, its aggregate, and what must hold."""

    payload: object
    key: str
    topic: str = INSTANCE_COMMANDS
    partition: int | None = None
    """Where it goes; None: where its key says."""
    database: UUID | None = None
    ontology_commit: str | None = None
    expected_version: int | None = None
    expected_head: str | None = None
    must_be_absent: bool = False
    reason: str | None = None
    occurred_at: datetime | None = None
    unsealed: Mapping[str, object] = field(default_factory=dict)
    """Personal values as they were given, by stable id, for a dry run to show: nothing keeps them."""

    @property
    def sealed(self) -> Mapping[str, object]:
        """The data that its payload brings, by stable id."""
        payload = self.payload
        return getattr(payload, "data", None) or getattr(payload, "patch", None) or {}

    @cached_property
    def encoded(self) -> bytes:
        """The payload as it is kept; encoded once."""
        return encode(self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The command that stands for a request, as it is now."""

    state: CommandState
    replayed: bool


class Submitter:
    """Keeps commands and waits for them."""

    def __init__(self, commands: CommandStore, kick: Kick) -> None:
        self._commands, self._kick = commands, kick

    def earlier(self, asking: Caller) -> Outcome | None:
        """Tell the outcome of the command an idempotency key stands for already; refuses another request's key."""
        kept = self.replayed(asking)
        return None if kept is None else self._outcome(asking, kept, None)

    def replayed(self, asking: Caller) -> Acceptance | None:
        """Tell what an idempotency key stands for already; refuses another request's key."""
        if asking.idempotency is None:
            return None
        try:
            return self._commands.replay(asking.idempotency)
        except DomainError:
            if asking.fingerprint_before is None:
                raise
            return self._commands.replay(replace(asking.idempotency, fingerprint=asking.fingerprint_before()))

    def submit(self, asking: Caller, draft: CommandDraft, *, id_: UUID | None = None) -> Outcome:
        """Keep a command (its id: the request's, or its own), nudge the relay, wait as long as the client wants."""
        command = command_of(asking, draft, id_)
        kept = self.keep(
            Submission(topic=draft.topic, commands=[command], idempotency=asking.idempotency, partition=draft.partition)
        )
        return self._outcome(asking, kept, command)

    def keep(self, submission: Submission) -> Acceptance:
        """Keep what a request asks for, and nudge the relay."""
        kept = self._commands.keep(submission)
        self._kick("relay")
        return kept

    def _outcome(self, asking: Caller, kept: Acceptance, command: Command | None) -> Outcome:
        state = None if command is None or kept.replayed else _pending(command)
        if state is not None and not asking.wait_seconds:
            return Outcome(state=state, replayed=False)
        found = wait_for(lambda: self._commands.command(kept.id), _ended, asking.wait_seconds, asking.recheck)
        return Outcome(state=found or state or _forgotten(asking, kept), replayed=kept.replayed)


def wait_for(
    find: Callable[[], Found | None], done: Callable[[Found], bool], seconds: float | None, recheck: Recheck
) -> Found | None:
    """Read what was kept until it is done, or the time or the right to wait is over; answers what was read last."""

    def enough(found: Found | None) -> bool:
        return found is not None and done(found)

    try:
        look = now_and_then(recheck, time.monotonic)
        return until(find, seconds or 0, enough=enough, first=_FIRST_PAUSE, meanwhile=look)
    except DomainError:
        # One may give away one's own role, and is told so: the outcome is there at the same time.
        return find()


def _ended(state: CommandState) -> bool:
    return state.state in FINAL


def command_of(asking: Caller, draft: CommandDraft, id_: UUID | None = None) -> Command:
    """Write a draft as the command that is kept."""
    return Command(
        id=id_ or asking.identity(),
        type=type(draft.payload).__name__,
        key=draft.key,
        actor=asking.actor,
        submitted_at=asking.at,
        payload=msgspec.Raw(draft.encoded),
        database=draft.database,
        ontology_commit=draft.ontology_commit,
        expected_version=draft.expected_version,
        expected_head=draft.expected_head,
        must_be_absent=draft.must_be_absent,
        reason=draft.reason,
        occurred_at=draft.occurred_at,
        correlation_id=asking.correlation_id,
        fingerprint=asking.fingerprint,
    )


def _pending(command: Command) -> CommandState:
    return CommandState(
        id=command.id,
        type=command.type,
        state="PENDING",
        actor=command.actor,
        database=command.database,
        submitted_at=command.submitted_at,
        key=command.key,
    )


def _forgotten(asking: Caller, kept: Acceptance) -> CommandState:
    """A key outlives nothing but a rebuild in progress: the command is there, its row is not yet."""
    return CommandState(
        id=kept.id, type="", state="PENDING", actor=asking.actor, database=asking.database, submitted_at=asking.at
    )
