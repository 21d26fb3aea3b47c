"""Ways to break a log from outside, on the twin and on the real object store."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import zstandard

from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.log_objects import MemoryLogObjects
from spice.adapters.s3.event_log import S3EventLog, segment_key
from spice.messages.frame import pack, unpack
from spice.messages.segment import Header, Segment, make_segment, read_segment
from spice.ports.event_log import EventLog
from spice.ports.log_objects import LogObjects
from tests.contract.recompressed import recompressed

MIB = 1024 * 1024
Place = tuple[int, str, int]
"""Generation, shard, sequence."""


class Hand:
    """Whoever may write to the object store, and asks nobody."""

    def __init__(self, log: EventLog, objects: LogObjects | None = None) -> None:
        self._log, self._objects = log, objects

    def places(self, shard: str) -> list[Place]:
        """List a shard's segments."""
        found = [(generation, name) for generation, name in self._log.shards() if name == shard]
        return [(generation, shard, each) for generation, _ in found for each in self._log.sequences(generation, shard)]

    def get(self, place: Place) -> bytes:
        """Read an object."""
        body = self._log.read(*place)
        assert body is not None
        return body

    def put(self, place: Place, body: bytes) -> None:
        """Write an object, whatever is there."""
        if isinstance(self._log, MemoryEventLog):
            vars(self._log)["_segments"][place] = body
        else:
            client, bucket = self._bucket()
            client.put_object(Bucket=bucket, Key=segment_key(*place), Body=body)

    def delete(self, place: Place) -> None:
        """Delete an object."""
        if isinstance(self._log, MemoryEventLog):
            del vars(self._log)["_segments"][place]
        else:
            client, bucket = self._bucket()
            client.delete_object(Bucket=bucket, Key=segment_key(*place))

    def clear(self) -> None:
        """Delete all that lies in the log, and what a restore has moved beside it."""
        if isinstance(self._objects, MemoryLogObjects):
            self._objects.foreign.clear()
            self._objects.moved.clear()
            vars(self._log)["_segments"].clear()
        elif self._objects is not None:
            client, bucket = self._bucket()
            for name in [*self._objects.names(), *(f"quarantine/{name}" for name in self._objects.apart())]:
                client.delete_object(Bucket=bucket, Key=name)

    def drop(self, name: str, body: bytes) -> None:
        """Put something there under any name."""
        if isinstance(self._objects, MemoryLogObjects):
            self._objects.foreign[name] = body
        else:
            client, bucket = self._bucket()
            client.put_object(Bucket=bucket, Key=name, Body=body)

    def _bucket(self) -> tuple[Any, str]:
        assert isinstance(self._log, S3EventLog)
        return vars(self._log)["_s3"].client, vars(self._log)["_bucket"]


Break = Callable[[Hand, Sequence[Place], Place], int]
"""Damages a shard (the second is a place of another one); answers the sequence that is bad then."""


def _gone(at: int) -> Break:
    def do(hand: Hand, places: Sequence[Place], _: Place) -> int:
        hand.delete(places[at])
        return places[at][2]

    return do


def _with(body: Callable[[bytes], bytes], at: int) -> Break:
    def do(hand: Hand, places: Sequence[Place], _: Place) -> int:
        hand.put(places[at], body(hand.get(places[at])))
        return places[at][2]

    return do


def _swapped(hand: Hand, places: Sequence[Place], _: Place) -> int:
    one, other = places[2], places[3]
    first, second = hand.get(one), hand.get(other)
    hand.put(one, second)
    hand.put(other, first)
    return one[2]


def _anothers(hand: Hand, places: Sequence[Place], other: Place) -> int:
    hand.put(places[2], hand.get(other))
    return places[2][2]


def _copied(hand: Hand, places: Sequence[Place], _: Place) -> int:
    hand.put(places[3], hand.get(places[1]))
    return places[3][2]


def _header(body: bytes, **changes: Any) -> bytes:
    segment = read_segment(body)
    return make_segment(msgspec.structs.replace(segment.header, **changes), segment.lines).body


def _of_another_format(body: bytes) -> bytes:
    return pack(unpack(body).replace(b'"format":2', b'"format":99', 1))


def _flipped(body: bytes) -> bytes:
    half = len(body) // 2
    return body[:half] + bytes([body[half] ^ 1]) + body[half + 1 :]


def _forged(body: bytes) -> bytes:
    """Other values under a header that fits its place, and the chain as it was."""
    segment = read_segment(body)
    lines = [msgspec.structs.replace(line, set={name: 666 for name in line.set or {}}) for line in segment.lines]
    return make_segment(segment.header, lines).body


def _bomb(body: bytes) -> bytes:
    """Some kilobytes that unpack to a gigabyte, behind a header that fits its place."""
    text, zeros = unpack(body), bytes(MIB)
    frame = zstandard.ZstdCompressor().compressobj(size=len(text) + 1024 * MIB)
    return b"".join((frame.compress(text), *(frame.compress(zeros) for _ in range(1024)), frame.flush()))


def _secretive(body: bytes) -> bytes:
    """The same text in a frame that does not tell how much it holds."""
    return zstandard.ZstdCompressor(write_content_size=False).compress(unpack(body))


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "one byte is another": _flipped,
    "it is empty": lambda body: b"",
    "it is cut off": lambda body: body[: len(body) // 2],
    "it is packed anew": recompressed,
    "it is of another format": _of_another_format,
    "it names something stale": lambda body: _header(body, prev_sha256="ab" * 32),
    "it has other values": _forged,
}
"""Ways in which one object is not what it was."""

BREAKS: dict[str, Break] = {
    "the first is gone": _gone(0),
    "one in the middle is gone": _gone(2),
    "the last is gone": _gone(-1),
    "two are swapped": _swapped,
    "another shard's is in its place": _anothers,
    "an earlier one is in its place": _copied,
    "one byte is another": _with(_flipped, 2),
    "one byte of the last is another": _with(_flipped, -1),
    "one byte of the first is another": _with(_flipped, 0),
    "it is empty": _with(lambda body: b"", 2),
    "it is cut off": _with(lambda body: body[: len(body) // 2], 2),
    "something follows it": _with(lambda body: body + body, 2),
    "it is packed anew": _with(recompressed, 2),
    "the last is packed anew": _with(recompressed, -1),
    "it is of another format": _with(_of_another_format, 2),
    "it names nothing before it": _with(lambda body: _header(body, prev_sha256="0" * 64), 2),
    "it names something stale": _with(lambda body: _header(body, prev_sha256="ab" * 32), 2),
    "it has other values": _with(_forged, 2),
    "the last has other values": _with(_forged, -1),
    "it is not packed": _with(unpack, 2),
    "it unpacks to more than there is memory": _with(_bomb, 2),
    "it does not tell how much it holds": _with(_secretive, 2),
}


def behind(last: Segment) -> Header:
    """Write the header of a segment that follows another, with the requests and outcomes of that one."""
    return msgspec.structs.replace(
        last.header,
        sequence=last.header.sequence + 1,
        prev_sha256=last.sha256,
        recorded_at=last.last_at + timedelta(seconds=1),
    )
