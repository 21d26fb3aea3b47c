"""Spreadsheets by the Sheets API, version 4, and their revisions by that of Drive, version 3."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

from spice.adapters.google_sheets.answers import (
    OF_CELLS,
    OF_SPREADSHEET,
    SpreadsheetAnswer,
    grid_of,
    spreadsheet_of,
)
from spice.adapters.google_sheets.refusals import AWAY, USED_UP, Refusal, busy, no_key, refused, revoked
from spice.adapters.google_sheets.session import Sessions
from spice.domain.sheets.a1 import Box
from spice.domain.sheets.google_doors import NO_WAY, GoogleDoors
from spice.domain.sheets.google_keys import GoogleKey
from spice.domain.sheets.sheet import Unreadable
from spice.ports.errors import Permanent
from spice.ports.google_sheets import GoogleBusy, Grid, Spreadsheet

if TYPE_CHECKING:
    from requests import Response

ANSWER_BYTES = 64 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
TRIES = 4
PATIENCE_SECONDS = 10.0
"""After this long nothing is tried again: with a last try it is less than a request has."""
_Answer = TypeVar("_Answer")
_CHUNK = 1024 * 1024


class _Version(msgspec.Struct):
    version: str


class HttpGoogleSheets:
    """Asks the addresses it is given alone, and follows nobody elsewhere."""

    def __init__(self, doors: GoogleDoors, *, pause: Callable[[float], None] = time.sleep, tries: int = TRIES) -> None:
        self._doors, self._pause, self._tries = doors, pause, tries
        self._sessions = Sessions(doors.token)

    def spreadsheet(self, key: GoogleKey, id_: str) -> Spreadsheet:
        """Read what a spreadsheet is."""
        return spreadsheet_of(self._asked(key, id_, self._place(id_), {"fields": OF_SPREADSHEET}, SpreadsheetAnswer))

    def cells(self, key: GoogleKey, id_: str, tab: str, box: Box) -> Grid:
        """Read a rectangle of a tab."""
        wanted = {"ranges": box.written(tab), "fields": OF_CELLS}
        return grid_of(self._asked(key, id_, self._place(id_), wanted, SpreadsheetAnswer, tab), box)

    def revision(self, key: GoogleKey, id_: str) -> str | None:
        """Tell what changes with every change; None where the Drive API is not open to the key."""
        place = f"{self._doors.drive}/drive/v3/files/{id_}"
        try:
            return self._asked(key, id_, place, {"fields": "version", "supportsAllDrives": "true"}, _Version).version
        except Refusal as closed:
            if closed.status in (403, 404):
                return None
            raise

    def close(self) -> None:
        """Hang up."""
        self._sessions.close()

    def _place(self, id_: str) -> str:
        return f"{self._doors.sheets}/v4/spreadsheets/{id_}"

    def _asked(
        self, key: GoogleKey, id_: str, url: str, wanted: Mapping[str, str], answer: type[_Answer], tab: str = ""
    ) -> _Answer:
        body = self._sent(key, id_, url, wanted, tab)
        try:
            return msgspec.json.decode(body, type=answer)
        except msgspec.MsgspecError as broken:
            raise Permanent("google", f"an answer about {id_} is none: {type(broken).__name__}") from broken

    def _sent(self, key: GoogleKey, id_: str, url: str, wanted: Mapping[str, str], tab: str) -> bytes:
        """Ask; what passes soon is asked again, ever later."""
        if not self._doors.open:
            raise Unreadable(f"Google cannot be asked from here: {NO_WAY}", hint="upload the sheet as a file")
        until = time.monotonic() + PATIENCE_SECONDS
        for left in reversed(range(self._tries)):
            try:
                return self._once(key, id_, url, wanted, tab)
            except GoogleBusy:
                if not left or time.monotonic() > until:
                    raise
                self._pause(2 ** (self._tries - left - 1) * random.uniform(0.5, 1.0))
        raise AssertionError("one try at least")

    def _once(self, key: GoogleKey, id_: str, url: str, wanted: Mapping[str, str], tab: str) -> bytes:
        from google.auth import exceptions
        from requests import RequestException

        try:
            response = self._sessions.of(key).get(
                url,
                params=dict(wanted),
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
        except exceptions.RefreshError as failed:
            raise (busy(429) if failed.retryable else revoked(key, failed)) from failed
        except (exceptions.TransportError, RequestException) as failed:
            raise GoogleBusy(AWAY) from failed
        except (ValueError, TypeError, exceptions.GoogleAuthError) as broken:
            # A PEM that is encrypted, of another kind than RSA, a token that no header can hold: each in its own way.
            raise no_key(key) from broken
        try:
            with response:
                return _read(key, id_, tab, response)
        except RequestException as failed:
            raise GoogleBusy(AWAY) from failed


def _read(key: GoogleKey, id_: str, tab: str, response: Response) -> bytes:
    if response.status_code == 429 or response.status_code >= 500:
        raise busy(response.status_code)
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > ANSWER_BYTES:
            said = f"spreadsheet {id_}, sheet {tab!r}: its cells are too long to be read together"
            raise Unreadable(said, code="too_large", hint="name a range of fewer columns")
    if response.status_code == 403 and any(word in body for word in USED_UP):
        raise busy(429)
    if response.status_code != 200:
        raise refused(key, id_, tab, response.status_code, bytes(body))
    return bytes(body)
