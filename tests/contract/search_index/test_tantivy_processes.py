"""Several processes on one folder: one writes, many read, any may be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from spice.adapters.tantivy.opened import Opened
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.ports.errors import PortError, Transient
from tests.contract.search_index.world import DATABASE, a_document, ids, search

ROOT = Path(__file__).parents[3]


@contextmanager
def a_writer(folder: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.contract.search_index.another_process", str(folder), what]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def rounds(process: subprocess.Popen[str], number: int) -> int:
    assert process.stdout is not None
    return [int(process.stdout.readline()) for _ in range(number)][-1]


def test_a_reader_sees_what_another_process_wrote_in_its_next_search(tmp_path: Path) -> None:
    reader = TantivySearchIndex(tmp_path)
    assert search(reader).total == 0

    with a_writer(tmp_path, "endlessly") as writer:
        for _ in range(5):
            written = rounds(writer, 1)
            seen = search(reader, limit=1).hits[0].version
            assert seen >= written


def test_every_search_sees_whole_batches(tmp_path: Path) -> None:
    reader = TantivySearchIndex(tmp_path)

    with a_writer(tmp_path, "endlessly") as writer:
        rounds(writer, 1)
        for _ in range(20):
            found = search(reader, limit=200)
            assert found.total == 200
            assert len({hit.version for hit in found.hits}) == 1


def test_a_killed_writer_neither_blocks_the_next_nor_loses_what_it_wrote(tmp_path: Path) -> None:
    for lives in range(3):
        with a_writer(tmp_path, "endlessly") as writer:
            written = rounds(writer, 3)
        index = TantivySearchIndex(tmp_path)
        found = search(index, limit=200)
        assert found.total == 200 + lives
        assert min(hit.version for hit in found.hits if hit.id.startswith("i")) >= written

        index.apply(DATABASE, [a_document(f"after{lives}", created=-1)])

        assert search(index).total == 201 + lives
        index.close(DATABASE)


def test_a_writer_that_died_before_a_merge_leaves_the_next_its_first_delete(tmp_path: Path) -> None:
    with a_writer(tmp_path, "dies") as writer:
        writer.wait()
    index = TantivySearchIndex(tmp_path)

    # Beside the one that the last commit replaced: in a segment that had a delete with the number of that commit.
    index.apply(DATABASE, [a_document("i0.1", version=2), a_document("new")])
    index.close(DATABASE)

    assert sorted(ids(index)) == sorted(["new", *(f"i{batch}.{n}" for batch in range(8) for n in range(3))])


def test_what_another_wrote_before_it_let_go_is_seen_by_who_writes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying, index = TantivySearchIndex(tmp_path), TantivySearchIndex(tmp_path)
    dying.apply(DATABASE, [a_document("a")])
    dying.close(DATABASE)
    take = Opened.hold

    def let_go(opened: Opened) -> None:
        monkeypatch.setattr(Opened, "hold", take)
        dying.apply(DATABASE, [a_document("a", version=2), a_document("b")])
        dying.close(DATABASE)
        opened.hold()

    monkeypatch.setattr(Opened, "hold", let_go)
    index.apply(DATABASE, [a_document("b", version=2)])

    assert [(hit.id, hit.version) for hit in search(index).hits] == [("a", 2), ("b", 2)]


def test_another_live_writer_is_a_reason_to_try_again_later(tmp_path: Path) -> None:
    index = TantivySearchIndex(tmp_path)

    with a_writer(tmp_path, "once") as writer:
        rounds(writer, 1)
        with pytest.raises(Transient):
            index.apply(DATABASE, [a_document("b")])
        assert search(index).total == 200
    index.apply(DATABASE, [a_document("b")])

    assert search(index).total == 201


def test_a_rebuild_that_was_killed_leaves_the_live_index_and_is_cleaned_up(tmp_path: Path) -> None:
    index = TantivySearchIndex(tmp_path)
    index.apply(DATABASE, [a_document("live")])
    with a_writer(tmp_path, "rebuild") as writer:
        rounds(writer, 2)

    assert ids(index) == ["live"]
    index.begin_rebuild(DATABASE).apply(DATABASE, [a_document("new")])
    index.finish_rebuild(DATABASE)

    assert ids(index) == ["new"]
    assert len([entry for entry in (tmp_path / f"instances-{DATABASE}").iterdir() if entry.is_dir()]) == 1


def test_readers_follow_a_rebuild_that_another_index_object_finished(tmp_path: Path) -> None:
    writer, reader = TantivySearchIndex(tmp_path), TantivySearchIndex(tmp_path)
    writer.apply(DATABASE, [a_document("old")])
    assert ids(reader) == ["old"]

    writer.begin_rebuild(DATABASE).apply(DATABASE, [a_document("new")])
    writer.finish_rebuild(DATABASE)

    assert ids(reader) == ["new"]
    reader.drop(DATABASE)
    assert ids(writer) == []


def test_a_writer_goes_on_after_somebody_else_dropped_or_rebuilt_its_database(tmp_path: Path) -> None:
    writer, other = TantivySearchIndex(tmp_path), TantivySearchIndex(tmp_path)
    writer.apply(DATABASE, [a_document("a", version=3)])
    other.drop(DATABASE)
    writer.apply(DATABASE, [a_document("a", version=1)])
    assert [hit.version for hit in search(writer).hits] == [1]

    other.begin_rebuild(DATABASE).apply(DATABASE, [a_document("rebuilt")])
    other.finish_rebuild(DATABASE)
    writer.apply(DATABASE, [a_document("later")])

    assert ids(other) == ["later", "rebuilt"]


def test_a_broken_folder_is_an_error_of_the_ports(tmp_path: Path) -> None:
    index = TantivySearchIndex(tmp_path)
    index.apply(DATABASE, [a_document("a")])
    for meta in tmp_path.glob("*/*/meta.json"):
        meta.write_text("{")

    with pytest.raises(PortError):
        search(TantivySearchIndex(tmp_path))
    with pytest.raises(PortError):
        TantivySearchIndex(tmp_path).apply(DATABASE, [a_document("b")])
    assert TantivySearchIndex(tmp_path).marker(DATABASE) == ""


def test_many_databases_keep_a_bounded_number_of_indexes_open(tmp_path: Path) -> None:
    index = TantivySearchIndex(tmp_path)
    for n in range(40):
        index.apply(UUID(int=100 + n), [a_document("a")])

    assert len(os.listdir("/proc/self/fd")) < 400
    index.apply(UUID(int=100), [a_document("b")])


def test_small_commits_do_not_pile_up_segments(tmp_path: Path) -> None:
    index = TantivySearchIndex(tmp_path)
    for n in range(60):
        index.apply(DATABASE, [a_document(f"i{n}", name="x")])
    index.close(DATABASE)

    (generation,) = (entry for entry in (tmp_path / f"instances-{DATABASE}").iterdir() if entry.is_dir())
    assert len(list(generation.glob("*.store"))) < 25
    assert search(index).total == 60
