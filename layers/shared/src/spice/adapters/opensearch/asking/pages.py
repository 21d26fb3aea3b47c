"""Pages: documents in a stable order, from behind the last one seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spice.adapters.engines.long_texts import Placed
from spice.adapters.engines.source import Source
from spice.adapters.opensearch.documents.layout import LENGTH, SOURCE, UID
from spice.adapters.opensearch.documents.slots import Slots
from spice.ports.search_index import Hit, SortKey

ID = SortKey(field="_id", kind="keyword")
NEWEST = SortKey(field="_created_at", kind="time", descending=True)
BEST = SortKey(field="_score", kind="number", descending=True)


@dataclass(frozen=True, slots=True)
class Order:
    """Sort keys, the stream last: no two documents are in the same place, so a page begins behind any of them."""

    slots: Slots
    keys: Sequence[SortKey]
    scored: bool

    @classmethod
    def of(cls, slots: Slots, sort: Sequence[SortKey], *, scored: bool) -> "Order":
        """Complete what was asked for."""
        keys = sort or [BEST if scored else NEWEST]
        return cls(slots, keys if any(key.field == "_id" for key in keys) else [*keys, ID], scored)

    def sort(self) -> list[dict[str, Any]]:
        """Describe the order. Among equal scores the shorter document is the better one."""
        parts: list[dict[str, Any]] = []
        for key in self.keys:
            if key.field != "_score":
                parts.append(self.slots.order(key.field, key.kind, descending=key.descending))
            elif self.scored:
                best, rest = ("desc", "asc") if key.descending else ("asc", "desc")
                parts += [{"_score": {"order": best}}, {LENGTH: {"order": rest}}]
        return [*parts, {UID: {"order": "asc"}}]

    def compare(self, a: Placed, b: Placed) -> int:
        """Order two rows."""
        for key, left, right in zip(self.keys, a.whole, b.whole, strict=False):
            if left != right:
                if left is None or right is None:
                    return 1 if left is None else -1
                if key.field == "_score":
                    left, right = _comparable(left), _comparable(right)
                return (1 if left > right else -1) * (-1 if key.descending else 1)  # type: ignore[operator]  # alike
        return 1 if str(a.whole[-1]) > str(b.whole[-1]) else -1

    def placed(self, found: dict[str, Any]) -> Placed:
        """Read a hit."""
        hit = self.hit(found)
        return Placed.of(self.keys, hit.sort_values, source_of(found), found)

    def search_after(self, place: Sequence[object]) -> list[object]:
        """Write a place as the server wants it."""
        values: list[object] = []
        for key, value in zip(self.keys, place, strict=False):
            if key.field != "_score":
                values.append(self.slots.place(value, (key.field, key.kind), descending=key.descending))
            elif self.scored and isinstance(value, list | tuple):
                values += [int(number) for number in value]
        return [*values, place[-1]]

    def hit(self, found: dict[str, Any]) -> Hit:
        """Make the answer, with the place behind which the next page begins."""
        values, place, score = iter(found["sort"]), [], None
        for key in self.keys:
            if key.field != "_score":
                place.append(self.slots.held(next(values), (key.field, key.kind), descending=key.descending))
            elif self.scored:
                tier, length = round(next(values)), int(next(values))
                place.append([tier, length])
                score = tier - 1 + 1 / (1 + length)
            else:
                place.append(None)
        return source_of(found).hit([*place, next(values)], score)


def _comparable(score: object) -> tuple[int, int]:
    tier, length = score if isinstance(score, list | tuple) else (0, 0)
    return int(tier), -int(length)


def source_of(found: dict[str, Any]) -> Source:
    """Read the instance of a hit."""
    return Source.read(found["_source"][SOURCE])
