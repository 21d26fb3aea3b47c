"""What does not fail on a disk that takes nothing: logs, private files, the supervisor; and how it is said."""

import errno
import io
from pathlib import Path

import pytest

from local.folder.private_file import write_private
from local.host.environments.invocation_log import InvocationLog, Line
from local.logs import trim_logs
from spice.adapters.disk.disk import Disk
from spice.adapters.tantivy.failures import translated
from spice.entrypoints.log import StructuredLogger
from spice.ports.errors import DiskFull

FULL = Path("/dev/full")
LINE = Line(at="", function="f", request_id="r", duration_ms=0.0, memory_mb=0, cold=False, outcome="ok")
needs_device = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@needs_device
def test_a_line_that_the_disk_does_not_take_fails_nobody() -> None:
    raw = FULL.open("wb", buffering=0)
    stream = io.TextIOWrapper(raw, write_through=True)
    StructuredLogger(stream).info("request")
    InvocationLog(FULL).write(LINE)

    raw.close()


def test_an_index_on_a_full_disk_says_so() -> None:
    for failed in (OSError(errno.ENOSPC, "No space left on device"), ValueError("IO error: No space left on device")):
        with pytest.raises(DiskFull), translated():
            raise failed


def test_a_disk_is_full_before_it_is_spent(tmp_path: Path) -> None:
    free = Disk(tmp_path, needed_bytes=0).free_bytes

    roomy, full = Disk(tmp_path, needed_bytes=0), Disk(tmp_path, needed_bytes=free * 2)

    roomy.ping()
    assert (roomy.is_full, full.is_full) == (False, True)
    with pytest.raises(DiskFull, match="MB are free"):
        full.ping()


def test_a_private_file_that_cannot_be_written_leaves_the_old_one_and_nothing_beside(tmp_path: Path) -> None:
    file = tmp_path / "state"
    write_private(file, b"old")
    in_the_way = tmp_path / "plan"
    in_the_way.mkdir()
    (in_the_way / "x").touch()

    with pytest.raises(OSError, match="plan"):
        write_private(in_the_way, b"new")

    assert sorted(each.name for each in tmp_path.iterdir()) == ["plan", "state"]


def test_a_log_that_cannot_be_kept_is_cut_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "host.log"
    log.write_bytes(b"x" * 100)

    def no_room(source: Path, target: Path) -> None:
        target.write_bytes(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("local.logs.shutil.copyfile", no_room)
    trim_logs(tmp_path, limit=10)

    assert [(each.name, each.stat().st_size) for each in tmp_path.iterdir()] == [("host.log", 0)]
