"""How people want the console: of their account, whatever browser they use. No facts, and no part of the index."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Preferences(Protocol):
    """Preferences by subject. They outlive rebuilds."""

    def find(self, subject: str) -> Mapping[str, object]:
        """Read what somebody prefers; nothing where they said nothing."""
        ...

    def of(self, subjects: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
        """Read what each of these prefers who said something."""
        ...

    def keep(self, subject: str, preferences: Mapping[str, object], *, at: datetime) -> None:
        """Keep preferences in the place of those before; none: forget them."""
        ...
