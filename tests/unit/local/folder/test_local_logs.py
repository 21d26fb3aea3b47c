"""Logs that stay short."""

import os
from pathlib import Path

from local.logs import open_log, trim_logs


def test_a_long_log_is_moved_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = open_log(tmp_path / "a.log")
    os.write(log, b"x" * 200)

    trim_logs(tmp_path, limit=100)
    os.write(log, b"after")

    assert (tmp_path / "a.log").read_bytes() == b"after"
    assert (tmp_path / "a.log.1").read_bytes() == b"x" * 200
    os.close(log)
