"""What the host and an execution environment say to each other: length-prefixed MessagePack."""

import struct
from collections.abc import Iterator

import msgspec

LENGTH = struct.Struct("!I")


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """What an environment is to be."""

    function: str
    handler: str
    memory_mb: int
    niceness: int


class Invocation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One event to handle; it is passed on as it was encoded."""

    request_id: str
    deadline: float
    event: msgspec.Raw


class Result(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What came of an event, or of importing the handler: a value, or the class of the error."""

    value: msgspec.Raw
    error: str | None
    memory_mb: int
    pid: int


NOTHING = msgspec.Raw(msgspec.msgpack.encode(None))
encode = msgspec.msgpack.Encoder().encode


def frame(message: msgspec.Struct) -> bytes:
    """Put a message's length before it."""
    body = encode(message)
    return LENGTH.pack(len(body)) + body


def take_frames(received: bytearray) -> Iterator[bytes]:
    """Take the whole frames off the front of what was received."""
    while len(received) >= LENGTH.size:
        end = LENGTH.size + LENGTH.unpack_from(received)[0]
        if len(received) < end:
            return
        yield bytes(memoryview(received)[LENGTH.size : end])
        del received[:end]
