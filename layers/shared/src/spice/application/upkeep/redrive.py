"""Dead letters: three tries by themselves, after 1, 2 and 4 seconds; then a person is asked."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from spice.domain.administration import Release
from spice.domain.identity import derived_id
from spice.domain.shards import Shard
from spice.messages.codec import decode, encode
from spice.messages.command import Command
from spice.ports.bus import ConsumedRecord
from spice.ports.command_store import CommandStore, Submission
from spice.ports.kick import Kick

BACKOFF_SECONDS = (1, 2, 4)
ACTOR = "spice:dead-letters"


class RedriveLetters:
    """Submits a release for every fresh dead letter; ids derive from letter and attempt."""

    def __init__(
        self,
        commands: CommandStore,
        kick: Kick,
        now: Callable[[], datetime],
        alert: Callable[[dict[str, Any]], None],
        # Looked up when it is called: a simulation takes the pauses out of `time`.
        sleep: Callable[[float], None] = lambda seconds: time.sleep(seconds),
    ) -> None:
        self._commands, self._kick, self._now, self._alert, self._sleep = commands, kick, now, alert, sleep

    def __call__(self, records: Sequence[ConsumedRecord]) -> None:
        """Handle a batch of a dead-letter topic; safe to repeat."""
        for record in records:
            letter = decode(record.value)
            if letter["attempts"] > len(BACKOFF_SECONDS):
                self._alert({"letter": letter["letter"], "shard": letter["shard"], "error": letter["error"]})
            else:
                self._redrive(letter)

    def _redrive(self, letter: dict[str, Any]) -> None:
        due = datetime.fromisoformat(letter["parked_at"]).timestamp() + BACKOFF_SECONDS[letter["attempts"] - 1]
        self._sleep(max(0.0, min(due - self._now().timestamp(), BACKOFF_SECONDS[-1])))
        command = release_command(UUID(letter["letter"]), letter["key"], attempt=letter["attempts"], now=self._now())
        if self._commands.command(command.id) is None:
            shard = Shard.named(letter["shard"])
            # Not where the key says: a record that nobody's code wrote may have come to any partition.
            release = Submission(topic=shard.commands, commands=[command], partition=shard.partition)
            self._commands.keep(release)
        self._kick("relay")


def release_command(letter: UUID, key: str, *, attempt: int, now: datetime) -> Command:
    """Make the automatic release of a letter's attempt."""
    return Command(
        id=derived_id(letter, f"automatic-{attempt}"),
        type="Release",
        key=key,
        actor=ACTOR,
        submitted_at=now,
        payload=msgspec.Raw(encode(Release(letter=letter, automatic=True))),
        reason=f"automatic try {attempt + 1}",
    )
