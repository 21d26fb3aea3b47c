"""What the platform answered: the envelope of every JSON body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, headers and the envelope's parts. `unsure`: it refuses what was asked before without an answer, so that
    nobody knows whether it was done the first time."""

    status: int
    message: str = ""
    data: Any = None
    errors: Sequence[Mapping[str, Any]] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    unsure: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the platform did, or accepted, what was asked."""
        return self.status < 400

    @property
    def codes(self) -> list[str]:
        """List the stable codes of its errors."""
        return [str(error.get("code", "")) for error in self.errors]

    @property
    def result(self) -> Any:
        """Take the resource a finished command made or changed, or None while it is under way."""
        return self.data.get("result") if isinstance(self.data, Mapping) else None
