"""Answers to searches, kept while the index and the ontology stand still."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from spice.application.queries.cursor import digest
from spice.messages.codec import encode
from spice.messages.shapes import Written
from spice.ports.cache import Cache
from spice.ports.directory import Database

KEPT_SECONDS = 15 * 60
_LARGEST = 262_144


Row = TypeVar("Row")


class Page(msgspec.Struct, Generic[Row], frozen=True, array_like=True):
    """A page of answers, its rows already written as JSON; `total` counts all pages; `approximate` names figures."""

    rows: msgspec.Raw
    total: int
    next_cursor: str | None = None
    facets: dict[str, list[Any]] | None = None
    """As `faceting` writes them."""
    approximate: tuple[str, ...] = ()

    @property
    def written(self) -> Written[Sequence[Row]]:
        """The rows, to be answered as they are."""
        return Written(self.rows)


_decode = msgspec.json.Decoder(Page[Any], float_hook=Decimal).decode


class SearchCache:
    """Keeps pages under `search:{db}:{question}`, of the version of the index's marker and the ontology's head."""

    def __init__(self, cache: Cache, marker: Callable[[UUID], str], now: Callable[[], datetime]) -> None:
        self._cache = cache
        self._marker = marker
        self._now = now

    def page(
        self, database: Database, question: object, find: Callable[[], Page[Row]], *, kept: bool = True
    ) -> Page[Row]:
        """Answer from the cache, or find the page and keep it."""
        if not kept:
            self._marker(database.uuid)
            return find()
        key = f"search:{database.uuid}:{digest(question)}"
        # The marker is read before the search: a page may then be newer than its version says, never older.
        version, rank = f"{self._marker(database.uuid)}:{database.head}", int(self._now().timestamp() * 1000)
        if (held := self._cache.get(key, version=version)) is not None:
            return _decode(held)
        page = find()
        body = encode(page)
        if len(body) <= _LARGEST:
            self._cache.put(key, body, version=version, rank=rank, ttl_seconds=KEPT_SECONDS)
        return page
