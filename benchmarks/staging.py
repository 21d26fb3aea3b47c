"""A long text is staged in slices, each a process of its own, some of which are killed: its memory, all its rows."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.staging_slice import COLUMNS, IMPORT, FolderFiles
from spice.application.upkeep.importing.parts import Parts

SECONDS = 20
"""How long a slice goes on, as in the function."""
KILLED_EVERY, KILLED_AFTER = 4, 9.0
"""Each so-many-eth slice is killed, so many seconds after it began."""
MOST_MEGABYTES = 1024
"""Of a process: the function has 1,769, and opens clients beside."""
_MEGABYTE = 1024 * 1024
_BLOCK = 2000


def measure(megabytes: int) -> Iterator[Figure]:
    """Write a file of so many megabytes, stage it, and look at every part."""
    with tempfile.TemporaryDirectory() as folder:
        file, kept = Path(folder, "long.csv"), Path(folder, "kept")
        rows = _write(file, megabytes * _MEGABYTE)
        began, slices, killed, peak, told = time.monotonic(), 0, 0, 0, ""
        while not told:
            slices += 1
            dies = slices % KILLED_EVERY == 0
            said, resident = _slice(file, kept, KILLED_AFTER if dies else None)
            killed, peak, told = killed + dies * (not said), max(peak, resident), said
        spent = time.monotonic() - began
        note = f"{file.stat().st_size / _MEGABYTE:,.0f} MB, {rows:,} rows, {slices} slices, {killed} of them killed"
        yield at_most("staging: memory of a process, peak", peak / 1024, MOST_MEGABYTES, " MB", note=note)
        staged, total = map(int, told.split())
        found = _rows(Parts(FolderFiles(kept), IMPORT), staged)
        yield at_least("staging: rows that are there once", 100 * found / rows, 100, "%", note=f"{total:,} by its word")
        yield Figure(name="staging: rows", measured=f"{rows / spent:,.0f}/s", note=f"{spent:.0f} s, read twice")


def _write(file: Path, size: int) -> int:
    rows = written = 0
    with file.open("w", encoding="utf-8") as out:
        written += out.write(",".join(COLUMNS) + "\n")
        while written < size:
            block = "".join(map(_row, range(rows, rows + _BLOCK)))
            rows += _BLOCK
            out.write(block)
            written += len(block.encode())
    return rows


def _row(number: int) -> str:
    return (
        f'{number},김철수 {number},"a note, with ""quotes"" of row {number}\nand a second line","{number * 37:,}",'
        f"2024-{number % 12 + 1:02}-{number % 28 + 1:02},010-{number % 9000 + 1000}-{number * 7 % 9000 + 1000},서울,"
        f"https://example.kr/things/{number}?q={number * 13}\n"
    )


def _slice(file: Path, kept: Path, dies_after: float | None) -> tuple[str, int]:
    """Run a slice in a process of its own; answers what it said and its peak memory in kilobytes."""
    command = [sys.executable, "-m", "benchmarks.staging_slice", str(file), str(kept), str(SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if dies_after is not None:
            time.sleep(dies_after)
            process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a slice ended with {process.returncode}")
    return said, used.ru_maxrss


def _rows(parts: Parts, staged: int) -> int:
    """Count the rows that are there, each once and in order, with the cells that were written."""
    count = 0
    for part in range(staged):
        for _, cells in parts.rows(part):
            count += cells[0] == str(count) and cells[-1] == f"https://example.kr/things/{count}?q={count * 13}"
    return count
