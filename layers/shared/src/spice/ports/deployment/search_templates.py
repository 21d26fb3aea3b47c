"""What a search engine must be told before its first index is made."""

from collections.abc import Sequence
from typing import Protocol


class SearchTemplates(Protocol):
    """The templates indices are made from."""

    def prepare(self) -> Sequence[str]:
        """Put every template there, as this code wants it, and answer their names. Idempotent. Raises Transient,
        Permanent."""
        ...
