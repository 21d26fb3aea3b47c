"""One request to somebody else's server, behind a guard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of a request. `status` is None where no answer came; `error` says why, in our words."""

    status: int | None
    error: str = ""
    answer: str = ""
    """The first of what the other side said."""
    retry_after: float | None = None
    """Seconds."""
    milliseconds: int = 0


class HttpSender(Protocol):
    """Sends by POST, to public addresses alone. Safe to call from several threads."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send once, follow nothing, give up in time. Never raises for what the other side does."""
        ...
