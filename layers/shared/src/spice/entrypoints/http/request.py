"""A request as a route sees it: who asks, for which database, with what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from spice.application.ground.authorise import Recheck
from spice.domain.errors import DomainError, refuse
from spice.entrypoints.http.bodies.body import Body
from spice.entrypoints.http.patience import Patience
from spice.entrypoints.http.query import Query, invalid
from spice.ports.directory import Access, Database

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,9})\"?(?=$|[,;\s])", re.IGNORECASE)
_TAG = re.compile(r'\s*(W/(?="))?("?)([^",\s]*)\2\s*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The subject of a verified token. `admin` may create databases and use /admin, no more."""

    subject: str
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that has passed the door: authenticated and authorised as its route demands.

    `path` holds the template's parameters, decoded. `access` is there when the template has `{db}`.
    """

    id: str
    correlation_id: str
    now: datetime
    method: str
    url: str
    path: Mapping[str, str]
    query: Query
    headers: Mapping[str, str]
    body: Body
    actor: Actor
    recheck: Recheck
    """Asks again, after a wait, whether the actor may still: raises DomainError."""
    patience: Patience
    access: Access | None = None
    barred: DomainError | None = None
    """Why the actor may not: nothing is answered then but what was, to the same request."""

    @property
    def allowed_still(self) -> bool:
        """Whether the actor may still."""
        try:
            self.recheck()
        except DomainError:
            return False
        return True

    @property
    def database(self) -> Database:
        """The database the path names."""
        if self.access is None:
            raise LookupError("this route has no {db}")
        return self.access.database

    @property
    def is_owner(self) -> bool:
        """Whether the actor owns the database the path names."""
        return self.access is not None and self.access.role == "owner"

    @property
    def zone(self) -> str | None:
        """The time zone of the database, if the path names one."""
        return None if self.access is None else self.access.database.timezone

    @property
    def dry_run(self) -> bool:
        """Whether only to tell what would happen."""
        return self.query.flag("dry_run")

    @property
    def idempotency_key(self) -> str | None:
        """`Idempotency-Key`: 1 to 255 printable characters."""
        key = self.headers.get("idempotency-key")
        if key is not None and not (0 < len(key) <= 255 and key.isprintable()):
            raise invalid("Idempotency-Key", None, "expected 1 to 255 printable characters")
        return key

    def digest(self) -> str:
        """Digest what makes a request the same."""
        return sha256(self.content).hexdigest()

    @property
    def content(self) -> bytes:
        """What makes a request the same: method, path, query in any order, the unpacked body."""
        query = urlencode(sorted(parse_qsl(self.query.text, keep_blank_values=True)))
        return f"{self.method} {self.url}?{query}\n".encode() + self.body.content()

    def tags(self, header: str) -> tuple[str, ...] | None:
        """The entity tags of `if-match` or `if-none-match` without quotes; None when the header is absent.

        If-Match compares strongly (RFC 9110, 13.1.1): a weak tag keeps its `W/`, and is nothing's. If-None-Match
        compares weakly.
        """
        text = self.headers.get(header)
        if text is None:
            return None
        tags = [_TAG.fullmatch(part) for part in text.split(",")]
        # "" is the tag of what has no commit yet.
        found = tuple(_compared(tag, header) for tag in tags if tag is not None and (tag[2] or tag[3]))
        if len(found) != len(tags):
            raise invalid(header, text[:200], 'expected an entity tag such as "7", or *')
        return found

    def must_be_absent(self) -> bool:
        """`If-None-Match: *` on a write: create only."""
        tags = self.tags("if-none-match")
        if tags is not None and tags != ("*",):
            raise refuse("invalid_parameter", "If-None-Match: a write takes * alone")
        return tags is not None


def _compared(tag: re.Match[str], header: str) -> str:
    weak = (tag[1] or "") if header == "if-match" else ""
    # A quoted * is a tag that nothing here has.
    return weak + (f'"{tag[3]}"' if tag[2] and tag[3] == "*" else tag[3])


def wanted_wait(prefer: str) -> int | None:
    """Read the seconds of `Prefer: wait=N`; None when it is not asked for."""
    found = _WAIT.search(prefer)
    return int(found[1]) if found else None
