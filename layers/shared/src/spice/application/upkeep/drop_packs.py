"""Packs that nothing needs go: those that others took the place of, and those that were written and never recorded."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from spice.ports.histories import Histories
from spice.ports.packs import Packs

AGE = timedelta(days=1)
"""Who reads a pack that was replaced, and who records one that was written, is done long before."""
LOOKED = timedelta(hours=1)
"""How often all that are there are listed: stores are asked for money."""


class DropPacks:
    """Can be done again from any point on: what was forgotten and not deleted is found as never recorded."""

    def __init__(self, histories: Histories, packs: Packs, now: Callable[[], datetime]) -> None:
        self._histories, self._packs, self._now = histories, packs, now
        self._looked_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> dict[str, int]:
        """Delete; answers how many of each."""
        retired = self._histories.retire(older_than_seconds=AGE.total_seconds())
        for name in retired:
            self._packs.delete(name)
        return {"packs_retired": len(retired), "packs_dropped": self._dropped()}

    def _dropped(self) -> int:
        now = self._now()
        if abs(now - self._looked_at) < LOOKED:
            return 0
        old = self._packs.written_before(now - AGE)
        strays = self._histories.unknown(old) if old else []
        for name in strays:
            self._packs.delete(name)
        self._looked_at = now
        return len(strays)
