"""Files that people bring: announced with their size, put by a signed URL, and opened by who brought them alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from spice.application.ground.fresh_ids import fresh_id
from spice.domain.bounds import FILENAME, UPLOAD_BYTES
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import shown
from spice.domain.identity import NIL, derived_id
from spice.domain.spelling import spelled
from spice.domain.wording import quoted
from spice.ports.uploads import Upload, Uploads

KEPT = timedelta(days=7)
"""How long a file is there; what is made of it is there for good."""
PUT_SECONDS = 3600
"""How long the URL takes it."""
NO_TABLES = ("multipart/", "image/", "audio/", "video/")
"""Types of what is never a table; browsers give tables the oddest others."""
_CONTENT_TYPE = re.compile(
    r"[\w.+!#$&^-]{1,127}/[\w.+!#$&^-]{1,127}(\s*;\s*[\w.-]{1,64}=\"?[\w.+:/-]{1,127}\"?)*", re.ASCII
)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A file that may come now: where it is to be put, and until when."""

    upload: Upload
    url: str
    url_expires_at: datetime
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedUpload:
    """A file that came: what was announced of it, its content as a stream that seeks, and which that is."""

    upload: Upload
    content: IO[bytes]
    version: str


def announce(
    uploads: Uploads,
    *,
    filename: str,
    size: int,
    content_type: str,
    subject: str,
    now: datetime,
    key: str | None = None,
    dry_run: bool = False,
) -> Announced:
    """Take the announcement of a file, once for each key; every rule that it breaks is told."""
    name = spelled(filename)
    if problems := [*_problems(name, size, content_type)]:
        raise DomainError(problems)
    known = None if key is None or dry_run else _known(uploads, subject, key, now)
    if known is not None and (known.filename, known.size, known.content_type) != (name, size, content_type):
        raise refuse("idempotency_key_reused", f"key {quoted(key or '')} came with another file before")
    upload = known or Upload(
        id=fresh_id(now) if key is None else _keyed_id(subject, key, now),
        subject=subject,
        filename=name,
        size=size,
        content_type=content_type,
        expires_at=now + KEPT,
    )
    url = "" if dry_run else uploads.announce(upload, seconds=PUT_SECONDS)
    until = now + timedelta(seconds=PUT_SECONDS)
    return Announced(upload=upload, url=url, url_expires_at=until, replayed=known is not None)


def _keyed_id(subject: str, key: str, now: datetime) -> UUID:
    """Name what is announced with a key: the same on one day."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return fresh_id(day, tail=derived_id(NIL, f"upload\n{subject}\n{key}").int)


def _known(uploads: Uploads, subject: str, key: str, now: datetime) -> Upload | None:
    """Find what a key stands for, as long as an upload is kept."""
    days = (now - timedelta(days=day) for day in range(KEPT.days))
    return next(filter(None, (uploads.find(_keyed_id(subject, key, day)) for day in days)), None)


def open_upload(
    uploads: Uploads, upload_id: str, *, subject: str, now: datetime, path: str = "/upload_id"
) -> OpenedUpload:
    """Open a file for who brought it; for others it is not there. `path` is where its id stands in the body."""
    upload = _found(uploads, upload_id)
    if upload is None or upload.subject != subject:
        raise refuse("not_found", f"there is no upload {quoted(upload_id)}", path=path, value=shown(upload_id))
    if upload.expires_at <= now:
        said = f"the upload of {quoted(upload.filename)} has expired: uploads are kept for {KEPT.days} days"
        raise refuse("not_found", said, path=path, value=upload_id, hint="upload the file again")
    if (stored := uploads.open(upload.id)) is None:
        said = f"{quoted(upload.filename)} was announced, and is not uploaded yet"
        raise refuse("not_yet_visible", said, path=path, value=upload_id, hint="PUT it to the url of its announcement")
    return OpenedUpload(upload=upload, content=stored.content, version=stored.version)


def _found(uploads: Uploads, upload_id: str) -> Upload | None:
    try:
        parsed = UUID(upload_id)
    except ValueError:
        return None
    return uploads.find(parsed) if str(parsed) == upload_id else None


def _problems(filename: str, size: int, content_type: str) -> Sequence[Problem]:
    found = []
    if not filename.strip() or len(filename) > FILENAME or _UNSEEN.search(filename):
        said = f"filename: expected 1 to {FILENAME} characters, and none that cannot be seen"
        found.append(Problem(code="constraint_violated", message=said, path="/filename", value=shown(filename)))
    if size < 1:
        said = "size: an empty file is no table" if size == 0 else "size: expected the number of bytes"
        found.append(Problem(code="constraint_violated", message=said, path="/size", value=size))
    if size > UPLOAD_BYTES:
        said = f"size: an upload has at most {UPLOAD_BYTES:,} bytes"
        found.append(Problem(code="too_large", message=said, path="/size", value=size, hint="bring it in parts"))
    if not _CONTENT_TYPE.fullmatch(content_type):
        said = "content_type: expected a media type such as text/csv"
        found.append(Problem(code="constraint_violated", message=said, path="/content_type", value=shown(content_type)))
    elif content_type.lower().startswith(NO_TABLES):
        said = f"a file of {content_type} is no table"
        found.append(Problem(code="unsupported_media_type", message=said, path="/content_type", value=content_type))
    return found
