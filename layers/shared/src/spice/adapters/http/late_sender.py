"""The guarded sender, made when something is sent: one function sends, and the others start without it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from spice.ports.http_sender import Sent

if TYPE_CHECKING:
    from spice.adapters.http.guarded_sender import GuardedSender
    from spice.domain.webhooks.endpoints import Doors


class LateSender:
    """Stands for it until then."""

    def __init__(self, doors: Doors, *, ca: str | None = None) -> None:
        self._doors, self._ca = doors, ca

    @cached_property
    def _sender(self) -> GuardedSender:
        from spice.adapters.http.guarded_sender import GuardedSender

        return GuardedSender(self._doors, ca=self._ca)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send once."""
        return self._sender.send(url, headers, body)
