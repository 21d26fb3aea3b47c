"""Names of things: aggregate ids, derived ids, the shard of a key."""

import hashlib
from functools import lru_cache
from uuid import UUID

REGISTRY = "databases"
"""The aggregate that decides which databases exist."""
NIL = UUID(int=0)
"""Stands where no database, stream or command is named."""
_SEED, _M, _MASK = 0x9747B28C, 0x5BD1E995, 0xFFFFFFFF
_BEGINNING = 44
"""Bytes of an aggregate's name that others share: the uuid of the database, and of the class's id the most part."""


def aggregate_id(database: UUID, root_class: str, instance: str) -> str:
    """Name the stream of an instance: database uuid, stable id of the hierarchy's root class, instance id."""
    return f"{database}:{root_class}:{instance}"


def named_by(aggregate: str | None) -> tuple[str | None, str | None]:
    """Tell root class and id of the instance that an aggregate id names, which may hold colons itself; else nothing."""
    parts = (aggregate or "").split(":", 2)
    return (parts[1], parts[2]) if len(parts) == 3 else (None, None)


def stream_key(aggregate: str) -> UUID:
    """Shorten an aggregate id to 16 bytes for the index: the head of its sha256, written as a UUID."""
    return UUID(bytes=stream_bytes(aggregate))


def stream_bytes(aggregate: str) -> bytes:
    """The same as bytes: a UUID of it is the dearer part."""
    return hashlib.sha256(aggregate.encode()).digest()[:16]


def derived_id(parent: UUID, name: str) -> UUID:
    """Derive an id from another: uuid5(parent, name)."""
    digest = hashlib.sha1(parent.bytes + name.encode(), usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


@lru_cache(maxsize=65536)
def partition_of(aggregate: str, partitions: int) -> int:
    """Place an aggregate: Kafka's murmur2 of its UTF-8 bytes, so that any Kafka client agrees."""
    return (murmur2(aggregate.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """Hash as Kafka's default partitioner does (seed 0x9747b28c), 32 bits unsigned."""
    length = len(data)
    whole, begun = length & ~3, 0
    h = _SEED ^ length
    if whole > _BEGINNING:
        h, begun = _begun(data[:_BEGINNING], length), _BEGINNING
    h = _mixed(h, data[begun:whole])
    if tail := data[whole:]:
        h = (h ^ int.from_bytes(tail, "little")) * _M & _MASK
    h = (h ^ h >> 13) * _M & _MASK
    return h ^ h >> 15


def _mixed(h: int, words: bytes) -> int:
    mask, m = _MASK, _M
    for word in memoryview(words).cast("I"):
        k = word * m & mask
        h = h * m & mask ^ ((k ^ k >> 24) * m & mask)
    return h


@lru_cache(maxsize=4096)
def _begun(beginning: bytes, length: int) -> int:
    """Mix in what keys begin with: those of a class share more than half of theirs."""
    return _mixed(_SEED ^ length, beginning)


@lru_cache(maxsize=65536)
def cached_stream_key(aggregate: str) -> UUID:
    """The stream key of an aggregate, remembered: batches name the same ones again and again."""
    return stream_key(aggregate)
