"""SeaweedFS's volumes after a loss of power: their data are synced, the indexes beside them are not."""

import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.errors import Refused
from local.services.binaries import weed

ROW = struct.Struct(">QIBi")
"""Of an index: id, offset in eights (its lowest four bytes, then its highest), size."""
BEFORE_DATA, AFTER_DATA, EIGHT = 16, 12, 8
"""A record's header; its checksum and time; what records are padded to."""
EMPTY = 8
"""The length of a volume without a record."""


def mend_indexes(home: Path, environment: Mapping[str, str]) -> None:
    """Make the index anew of each volume it does not agree with: what is missing there would not be found."""
    for data in sorted(home.glob("*.dat")):
        if data.stat().st_size != _indexed(data.with_suffix(".idx")):
            _fix(data, environment)


def _indexed(index: Path) -> int:
    """Where the last record that an index knows ends in the data; -1 when it is torn."""
    rows = index.read_bytes() if index.exists() else b""
    if len(rows) % ROW.size:
        return -1
    return max((_end(*row[1:]) for row in ROW.iter_unpack(rows)), default=EMPTY)


def _end(low: int, high: int, size: int) -> int:
    body = BEFORE_DATA + max(size, 0) + AFTER_DATA
    return ((high << 32) + low) * EIGHT + body + EIGHT - body % EIGHT


def _fix(data: Path, environment: Mapping[str, str]) -> None:
    collection, _, number = data.stem.rpartition("_")
    which = [f"-volumeId={number}", *([f"-collection={collection}"] if collection else [])]
    done = subprocess.run(
        [str(weed()), "fix", *which, str(data.parent)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=dict(environment),
        cwd=data.parent,
        start_new_session=True,
    )
    if done.returncode:
        raise Refused(f"the index of {data} cannot be made anew: {done.stderr.strip()[-500:]}")
