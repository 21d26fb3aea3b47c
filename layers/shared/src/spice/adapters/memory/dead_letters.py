"""Parked commands in memory."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.dead_letters import ALL, DeadLetter, LetterGroup, LettersSought
from spice.ports.shard_rows import Parked

AUTOMATIC = 3


class MemoryDeadLetters:
    """The DeadLetters twin: what the state has parked; `park` adds a letter that no segment holds."""

    def __init__(self, state: MemoryState | None = None) -> None:
        self._state = state or MemoryState()
        self._added: list[DeadLetter] = []

    def park(self, letter: DeadLetter) -> None:
        """Keep a parked command."""
        self._added.append(letter)

    def letters(
        self, sought: LettersSought = ALL, *, limit: int = 50, after: UUID | None = None
    ) -> Sequence[DeadLetter]:
        """List parked commands, oldest first."""
        with self._state.lock:
            held = self._added + [_letter(shard, parked) for shard, parked in self._state.parked.values()]
        ids = [letter.id for letter in held]
        start = ids.index(after) + 1 if after in ids else 0
        wanted = {name: value for name, value in asdict(sought).items() if value is not None}
        found = [each for each in held[start:] if all(getattr(each, name) == value for name, value in wanted.items())]
        return found[:limit]

    def groups(self, sought: LettersSought = ALL, *, limit: int = 50) -> Sequence[LetterGroup]:
        """Count parked commands by type and error, the most first."""
        groups: dict[tuple[str, str], list[DeadLetter]] = {}
        for each in self.letters(sought, limit=1_000_000):
            groups.setdefault((each.type or "", each.error), []).append(each)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        return [_group(letters) for _, letters in ordered[:limit]]

    def letter(self, letter_id: UUID) -> DeadLetter | None:
        """Read one."""
        return next((each for each in self.letters(limit=1_000_000) if each.id == letter_id), None)


def _group(letters: Sequence[DeadLetter]) -> LetterGroup:
    times = [each.parked_at for each in letters]
    return LetterGroup(
        type=letters[0].type,
        error=letters[0].error,
        count=len(letters),
        waiting=sum(each.attempts == 0 for each in letters),
        first_at=min(times),
        last_at=max(times),
    )


def _letter(shard: str, parked: Parked) -> DeadLetter:
    return DeadLetter(
        id=parked.letter,
        shard=shard,
        key=parked.key,
        command_id=parked.command_id,
        type=parked.type,
        database=parked.database,
        reason=parked.reason,
        error=parked.error,
        attempts=parked.attempts,
        parked_at=parked.parked_at,
        state=_state(parked.attempts),
        record={
            "key": _readable(parked.record.key),
            "value": _readable(parked.record.value),
            "headers": {name: _readable(value) for name, value in parked.record.headers},
        },
    )


def _state(attempts: int) -> str:
    if attempts == 0:
        return "waiting"
    return "retrying" if attempts <= AUTOMATIC else "manual"


def _readable(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
