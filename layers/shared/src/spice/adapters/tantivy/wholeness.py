"""Is an index on the disk all there? Its last commit names the files that hold it."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from spice.adapters.tantivy.documents.texts import NAME

PARTS = ("term", "idx", "pos", "fast", "fieldnorm", "store")
"""The files of a segment."""


class Deletes(msgspec.Struct, frozen=True):
    """Which of a segment's documents are gone."""

    opstamp: int


class Segment(msgspec.Struct, frozen=True):
    """A part of an index."""

    segment_id: str
    deletes: Deletes | None = None


class Meta(msgspec.Struct, frozen=True):
    """A commit."""

    opstamp: int
    segments: list[Segment]


_decode = msgspec.json.Decoder(Meta).decode


def last_commit(folder: Path) -> int | None:
    """Name the last commit of an index; None when a file of it is missing or cannot be read as one."""
    seen: bytes | None = None
    while True:
        try:
            text = (folder / "meta.json").read_bytes()
            there = set(os.listdir(folder))
            meta = _decode(text)
        except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
            return None
        if there.issuperset([NAME, *_files(meta)]):
            return meta.opstamp
        # A commit in between takes the files of the one before it away.
        if text == seen:
            return None
        seen = text


def _files(meta: Meta) -> Iterator[str]:
    for segment in meta.segments:
        name = segment.segment_id.replace("-", "")
        yield from (f"{name}.{part}" for part in PARTS)
        if segment.deletes is not None:
            yield f"{name}.{segment.deletes.opstamp}.del"
