"""Answers compressed where the client takes it, and what HEAD tells of them."""

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

SHORTEST = 1024
"""Bytes from which on compressing pays."""
_LEVEL = 3
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED = 256
"""Bytes at the end that are stored as they are. The id of the request stands there, new in every answer: the length of
what is compressed must not hang on it, or HEAD would tell another one than GET."""
_ACCEPTED = re.compile(r"\s*(gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*(\d+(?:\.\d*)?)\s*)?", re.IGNORECASE)
_PACKED = ("zip", "gzip", "parquet", "image/", "octet-stream")
_BODILESS = (204, 304)


def sent(answered: dict[str, Any], asked: Mapping[str, str], *, head: bool) -> dict[str, Any]:
    """Make of an answer what is sent: compressed, if the request's headers allow it; of a HEAD the headers alone."""
    headers = answered["headers"]
    long = len(answered.get("body") or "") >= SHORTEST and "Content-Encoding" not in headers
    if long and not any(kind in headers.get("Content-Type", "") for kind in _PACKED):
        headers = {**headers, "Vary": ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))}
        answered = {**answered, "headers": headers}
        if takes_gzip(asked.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            answered = {**answered, "body": b64encode(gzipped(_bytes(answered))).decode(), "isBase64Encoded": True}
    if not head:
        return answered
    if answered["statusCode"] not in _BODILESS:
        headers = {**headers, "Content-Length": str(len(_bytes(answered)))}
    return {**answered, "headers": headers, "body": "", "isBase64Encoded": False}


def takes_gzip(accepted: str) -> bool:
    """Read Accept-Encoding: whether gzip is among what the client takes; what it names beats `*`."""
    found = {match[1].lower(): float(match[2] or 1) for match in _named(accepted)}
    return found.get("gzip", found.get("x-gzip", found.get("*", 0.0))) > 0


def gzipped(body: bytes) -> bytes:
    """Compress; the length depends on all but the last bytes, which are stored."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    front, end = body[:-_STORED], body[-_STORED:]
    parts = [_HEADER, packer.compress(front), packer.flush(zlib.Z_FULL_FLUSH)]
    size = len(end)
    parts += [b"\x01", size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little"), end]
    parts += [zlib.crc32(body).to_bytes(4, "little"), (len(body) & 0xFFFFFFFF).to_bytes(4, "little")]
    return b"".join(parts)


def _named(accepted: str) -> list[re.Match[str]]:
    return [match for part in accepted.split(",") if (match := _ACCEPTED.fullmatch(part))]


def _bytes(answered: Mapping[str, Any]) -> bytes:
    body: str = answered.get("body") or ""
    return b64decode(body) if answered.get("isBase64Encoded") else body.encode()
