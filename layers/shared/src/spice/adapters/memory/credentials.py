"""Credentials that a test gives."""

from collections.abc import Mapping


class MemoryCredentials:
    """Says the same to every server."""

    def __init__(self, **parameters: str) -> None:
        self._parameters = parameters

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Say it."""
        return self._parameters
