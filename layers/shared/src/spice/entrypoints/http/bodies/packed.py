"""What a client packed, unpacked within bounds: gzip of one member or of several."""

import zlib

from spice.domain.errors import DomainError, refuse

MOST_MEMBERS = 1000
_WINDOW = 1 << 16
"""Bytes given at once: what stands behind a member is copied, so it is not the whole body."""


def unpacked(received: bytes, encoding: str, *, most: int) -> bytes:
    """Unpack a body; refused when it has more than `most` bytes, or is packed in a way we do not know."""
    packing = encoding.strip().lower()
    if packing in ("", "identity"):
        return received
    if packing not in ("gzip", "x-gzip"):
        raise refuse("unsupported_media_type", f"the content encoding '{packing[:100]}' is not accepted", hint="gzip")
    try:
        return _members(received, most)
    except zlib.error as broken:
        raise refuse("malformed_json", "the body is not gzip") from broken


def too_large(limit: int, how: str = "") -> DomainError:
    """Make the error for a body that is larger than is taken."""
    return refuse(
        "too_large",
        f"the body is larger than {limit // 1024 // 1024} MB {how}".rstrip(),
        hint="bigger files go through /uploads",
    )


def _members(received: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    left, rest = most, memoryview(received)
    while not parts or not _is_padding(rest):
        if len(parts) == MOST_MEMBERS:
            raise refuse("too_large", f"a gzip body has at most {MOST_MEMBERS} members")
        part, rest = _member(rest, left)
        parts.append(part)
        if (left := left - len(part)) < 0:
            raise too_large(most, "unpacked")
    return b"".join(parts)


def _member(packed: memoryview, most: int) -> tuple[bytes, memoryview]:
    """Unpack the first member, up to one byte too many; and what follows it."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    parts: list[bytes] = []
    taken, left = 0, most + 1
    while not unpacker.eof and left > 0:
        if taken >= len(packed):
            raise refuse("malformed_json", "the gzip body is cut short")
        parts.append(unpacker.decompress(packed[taken : taken + _WINDOW], left))
        taken, left = taken + _WINDOW, left - len(parts[-1])
    end = min(taken, len(packed)) - len(unpacker.unused_data)
    return b"".join(parts), packed[end:]


def _is_padding(rest: memoryview) -> bool:
    """Nothing, or zeros: gzip takes them behind the last member."""
    return not rest or (rest[0] == 0 and not bytes(rest).strip(b"\0"))
