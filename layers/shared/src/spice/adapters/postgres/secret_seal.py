"""Secrets sealed under a key beside the accepted commands."""

from spice.adapters import siv
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.kept_key import PostgresKey


class PostgresSecretSeal:
    """AES-SIV: what is kept for one webhook, or one credential, opens for no other."""

    def __init__(self, postgres: Postgres) -> None:
        self._key = PostgresKey(postgres, "webhooks")

    def close(self, secret: bytes, *, of: str) -> str:
        """Seal a secret."""
        return siv.sealed(self._key(), secret, of)

    def open(self, sealed: str, *, of: str) -> bytes | None:
        """Open one."""
        return siv.opened(self._key(), sealed, of)
