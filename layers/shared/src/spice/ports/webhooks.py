"""Webhooks as the index holds them."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from spice.domain.webhooks.model import Webhook


class Webhooks(Protocol):
    """Answers from the index; it is written with the segments that tell of them."""

    def of(self, database: UUID) -> Mapping[UUID, Webhook]:
        """Read all of a database, deleted ones too, oldest first."""
        ...

    def find(self, database: UUID, webhook: UUID) -> Webhook | None:
        """Read one that was not deleted."""
        ...
