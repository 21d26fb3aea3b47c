"""What signs in to Google (the key of a service account, a consent, a token), and which spreadsheet is meant."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from spice.domain.errors import refuse
from spice.domain.wording import quoted

Kind = Literal["service_account", "authorized_user", "access_token"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Nothing else of the file is kept. Above all not `token_uri`: it would say where the key is sent.
_PARTS: Mapping[Kind, tuple[str, ...]] = {
    "service_account": ("client_email", "private_key_id", "private_key"),
    "authorized_user": ("client_id", "client_secret", "refresh_token"),
    "access_token": ("access_token",),
}
_LONGEST = 10_000
_ID = re.compile(r"[A-Za-z0-9_-]{10,128}", re.ASCII)
_LINK = re.compile(r"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{10,128})(?:[/?#].*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleKey:
    """What signs in; `repr` shows nothing of it."""

    kind: Kind
    parts: Mapping[str, str]

    def __repr__(self) -> str:
        """Tell its kind alone."""
        return f"GoogleKey({self.kind})"

    @property
    def account(self) -> str:
        """Whom a sheet is to be shared with, as far as the key says."""
        return self.parts.get("client_email") or self.parts.get("client_id") or ""


def read_key(document: Mapping[str, Any], path: str) -> GoogleKey:
    """Read the JSON that Google gives out, or `{"type": "access_token", "access_token"}`. Never says what is in it."""
    kind = document.get("type")
    if kind not in KINDS:
        raise refuse("invalid_parameter", f"a key is of type {', '.join(KINDS)}", path=f"{path}/type")
    parts = {name: document.get(name) for name in _PARTS[kind]}
    for name, value in parts.items():
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
            raise refuse("missing_property", f"a key of type {kind} has a text {name!r}", path=f"{path}/{name}")
    return GoogleKey(kind=kind, parts=cast(Mapping[str, str], parts))


def pack_key(key: GoogleKey) -> bytes:
    """Write a key, to be sealed."""
    return json.dumps({"type": key.kind, **key.parts}).encode()


def unpack_key(packed: bytes) -> GoogleKey:
    """Read what `pack_key` wrote."""
    return read_key(json.loads(packed), "")


def spreadsheet_id(said: str, path: str) -> str:
    """Read the id of a spreadsheet, or its address in a browser."""
    link = _LINK.fullmatch(said)
    found = link[1] if link is not None else said
    if _ID.fullmatch(found) is None:
        text = f"{quoted(said[:200])} is no spreadsheet: expected its id, or its address at docs.google.com"
        raise refuse("invalid_parameter", text, path=path, value=said[:200])
    return found


def spreadsheet_address(id_: str) -> str:
    """Give the address at which people open a spreadsheet: what imports name it by."""
    return f"https://docs.google.com/spreadsheets/d/{id_}"
