"""A probe for texts: in bytes as they lie there, in what they unpack to, in every spelling that a store may have."""

import hashlib
import zlib
from base64 import b64encode
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from unicodedata import normalize

import msgspec
import zstandard

ZSTD, GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08"
LARGEST = 1 << 26


def spellings(text: str) -> dict[str, bytes]:
    """Write a text as stores and programs may."""
    plain = text.encode()
    escaped = "".join(f"\\u{ord(char):04x}" if ord(char) > 127 else char for char in text).encode()
    found = {
        "utf-8": plain,
        "utf-16": text.encode("utf-16-le"),
        "nfd": normalize("NFD", text).encode(),
        "escaped": escaped,
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
    }
    for offset in range(3):
        # What stands before and behind decides on the outer characters: the inner ones are the same in any text.
        coded = b64encode(b"\0" * offset + plain)
        found[f"base64+{offset}"] = coded[offset + 1 : len(coded) - 4]
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, plain, usedforsecurity=False)
        found |= {name: digest.digest(), f"{name} hex": digest.hexdigest().encode()}
    return found


def hits(body: bytes, texts: Collection[str]) -> list[str]:
    """Name the texts, and how they are spelled, that stand in bytes or in what is packed there."""
    wanted = {f"{text} as {name}": form for text in texts for name, form in spellings(text).items()}
    return sorted({name for part in (body, *unpacked(body)) for name, form in wanted.items() if form in part})


def unpacked(body: bytes, depth: int = 2) -> Iterator[bytes]:
    """Unpack every frame of zstd and gzip that begins anywhere in some bytes."""
    whole = memoryview(body)
    for magic, read in ((ZSTD, _zstd), (GZIP, _gzip)):
        place = body.find(magic)
        while place >= 0:
            part = read(whole[place : place + LARGEST])
            if part:
                yield part
                if depth > 1:
                    yield from unpacked(part, depth - 1)
            place = body.find(magic, place + 1)


def _zstd(body: memoryview) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    except zstandard.ZstdError:
        return b""


def _gzip(body: memoryview) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(body, LARGEST)
    except zlib.error:
        return b""


def held(value: object, seen: set[int] | None = None) -> bytes:
    """Write everything that an object holds, as deep as it goes."""
    return b"\n".join(_held(value, set() if seen is None else seen))


def _held(value: object, seen: set[int]) -> Iterator[bytes]:
    if isinstance(value, bytes | bytearray | memoryview | msgspec.Raw):
        yield bytes(value)
    elif isinstance(value, str):
        yield value.encode(errors="surrogatepass")
    elif value is not None and id(value) not in seen:
        seen.add(id(value))
        for part in _parts(value):
            yield from _held(part, seen)


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    elif is_dataclass(value):
        yield from (getattr(value, field.name, None) for field in fields(value))
    elif isinstance(value, msgspec.Struct):
        yield from (getattr(value, name) for name in value.__struct_fields__)
    elif type(value).__module__.startswith("spice."):
        yield from getattr(value, "__dict__", {}).values()
    else:
        yield str(value)
