"""What the commands of one request share, and where those come from that an import made."""

from datetime import datetime
from uuid import UUID

import msgspec


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An import, and the table it read; the row is the command's line."""

    import_id: UUID
    file: str
    sheet: str | None = None


class Request(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the commands of one request share. `database` is an index into the header's databases."""

    actor: str
    submitted_at: datetime
    database: int | None = None
    batch: UUID | None = None
    correlation_id: str | None = None
    fingerprint: str | None = None
    origin: Origin | None = None
