"""Documents of a change that shards are told of: in the record, or in a pack that it names, where they are long."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import zstandard

from spice.domain.ontology.tightening import PrepareChange
from spice.messages.codec import decode, encode
from spice.ports.errors import Permanent, Transient
from spice.ports.tightening import Tightening

if TYPE_CHECKING:
    from spice.ports.packs import Packs

LONG = 128 * 1024
"""Bytes of documents that a record brings at most: each shard gets one, and keeps it in its log and in the index."""


def told(asked: PrepareChange) -> tuple[PrepareChange, bytes | None]:
    """Say what shards are told of a change, and what has to be in its pack before, if it has one."""
    text = encode(asked.classes)
    if len(text) <= LONG:
        return asked, None
    body = zstandard.ZstdCompressor(level=3).compress(text)
    name = f"prepared-{hashlib.sha256(body).hexdigest()}"
    return replace(asked, classes={}, pack=name, length=len(body)), body


def classes_of(held: Tightening, packs: Packs) -> Mapping[str, Mapping[str, object] | None]:
    """Read the documents that shards hold to. Raises Transient where they are gone: nobody knows what to hold to until
    the change's shard has moved on."""
    if held.pack is None:
        return held.classes
    try:
        body = packs.read(held.pack, 0, held.length)
    except Permanent as gone:
        raise Transient("packs", f"what {held.shard} is about to change is gone") from gone
    found: Mapping[str, Mapping[str, object] | None] = decode(zstandard.ZstdDecompressor().decompress(body))
    return found
