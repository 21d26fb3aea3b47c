"""Where a command's words go: what cannot be written there is known, and the exit status says so."""

import io
import sys
from contextlib import suppress
from typing import TextIO

from cli.failure import Failure


class Unwritten(Failure):
    """Something that was printed is not where it was sent: a disk is full, a device is broken."""

    def __init__(self, broken: OSError) -> None:
        super().__init__(f"the output cannot be written: {broken.strerror or broken}")


class Stream(io.FileIO):
    """Standard output or error. Behind a first failure what is written is lost, so that nothing fails again at the end;
    only a `loud` one raises that failure: what cannot tell of its work goes on with it."""

    def __init__(self, descriptor: int, *, loud: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._loud = loud
        self.broken: OSError | None = None

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        """Write; Unwritten for the first that cannot be."""
        if self.broken is None:
            try:
                return super().write(data)
            except OSError as broken:
                self.broken = broken
                if self._loud:
                    raise broken if isinstance(broken, BrokenPipeError) else Unwritten(broken) from broken
        return len(memoryview(data))


def take_over() -> None:
    """Let this process print through such streams."""
    sys.stdout, sys.stderr = _taken_over(sys.stdout, loud=True), _taken_over(sys.stderr, loud=False)


def settle() -> None:
    """Write what waits; Unwritten when something that was printed is lost. Who stops reading loses nothing."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.flush()
            raw = getattr(getattr(stream, "buffer", None), "raw", None)
            if isinstance(raw, Stream) and raw.broken and not isinstance(raw.broken, BrokenPipeError):
                raise Unwritten(raw.broken)


def _taken_over(stream: TextIO, *, loud: bool) -> TextIO:
    try:
        raw = Stream(stream.fileno(), loud=loud)
    except (AttributeError, OSError):  # it is closed, or something that is no file takes its place
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(raw),  # type: ignore[type-var]  # its write() takes less than any buffer
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=not loud or stream.isatty(),
        write_through=not loud,
    )
