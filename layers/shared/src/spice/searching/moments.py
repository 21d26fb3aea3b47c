"""Moments as data tells them: to the billionth of a second, of which `datetime` has room for the first six digits."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Self

_FINER = re.compile(r"\.\d{6}(\d{1,3})(?!\d)", re.ASCII).search


class FineMoment(datetime):
    """A moment with billionths of a second behind its microseconds; it is before and after others by them too."""

    billionths: int = 0
    """What a microsecond has of them, 0 to 999."""

    @classmethod
    def of(cls, moment: datetime, billionths: int) -> Self:
        """Add billionths to a moment in UTC."""
        made = cls.combine(moment.date(), moment.timetz())
        made.billionths = billionths
        return made

    def __repr__(self) -> str:
        # Questions are told apart by how they are written.
        return f"{super().__repr__()}+{self.billionths}"

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) is True and billionths_of(other) == self.billionths

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__() ^ self.billionths

    def __lt__(self, other: Any) -> bool:
        return super().__lt__(other) or (super().__eq__(other) and self.billionths < billionths_of(other))

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __gt__(self, other: Any) -> bool:
        return super().__gt__(other) or (super().__eq__(other) and self.billionths > billionths_of(other))

    def __ge__(self, other: Any) -> bool:
        return not self < other


def billionths_of(moment: object) -> int:
    """Count the billionths of a second behind a moment's microseconds."""
    return moment.billionths if isinstance(moment, FineMoment) else 0


@lru_cache(maxsize=1 << 16)
def moment_of(text: str) -> datetime | None:
    """Read a date or a time; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        # An old text may be a time that is none in UTC: before the year 1, behind the year 9999.
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    finer = _FINER(text) if len(text) > len("2024-03-05T06:30:00.123456") else None
    billionths = 0 if finer is None else int(finer[1].ljust(3, "0"))
    return FineMoment.of(moment, billionths) if billionths else moment
