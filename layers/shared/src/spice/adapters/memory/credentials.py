"""Credentials that a test rotates."""

from collections.abc import Mapping


class MemoryCredentials:
    """Holds what was read last, as a cached secret does; `rotate` changes it behind the holder's back."""

    def __init__(self, **parameters: str) -> None:
        self._read, self._kept = parameters, parameters
        self.renewals = 0

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Say what was read last."""
        return self._read

    def renew(self) -> bool:
        """Read again; tells whether anything changed."""
        self.renewals += 1
        changed = self._read != self._kept
        self._read = self._kept
        return changed

    def rotate(self, **parameters: str) -> None:
        """Change what is kept."""
        self._kept = {**self._kept, **parameters}
