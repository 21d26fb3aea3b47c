"""Records put aside by part, in memory and in a folder."""

from pathlib import Path

import pytest

from spice.adapters.disk.spool import DiskSpool
from spice.adapters.memory.spool import MemorySpool
from spice.ports.errors import Permanent
from spice.ports.spool import Spool


@pytest.fixture(params=["memory", "disk"])
def spool(request: pytest.FixtureRequest, tmp_path: Path) -> Spool:
    return MemorySpool() if request.param == "memory" else DiskSpool(tmp_path)


def test_a_part_is_read_in_the_order_in_which_it_was_put(spool: Spool) -> None:
    records = [b"", b"a\nb", b"x" * 200_000]
    for number in (3, 0):
        for each in records:
            spool.put(number, each + bytes([number]))

    assert list(spool.read(3)) == [each + b"\x03" for each in records]
    assert list(spool.read(0)) == [each + b"\x00" for each in records]
    assert list(spool.read(1)) == []


def test_what_was_read_is_gone(tmp_path: Path) -> None:
    spool = DiskSpool(tmp_path)
    spool.put(1, b"a")

    assert list(spool.read(1)) == [b"a"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="No such file"):
        DiskSpool(tmp_path / "gone").put(1, b"a")
