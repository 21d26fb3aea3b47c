"""What is past its time."""

from datetime import timedelta
from typing import Protocol

COMMANDS_KEPT = timedelta(days=35)
"""Who was processed longer ago than that may be processed once more: nobody remembers it."""


class Retention(Protocol):
    """Deletes a bounded amount at a time: idempotency keys after 30 days, processed commands after 35, drafts of
    merges after 90, views and credentials of databases that were deleted, read bus batches."""

    def expire(self) -> dict[str, int]:
        """Delete what is past its time; answers how much of each kind."""
        ...
