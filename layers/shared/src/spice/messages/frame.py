"""A body of one whole zstd frame."""

import zstandard


class UnknownFormat(ValueError):
    """What was unpacked is written in a way that this code does not know."""


def pack(text: bytes) -> bytes:
    """Compress a text into one frame."""
    return zstandard.ZstdCompressor(level=3).compress(text)


def unpack(body: bytes) -> bytes:
    """Unpack one whole frame; ValueError when it is none. The decompressor takes half a one without a word."""
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        text = frame.decompress(body)
    except zstandard.ZstdError as broken:
        raise ValueError(f"it cannot be unpacked: {broken}") from broken
    if not frame.eof or frame.unused_data:
        raise ValueError("it is not one whole zstd frame")
    return text
