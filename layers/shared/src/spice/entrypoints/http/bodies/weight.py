"""How much a JSON text holds, counted in its bytes: nothing is made of a text that would be too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from spice.domain.bounds import BODY_DEPTH, BODY_VALUES
from spice.domain.errors import DomainError, refuse

_PIECE = 1 << 20
_DROPPED = bytes(set(range(256)) - set(b'"[]{},:'))
_STEPS = [(byte in b"[{") - (byte in b"]}") for byte in range(256)]


@dataclass(slots=True)
class Weight:
    """What was counted so far: items and members, and one more a list or object; keys; the deepest nesting."""

    values: int = 1
    keys: int = 0
    deepest: int = 0
    _quotes: int = 0
    _depth: int = 0

    def exceeds(self, most: int) -> bool:
        """Whether this is more than so many values: each has two texts at most, its own and its key."""
        return self.values > most or self._quotes > 4 * most

    def add(self, piece: bytes) -> None:
        """Count a piece; none ends between a backslash and what it escapes."""
        if b"\\" in piece:
            piece = piece.replace(b"\\\\", b"").replace(b'\\"', b"")
        texts = piece.translate(None, _DROPPED).split(b'"')
        outside = b"".join(texts[self._quotes % 2 :: 2])
        self._quotes += len(texts) - 1
        opened = outside.count(b"[") + outside.count(b"{")
        self.values += outside.count(b",") + opened
        self.keys += outside.count(b":")
        if self._depth + opened > self.deepest:
            self.deepest = max(self.deepest, max(accumulate(map(_STEPS.__getitem__, outside), initial=self._depth)))
        self._depth += opened - outside.count(b"]") - outside.count(b"}")


def weigh(content: bytes, path: str = "", *, most: int = BODY_VALUES) -> Weight:
    """Count a text before it is decoded; too_large past the values a body may hold, malformed_json past the depth."""
    weight = Weight()
    for piece in _pieces(content):
        weight.add(piece)
        if weight.exceeds(most):
            raise too_many_values(most, path)
        if weight.deepest > BODY_DEPTH:
            raise refuse("malformed_json", f"nested deeper than {BODY_DEPTH} levels", path=path)
    return weight


def weigh_lines(content: bytes) -> None:
    """Refuse lines of JSON that hold too many values together; a line's depth is its own fault."""
    if sum(map(content.count, (b",", b"[", b"{", b"\n"))) < BODY_VALUES:
        return
    values = start = 0
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        weight = Weight()
        for piece in _pieces(content, start, end):
            weight.add(piece)
            if weight.exceeds(BODY_VALUES - values):
                raise too_many_values(BODY_VALUES)
        values, start = values + weight.values, end


def too_many_values(most: int, path: str = "") -> DomainError:
    """Make the error for a text that holds too much."""
    said = f"the body holds more than {most} values"
    return refuse("too_large", said, path=path, hint="send it in parts")


def _pieces(content: bytes, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    end = len(content) if end is None else end
    while start < end:
        piece = content[start : min(start + _PIECE, end)]
        # An odd number of backslashes at the end escapes what comes next.
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            piece = content[start : start + len(piece) + 1]
        yield piece
        start += len(piece)
