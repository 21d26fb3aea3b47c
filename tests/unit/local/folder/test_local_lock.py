"""One platform a data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.errors import Refused
from local.folder.lock import read_holder, take_lock


def test_a_held_lock_names_its_holder_and_refuses_another(tmp_path: Path) -> None:
    lock = take_lock(tmp_path / "lock", port=8002)

    holder = read_holder(tmp_path / "lock")
    with pytest.raises(Refused, match=f"process {os.getpid()}, port 8002"):
        take_lock(tmp_path / "lock", port=8003)

    assert holder is not None
    assert (holder.pid, holder.port) == (os.getpid(), 8002)
    lock.release()


def test_a_released_lock_may_be_taken_again(tmp_path: Path) -> None:
    take_lock(tmp_path / "lock", port=1).release()

    take_lock(tmp_path / "lock", port=2).release()

    assert read_holder(tmp_path / "lock") is None


def test_what_a_killed_holder_left_in_the_file_counts_for_nothing(tmp_path: Path) -> None:
    code = "import os,sys; from pathlib import Path; from local.folder.lock import take_lock\n"
    code += f"kept = take_lock(Path({str(tmp_path / 'lock')!r}), port=9); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], check=False)

    holder = read_holder(tmp_path / "lock")

    assert (tmp_path / "lock").read_bytes() != b""
    assert holder is None
    take_lock(tmp_path / "lock", port=10).release()
