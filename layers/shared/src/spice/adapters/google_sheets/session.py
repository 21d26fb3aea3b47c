"""Sessions with Google: its own library signs in, signs again when a token is over, and sends; nobody else is asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from spice.domain.sheets.google_keys import GoogleKey, pack_key

if TYPE_CHECKING:
    from requests import Session

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
KEPT = 32
"""Sessions that are kept: each holds a token, which is asked for once an hour."""


class Sessions:
    """A session a key. `token_url` is where keys become tokens, whatever the key says of it."""

    def __init__(self, token_url: str) -> None:
        self._token_url, self._lock = token_url, Lock()
        self._held: OrderedDict[bytes, Session] = OrderedDict()

    def of(self, key: GoogleKey) -> Session:
        """Give the session of a key. Raises ValueError for a key that is none."""
        name = sha256(pack_key(key)).digest()
        with self._lock:
            if name not in self._held:
                self._held[name] = self._made(key)
            self._held.move_to_end(name)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)[1].close()
            return self._held[name]

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            while self._held:
                self._held.popitem()[1].close()

    def _made(self, key: GoogleKey) -> Session:
        # Few processes see a sheet: a cold start does not pay for the import.
        from google.auth.transport.requests import AuthorizedSession, Request
        from requests import Session

        asking = Session()
        asking.trust_env = False
        session = AuthorizedSession(self._credentials(key), auth_request=Request(asking))  # type: ignore[no-untyped-call]  # it has no annotations
        # No proxy, no .netrc: what the environment says is of other things.
        session.trust_env = False
        return session

    def _credentials(self, key: GoogleKey) -> Any:
        parts: Mapping[str, str] = key.parts
        scopes: Sequence[str] = SCOPES
        if key.kind == "service_account":
            from google.oauth2.service_account import Credentials as OfService

            told = {**parts, "type": key.kind, "token_uri": self._token_url}
            return OfService.from_service_account_info(told, scopes=scopes)  # type: ignore[no-untyped-call]  # as above
        from google.oauth2.credentials import Credentials as OfUser

        if key.kind == "access_token":
            return OfUser(parts["access_token"])  # type: ignore[no-untyped-call]  # as above
        # What it may read was said when consent was given: to ask for more would be refused.
        return OfUser(None, token_uri=self._token_url, **parts)  # type: ignore[no-untyped-call]  # as above
