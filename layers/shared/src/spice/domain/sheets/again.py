"""A stream whose first bytes were looked at, and come again."""

from io import BytesIO
from typing import IO


class Again(BytesIO):
    """The first bytes again, and behind them the rest."""

    def __init__(self, begins: bytes, rest: IO[bytes]) -> None:
        super().__init__(begins)
        self._rest = rest

    def read(self, size: int | None = -1) -> bytes:
        """Read so many bytes, or all."""
        wanted = -1 if size is None else size
        first = super().read(wanted)
        missing = wanted - len(first) if wanted >= 0 else -1
        return first + (self._rest.read(missing) if missing else b"")

    def read1(self, size: int | None = -1) -> bytes:
        """Read what comes at once."""
        return self.read(size)
