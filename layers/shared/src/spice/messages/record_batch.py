"""Many records as one value, as Kafka's record batches: msgpack under zstd."""

from collections.abc import Iterator, Sequence
from typing import overload

import msgspec
import zstandard

from spice.domain.bounds import RECORD_BYTES

_Packed = tuple[bytes, bytes, tuple[tuple[str, bytes], ...]]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Packed]).decode


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A message to publish: key, value and headers are bytes as on the wire."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


def is_too_large(record: Record) -> bool:
    """Tell whether the bus could never take a record."""
    return len(record.key) + len(record.value) > RECORD_BYTES


class RecordBatch(Sequence[Record]):
    """Records in order that know their encoded form; decoded only when somebody looks."""

    def __init__(self, encoded: bytes, count: int, records: Sequence[Record] | None = None) -> None:
        self.encoded = encoded
        self._count = count
        self._records = records

    @classmethod
    def of(cls, records: Sequence[Record]) -> "RecordBatch":
        """Encode records, unless they are a batch already."""
        if isinstance(records, RecordBatch):
            return records
        packed = _encode([(record.key, record.value, record.headers) for record in records])
        return cls(zstandard.ZstdCompressor(level=1).compress(packed), len(records), records)

    @property
    def records(self) -> Sequence[Record]:
        """The records, decoded once."""
        if self._records is None:
            packed = _decode(zstandard.ZstdDecompressor().decompress(self.encoded))
            self._records = [Record(key=key, value=value, headers=headers) for key, value, headers in packed]
        return self._records

    @property
    def may_exceed(self) -> bool:
        """Tell, without a look at the records, whether one of them may be larger than the bus takes."""
        size = zstandard.frame_content_size(self.encoded)
        return not 0 <= size <= RECORD_BYTES

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        return self.records[index]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)


def first_too_large(records: Sequence[Record]) -> Record | None:
    """Find a record that the bus could never take."""
    if isinstance(records, RecordBatch) and not records.may_exceed:
        return None
    return next(filter(is_too_large, records), None)
