"""Tokens for SASL/OAUTHBEARER: from a file that somebody keeps fresh, or signed with the function's AWS credentials."""

import threading
import time
from pathlib import Path

from kafka.net.sasl.oauth import AbstractTokenProvider

RESERVE_SECONDS = 60
"""A token is not used any more when it expires so soon."""


class FileToken(AbstractTokenProvider):  # type: ignore[misc]  # the driver has no types
    """Reads the token each time a connection is made."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = Path(path)

    def token(self) -> str:
        """Give the token of the moment."""
        return self._path.read_text().strip()


class MskToken(AbstractTokenProvider):  # type: ignore[misc]  # the driver has no types
    """Signs a token for Amazon MSK and uses it again until shortly before it expires."""

    def __init__(self, region: str) -> None:
        super().__init__()
        self._region, self._lock = region, threading.Lock()
        self._token, self._expires_at = "", 0.0

    def token(self) -> str:
        """Give a token that holds for a while."""
        from aws_msk_iam_sasl_signer import MSKAuthTokenProvider

        with self._lock:
            if self._expires_at < time.time() + RESERVE_SECONDS:
                token, expires_at_ms = MSKAuthTokenProvider.generate_auth_token(self._region)
                self._token, self._expires_at = token, expires_at_ms / 1000
            return self._token
