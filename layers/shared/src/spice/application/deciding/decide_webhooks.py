"""Rules of webhooks: they are registered, changed, given another secret, ended."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.application.deciding.committing import Changed
from spice.domain.errors import refuse
from spice.domain.webhooks.commands import WebhookCommand
from spice.domain.webhooks.model import Webhook, evolve
from spice.domain.webhooks.rules import decide, live
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.webhooks import Webhooks


class WebhookDecisions:
    """Decides what becomes of webhooks in one batch; what the index holds, and what this batch adds to it."""

    def __init__(self, index: Webhooks, now: datetime) -> None:
        self._index, self._now = index, now
        self._known: dict[UUID, dict[UUID, Webhook]] = {}

    def decide(self, command: Command, wanted: WebhookCommand, database: Database) -> Changed:
        """Decide one command; it is told by id and version, and shows no secret."""
        known = self._of(database.uuid)
        there = known.get(wanted.id)
        if there is not None and command.expected_version not in (None, there.version):
            said = f"webhook {there.id} is at version {there.version}, not at {command.expected_version}"
            raise refuse("version_conflict", said, value=there.version)
        lines = []
        for event in decide(wanted, there, live(known)):
            there = known[wanted.id] = evolve(there, event, actor=command.actor, at=self._now)
            lines.append(Line(type=type(event).__name__, version=1, key=command.key, body=asdict(event)))
        told: dict[str, Any] = {"id": str(wanted.id), "changed": bool(lines)}
        told |= {"version": there.version, "deleted": there.deleted} if there else {}
        return Changed(database=database, lines=lines, result=told)

    def _of(self, database: UUID) -> dict[UUID, Webhook]:
        if database not in self._known:
            found: Mapping[UUID, Webhook] = self._index.of(database)
            self._known[database] = dict(found)
        return self._known[database]
