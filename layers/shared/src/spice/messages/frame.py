"""A body of one whole zstd frame."""

import zstandard

LARGEST = 256 * 1024 * 1024
"""Bytes that a frame may hold: a small one can say it holds more than there is memory."""
LARGEST_PACKED = 64 * 1024 * 1024
"""Bytes that a frame may have."""


class UnknownFormat(ValueError):
    """What was unpacked is written in a way that this code does not know."""


def pack(text: bytes) -> bytes:
    """Compress a text into one frame."""
    return zstandard.ZstdCompressor(level=3).compress(text)


def unpack(body: bytes) -> bytes:
    """Unpack one whole frame that tells how much it holds, as `pack` writes it; ValueError when it is none."""
    try:
        size = zstandard.frame_content_size(body)
        if size < 0 or size > LARGEST or len(body) > LARGEST_PACKED:
            raise ValueError(f"it holds more than {LARGEST:,} bytes, or does not tell how many")
        if size == 0:
            # An empty frame is not looked at to its end otherwise.
            return _whole(body)
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as broken:
        raise ValueError(f"it is not one whole zstd frame: {broken}") from broken


def _whole(body: bytes) -> bytes:
    frame = zstandard.ZstdDecompressor().decompressobj()
    text = frame.decompress(body)
    if not frame.eof or frame.unused_data or text:
        raise ValueError("it is not one whole zstd frame")
    return text
