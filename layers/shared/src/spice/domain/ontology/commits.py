"""Content addresses of commits."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from spice.domain.datatypes.numbers import plain
from spice.domain.ontology.documents import Document


def commit_id(
    parents: Sequence[str], documents: Mapping[str, Document], author: str, at: datetime, message: str, command_id: UUID
) -> str:
    """Name a commit by what it holds: sha256 of its canonical JSON, in hex."""
    content = {
        "parents": [*parents],
        "classes": {id_: documents[id_] for id_ in sorted(documents)},
        "author": author,
        "at": at.astimezone(UTC).isoformat(),
        "message": message,
        "command_id": str(command_id),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_written)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": plain(value)}
    raise TypeError(f"a class document holds a {type(value).__name__}")
