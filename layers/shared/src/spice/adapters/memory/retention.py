"""What is past its time, in memory."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.instance_migration import MigrateInstance
from spice.ports.command_store import CommandState
from spice.ports.retention import COMMANDS_KEPT

Key = TypeVar("Key")
Row = TypeVar("Row")
KEYS_KEPT, DRAFTS_KEPT = timedelta(days=30), timedelta(days=90)
DELIVERIES_KEPT, MEASURES_KEPT = timedelta(days=7), timedelta(days=14)


def _is_kept(command: CommandState) -> bool:
    """Tell whether it says that a migration has ended, which is asked however long ago it was."""
    return command.type == MigrateInstance.__name__ and (command.key or "").endswith(":fence")


class MemoryRetention:
    """The Retention twin; the bus in memory keeps everything."""

    def __init__(self, state: MemoryState, now: Callable[[], datetime]) -> None:
        self._state, self._now = state, now

    def expire(self) -> dict[str, int]:
        """Delete what is past its time."""
        state, now = self._state, self._now()
        with state.lock:
            keys = [key for key, (_, _, at) in state.keys.items() if at < now - KEYS_KEPT]
            batches = [each.id for each in state.batches.values() if each.submitted_at < now - COMMANDS_KEPT]
            for key in keys:
                del state.keys[key]
            for batch in batches:
                del state.batches[batch]
        return {
            "idempotency_keys": len(keys),
            "commands": self._expire_commands(now),
            "batches": len(batches),
            "merge_drafts": self._expire_drafts(now),
            "measures": self._expire_measures(now),
            "views": self._expire_of_ended(state.views),
            "sheet_credentials": self._expire_of_ended(state.sheet_credentials),
            "webhook_deliveries": self._expire_deliveries(now),
            **self._expire_gone_webhooks(),
            "bus_batches": 0,
        }

    def _expire_commands(self, now: datetime) -> int:
        old = now - COMMANDS_KEPT
        with self._state.lock:
            held = self._state.commands.values()
            gone = [each.id for each in held if each.finished_at and each.finished_at < old and not _is_kept(each)]
            for command in gone:
                del self._state.commands[command]
        return len(gone)

    def _expire_drafts(self, now: datetime) -> int:
        with self._state.lock:
            old = [place for place, draft in self._state.merge_drafts.items() if draft.at < now - DRAFTS_KEPT]
            for place in old:
                del self._state.merge_drafts[place]
        return len(old)

    def _expire_measures(self, now: datetime) -> int:
        with self._state.lock:
            old = [place for place in self._state.measures if place[1] < now - MEASURES_KEPT]
            for place in old:
                del self._state.measures[place]
        return len(old)

    def _expire_of_ended(self, rows: dict[tuple[UUID, Key], Row]) -> int:
        """Take away what belonged to databases that were deleted."""
        with self._state.lock:
            ended = {uuid for uuid, database in self._state.databases.items() if database.deleted}
            gone = [place for place in rows if place[0] in ended]
            for place in gone:
                del rows[place]
        return len(gone)

    def _expire_gone_webhooks(self) -> dict[str, int]:
        """Take away what belonged to webhooks that were deleted, or whose database was."""
        state = self._state
        with state.lock:
            ended = {uuid for uuid, database in state.databases.items() if database.deleted}
            gone = {id_ for (uuid, id_), webhook in state.webhooks.items() if webhook.deleted or uuid in ended}
            deliveries = [place for place in state.webhook_rows if place[0] in gone]
            walks = [place for place in state.webhook_walks if place[0] in gone]
            states = gone & state.webhook_states.keys()
            for place in deliveries:
                del state.webhook_rows[place]
            for walk in walks:
                del state.webhook_walks[walk]
            for id_ in states:
                del state.webhook_states[id_]
        return {
            "deliveries_of_gone_webhooks": len(deliveries),
            "states_of_gone_webhooks": len(states),
            "walks_of_gone_webhooks": len(walks),
        }

    def _expire_deliveries(self, now: datetime) -> int:
        with self._state.lock:
            told = [
                place
                for place, row in self._state.webhook_rows.items()
                if not row.pending and row.tried_at is not None and row.tried_at < now - DELIVERIES_KEPT
            ]
            for place in told:
                del self._state.webhook_rows[place]
        return len(told)
