"""A Parquet file from its first byte to its last, in groups of rows that each are written alone."""

from collections.abc import Sequence

from spice.messages.frame import pack
from spice.messages.parquet.columns import Column
from spice.messages.parquet.thrift import BINARY, INT32, INT64, LIST, STRUCT, listed, number, struct, text

MAGIC = b"PAR1"
_PLAIN, _RLE, _ZSTD, _DATA_PAGE = 0, 3, 6, 0
Chunk = tuple[int, int, int]
"""Of a column in a group: how many places, bytes before they were packed, and after."""
Group = tuple[int, int, Sequence[Chunk]]
"""A group that is written: its rows, where it begins, and its columns."""


def written_group(columns: Sequence[Column], rows: Sequence[Sequence[object]], at: int) -> tuple[bytes, Group]:
    """Write a group that begins at a place of the file. Raises DoesNotFit."""
    body, chunks = bytearray(), list[Chunk]()
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        places, content = column.page(values)
        packed = pack(content)
        header = _page_header(places, len(content), len(packed))
        body += header + packed
        chunks.append((places, len(header) + len(content), len(header) + len(packed)))
    return bytes(body), (len(rows), at, chunks)


def footer(columns: Sequence[Column], groups: Sequence[Group], maker: str) -> bytes:
    """Write what comes behind the last group."""
    root = struct([(4, BINARY, text("instance")), (5, INT32, number(len(columns)))])
    schema = [root, *(element for column in columns for element in column.elements())]
    described = struct(
        [
            (1, INT32, number(1)),
            (2, LIST, listed(STRUCT, schema)),
            (3, INT64, number(sum(group[0] for group in groups))),
            (4, LIST, listed(STRUCT, [_group(columns, group) for group in groups])),
            (6, BINARY, text(maker)),
        ]
    )
    return described + len(described).to_bytes(4, "little") + MAGIC


def _page_header(places: int, before: int, packed: int) -> bytes:
    fields = [(1, places), (2, _PLAIN), (3, _RLE), (4, _RLE)]
    data = struct((place, INT32, number(value)) for place, value in fields)
    sizes = [(1, _DATA_PAGE), (2, before), (3, packed)]
    return struct([*((place, INT32, number(value)) for place, value in sizes), (5, STRUCT, data)])


def _group(columns: Sequence[Column], group: Group) -> bytes:
    rows, at, chunks = group
    written, size = list[bytes](), 0
    for column, (places, before, packed) in zip(columns, chunks, strict=True):
        written.append(_chunk(column, places, before, packed, at))
        at, size = at + packed, size + before
    return struct([(1, LIST, listed(STRUCT, written)), (2, INT64, number(size)), (3, INT64, number(rows))])


def _chunk(column: Column, places: int, before: int, packed: int, at: int) -> bytes:
    told = struct(
        [
            (1, INT32, number(column.type)),
            (2, LIST, listed(INT32, [number(_PLAIN), number(_RLE)])),
            (3, LIST, listed(BINARY, [text(name) for name in column.path])),
            (4, INT32, number(_ZSTD)),
            (5, INT64, number(places)),
            (6, INT64, number(before)),
            (7, INT64, number(packed)),
            (9, INT64, number(at)),
        ]
    )
    return struct([(2, INT64, number(at)), (3, STRUCT, told)])
