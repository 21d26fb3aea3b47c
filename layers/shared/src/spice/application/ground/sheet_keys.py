"""The keys with which a database's Google Sheets are read: sealed where they lie, opened where they are used."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.sheets.google_keys import GoogleKey, pack_key, read_key, unpack_key
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.secret_seal import SecretSeal
from spice.ports.sheet_credentials import SheetCredential, SheetCredentials

MOST = 20
"""Credentials of a database."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?", re.ASCII)


def check_name(name: str) -> str:
    """Refuse what cannot name a credential or a connection."""
    if _NAME.fullmatch(name) is None:
        said = "a name is 1 to 64 of a-z, 0-9, - and _, and neither begins nor ends with the last two"
        raise refuse("invalid_parameter", said, value=name[:100])
    return name


class SheetKeys:
    """Credentials of databases, by name."""

    def __init__(self, credentials: SheetCredentials, seal: SecretSeal) -> None:
        self._credentials, self._seal = credentials, seal

    def keep(
        self,
        database: Database,
        name: str,
        document: Mapping[str, Any],
        *,
        by: str,
        at: datetime,
        dry_run: bool = False,
    ) -> SheetCredential:
        """Seal a key and keep it, in the place of what has its name; a dry run keeps nothing."""
        check_name(name)
        key, held = read_key(document, "/key"), self.all(database)
        if len(held) >= MOST and name not in {each.name for each in held}:
            raise refuse("constraint_violated", f"a database has at most {MOST} credentials")
        credential = SheetCredential(
            database=database.uuid,
            name=name,
            kind=key.kind,
            account=key.account,
            sealed=self._seal.close(pack_key(key), of=_owner(database, name)),
            created_by=by,
            created_at=at,
        )
        if not dry_run:
            self._credentials.keep(credential)
        return credential

    def all(self, database: Database) -> Sequence[SheetCredential]:
        """List what a database has."""
        return self._credentials.all(database.uuid)

    def delete(self, database: Database, name: str, *, dry_run: bool = False) -> None:
        """Forget one, in a dry run none; refuses what is not there."""
        kept, uuid = self._credentials, database.uuid
        if not (kept.find(uuid, name) is not None if dry_run else kept.delete(uuid, name)):
            raise self._missing(database, name, "")

    def named(self, database: Database, name: str | None, path: str) -> SheetCredential:
        """Find one, or the only one there is."""
        if name is None:
            held = self.all(database)
            if len(held) == 1:
                return held[0]
            said = f"{quoted(database.name)} has {len(held)} credentials for Google Sheets"
            hint = "store one first: `spice sheets add`" if not held else did_you_mean("", [each.name for each in held])
            raise refuse("missing_property", f"{said}: `credential` says which", path=path, hint=hint)
        if (found := self._credentials.find(database.uuid, name)) is None:
            raise self._missing(database, name, path)
        return found

    def opened(self, database: Database, name: str | None) -> GoogleKey:
        """Open one."""
        found = self.named(database, name, "/google_sheet/credential")
        packed = self._seal.open(found.sealed, of=_owner(database, found.name))
        if packed is None:
            said = f"the credential {quoted(found.name)} cannot be opened: the platform's key is another one"
            raise refuse("constraint_violated", said, hint="store it again")
        return unpack_key(packed)

    def _missing(self, database: Database, name: str, path: str) -> Exception:
        hint = did_you_mean(name, [each.name for each in self.all(database)])
        return refuse("not_found", f"there is no credential {quoted(name)}", path=path, value=name[:100], hint=hint)


def _owner(database: Database, name: str) -> str:
    return f"sheets/{database.uuid}/{name}"
