"""Records cut into bulk requests, each small enough and named by the run it is of and what is in it."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spice.domain.instance.model import LARGEST
from spice.messages.codec import encode

MOST_LINES = 10_000
MOST_BYTES = 24 * 1024 * 1024
MOST_PACKED = 4_000_000
MOST_VALUES = 400_000
QUICK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A bulk request: gzipped NDJSON, the source line of each of its lines, its Idempotency-Key; why it is not sent,
    where its one line is more than any platform takes."""

    body: bytes
    lines: tuple[int, ...]
    key: str
    unfit: str | None = None


def chunks(
    documents: Iterable[tuple[int, Mapping[str, Any]]], common: Mapping[str, Any], *, run: str
) -> Iterator[Chunk]:
    """Cut documents into requests. In one `run` (of one text) the same documents give the same requests and keys."""
    number = 0
    for lines, texts in _groups(documents, common):
        for part_lines, part, packed in _packed(lines, texts):
            digest = hashlib.sha256(f"{run}:{number}:".encode() + part).hexdigest()
            unfit = f"it has {len(part):,} bytes as JSON: an instance has at most {LARGEST:,}"
            too_much = len(packed) >= MOST_PACKED
            key = f"load-{digest[:40]}"
            yield Chunk(body=packed, lines=tuple(part_lines), key=key, unfit=unfit if too_much else None)
            number += 1


def halves(chunk: Chunk) -> Iterator[Chunk]:
    """Cut a request that is too much for the platform in two, each with a key of its own."""
    texts = gzip.decompress(chunk.body).split(b"\n")
    half = len(texts) // 2
    for key, part in zip(halves_of(chunk.key), (slice(None, half), slice(half, None)), strict=True):
        body = gzip.compress(b"\n".join(texts[part]), QUICK, mtime=0)
        yield Chunk(body=body, lines=chunk.lines[part], key=key)


def halves_of(key: str) -> tuple[str, str]:
    """Name the keys of a request's halves."""
    return f"{key}a", f"{key}b"


def _groups(
    documents: Iterable[tuple[int, Mapping[str, Any]]], common: Mapping[str, Any]
) -> Iterator[tuple[list[int], list[bytes]]]:
    lines: list[int] = []
    texts: list[bytes] = []
    size = values = 0
    for line, document in documents:
        text = encode({**common, **document})
        held = text.count(b",") + text.count(b"{") + text.count(b"[")
        if texts and (len(texts) == MOST_LINES or size + len(text) > MOST_BYTES or values + held > MOST_VALUES):
            yield lines, texts
            lines, texts, size, values = [], [], 0, 0
        lines.append(line)
        texts.append(text)
        size += len(text) + 1
        values += held
    if texts:
        yield lines, texts


def _packed(lines: list[int], texts: list[bytes]) -> Iterator[tuple[list[int], bytes, bytes]]:
    """Pack a group; one that stays too big is halved, down to a line."""
    raw = b"\n".join(texts)
    packed = gzip.compress(raw, QUICK, mtime=0)
    if len(packed) < MOST_PACKED or len(lines) == 1:
        yield lines, raw, packed
        return
    half = len(lines) // 2
    yield from _packed(lines[:half], texts[:half])
    yield from _packed(lines[half:], texts[half:])
