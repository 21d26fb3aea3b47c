"""The log's objects as whoever repairs it sees them, and a copy of a log in a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from spice.adapters.disk.event_log import DiskEventLog
from spice.bootstrap import connect_copy
from spice.messages.segment_name import place_named, segment_key
from spice.ports.errors import Permanent
from tests.contract.conftest import Stores
from tests.contract.damage import Hand

SHARD = "instance-0003"
FIRST = segment_key(1, SHARD, 1)


@pytest.fixture
def hand(stores: Stores) -> Iterator[Hand]:
    hand = Hand(stores.ports.log, stores.ports.log_objects)
    hand.clear()
    yield hand
    hand.clear()


def test_all_that_lies_in_the_log_has_a_name(stores: Stores, hand: Hand) -> None:
    hand.put((1, SHARD, 1), b"one")
    hand.drop("log/notes.txt", b"two")

    names = list(stores.ports.log_objects.names())

    assert sorted(names) == sorted([FIRST, "log/notes.txt"])
    assert [stores.ports.log_objects.read(name) for name in (FIRST, "log/notes.txt")] == [b"one", b"two"]
    assert stores.ports.log_objects.read("log/nothing") is None


def test_what_is_no_segment_is_nobodys_who_reads_the_log(stores: Stores, hand: Hand) -> None:
    hand.put((2, SHARD, 7), b"one")
    for name in ("log/notes.txt", f"log/gen=01/shard={SHARD}/x.seg", "log/gen=x/shard=y/1", "log/gen=01/shard=evil/2"):
        hand.drop(name, b"mine")

    log = stores.ports.log

    assert [place for place in log.shards() if list(log.sequences(*place))] == [(2, SHARD)]
    assert list(log.walk(2, SHARD)) == [(7, b"one")]
    assert list(log.sequences(1, SHARD)) == []


def test_what_is_moved_is_there_and_not_here(stores: Stores, hand: Hand) -> None:
    hand.put((1, SHARD, 1), b"one")
    objects = stores.ports.log_objects

    objects.set_apart(FIRST, "run")
    objects.set_apart(FIRST, "run")

    assert (list(objects.names()), list(objects.apart())) == ([], [f"run/{FIRST}"])
    assert stores.ports.log.read(1, SHARD, 1) is None


def test_what_was_moved_before_is_never_written_over(stores: Stores, hand: Hand) -> None:
    objects = stores.ports.log_objects
    for body in (b"one", b"two", b"one"):
        hand.put((1, SHARD, 1), body)
        objects.set_apart(FIRST, "run")

    assert sorted(objects.apart()) == [f"run/{FIRST}", f"run/{FIRST}.1"]


@pytest.mark.parametrize(
    "name",
    [
        f"log/gen=1/shard={SHARD}/{1:020d}.seg",
        f"log/gen=001/shard={SHARD}/{1:020d}.seg",
        f"log/gen=01/shard={SHARD}/{0:020d}.seg",
        f"log/gen=01/shard={SHARD}/1.seg",
        f"log/gen=01/shard=evil-0003/{1:020d}.seg",
        f"log/gen=01/shard={SHARD}/{1:020d}.seg.1",
        f"run/log/gen=01/shard={SHARD}/{1:020d}.seg",
    ],
)
def test_only_a_segments_own_name_is_one(name: str) -> None:
    assert place_named(name) is None
    assert place_named(FIRST) == (1, SHARD, 1)


def folder(tmp_path: Path) -> Path:
    for place in [(1, SHARD, 1), (1, SHARD, 2), (12, "ontology-0000", 3)]:
        file = tmp_path / segment_key(*place)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(repr(place).encode())
    (tmp_path / "log" / "notes.txt").write_text("mine")
    return tmp_path


@pytest.mark.parametrize("named", [".", "log"])
def test_a_folder_is_read_as_a_log(tmp_path: Path, named: str) -> None:
    log = connect_copy(str(folder(tmp_path) / named), endpoint=None, region="us-east-1")

    assert log.shards() == [(1, SHARD), (12, "ontology-0000")]
    assert list(log.walk(1, SHARD, after=1)) == [(2, b"(1, 'instance-0003', 2)")]
    assert list(log.sequences(1, SHARD)) == [1, 2]
    assert log.read(1, SHARD, 3) is None


def test_a_copy_that_cannot_be_read_says_which_file(tmp_path: Path) -> None:
    (folder(tmp_path) / segment_key(1, SHARD, 3)).symlink_to(tmp_path / "gone")
    (tmp_path / segment_key(1, SHARD, 4)).mkdir()
    log = DiskEventLog(tmp_path)

    with pytest.raises(Permanent, match=r"0003\.seg"):
        list(log.walk(1, SHARD))
    with pytest.raises(Permanent, match=r"0004\.seg"):
        log.read(1, SHARD, 4)


def test_nothing_is_written_to_a_copy(tmp_path: Path) -> None:
    with pytest.raises(Permanent):
        DiskEventLog(tmp_path).append(1, SHARD, 1, b"")

    assert list(tmp_path.iterdir()) == []
