"""What Google refuses, in our words: who may mend it, and how. Nothing of a key is ever said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from spice.domain.errors import Code
from spice.domain.sheets.google_keys import GoogleKey
from spice.domain.sheets.sheet import Unreadable
from spice.domain.wording import quoted
from spice.ports.google_sheets import GoogleBusy

if TYPE_CHECKING:
    from google.auth.exceptions import RefreshError

AWAY = "Google does not answer: try again later"
USED_UP = (b"RATE_LIMIT_EXCEEDED", b"ateLimitExceeded")
"""With which a 403 says that it is a quota's."""
_LONGEST = 300
_SHARED = "share it with {account}: as a viewer is enough"


class Refusal(Unreadable):
    """What the caller, or who owns the sheet, can mend. `status`: what Google answered."""

    def __init__(self, message: str, *, code: Code, status: int, hint: str | None = None) -> None:
        super().__init__(message, code=code, hint=hint)
        self.status = status


class _Error(msgspec.Struct):
    message: str = ""
    status: str = ""


class _Refused(msgspec.Struct):
    error: _Error


def busy(status: int) -> GoogleBusy:
    """Tell of a quota that is used up, or an outage."""
    if status == 429:
        return GoogleBusy("Google's quota of reading is used up (429): it is free again within a minute")
    return GoogleBusy(f"Google is out of order ({status}): try again later")


def no_key(key: GoogleKey) -> Refusal:
    """Tell of a key that cannot sign."""
    said = f"the {key.kind} of the credential is damaged: nothing can be signed with it"
    return Refusal(said, code="constraint_violated", status=0, hint="store the file again as Google gave it out")


def revoked(key: GoogleKey, failed: RefreshError) -> Refusal:
    """Tell of a key that gives no token any more."""
    why = "invalid_grant" if "invalid_grant" in str(failed) else "refused"
    return Refusal(
        f"Google gives no token for the credential{_of(key)} ({why}): it was revoked, deleted, or is over",
        code="constraint_violated",
        status=401,
        hint="store another key under its name",
    )


def refused(key: GoogleKey, id_: str, tab: str, status: int, body: bytes) -> Refusal:
    """Tell of an answer that is no success."""
    said, place = _said(body), f"spreadsheet {id_}" + (f", sheet {tab!r}" if tab else "")
    if status == 401:
        hint = "store another key under its name"
        text = f"{place}: Google takes the token of the credential{_of(key)} no more (401)"
        return Refusal(text, code="constraint_violated", status=status, hint=hint)
    if status == 403 and "SERVICE_DISABLED" in body.decode(errors="replace"):
        text = f"{place}: the Google Sheets API is switched off in the project of the credential{_of(key)} (403)"
        return Refusal(text, code="forbidden", status=status, hint="switch it on in the Google Cloud console")
    if status == 403:
        text = f"{place} is not shared with the credential{_of(key)} (403)"
        return Refusal(text, code="forbidden", status=status, hint=_SHARED.format(account=key.account or "its account"))
    if status == 404:
        text = f"{place}: there is none, or it was deleted (404)"
        return Refusal(text, code="not_found", status=status, hint="its address in a browser holds the id")
    text = f"{place}: Google refuses to read it ({status}{said})"
    return Refusal(text, code="invalid_parameter", status=status)


def _of(key: GoogleKey) -> str:
    return f" of {key.account}" if key.account else ""


def _said(body: bytes) -> str:
    try:
        told = msgspec.json.decode(body, type=_Refused).error.message
    except msgspec.MsgspecError:
        return ""
    return f", {quoted(told[:_LONGEST])}" if told else ""
