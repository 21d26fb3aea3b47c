"""A folder of search that is deleted, emptied, cut short, swapped or put back as it was before is noticed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from spice.adapters.memory.search_marks import MemorySearchMarks
from spice.adapters.memory.state import MemoryState
from spice.adapters.tantivy.documents import layout
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.application.projecting.search_losses import SearchLosses
from spice.ports.errors import Rebuilding
from tests.contract.search_index.world import DATABASE, a_document, ids

OTHER = UUID(int=8)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def index(root: Path) -> TantivySearchIndex:
    return TantivySearchIndex(root)


@pytest.fixture
def marks() -> MemorySearchMarks:
    return MemorySearchMarks(MemoryState())


def write(index: TantivySearchIndex, marks: MemorySearchMarks, *names: str, database: UUID = DATABASE) -> None:
    """Project documents as the projection does."""
    for name in names:
        index.apply(database, [a_document(name, name=name)])
        marks.keep(database, index.marker(database))


def looking(index: TantivySearchIndex, marks: MemorySearchMarks) -> SearchLosses:
    return SearchLosses(index, marks, sleep=lambda seconds: None)


def generation(root: Path) -> Path:
    home = root / f"instances-{DATABASE}"
    return home / (home / "current").read_text()


def remove_all(root: Path) -> None:
    shutil.rmtree(root)


def remove_the_database(root: Path) -> None:
    shutil.rmtree(root / f"instances-{DATABASE}")


def remove_the_generation(root: Path) -> None:
    shutil.rmtree(generation(root))


def empty_the_generation(root: Path) -> None:
    for file in generation(root).iterdir():
        file.unlink()


def empty_the_pointer(root: Path) -> None:
    (root / f"instances-{DATABASE}" / "current").write_text("")


def remove_one_part(root: Path) -> None:
    next(generation(root).glob("*.store")).unlink()


def remove_the_fields_of_text(root: Path) -> None:
    (generation(root) / "texts.json").unlink()


def cut_one_part_short(root: Path) -> None:
    file = next(generation(root).glob("*.term"))
    put_in_place_of(file, file.read_bytes()[: file.stat().st_size // 2])


def empty_one_part(root: Path) -> None:
    put_in_place_of(next(generation(root).glob("*.idx")), b"")


def put_in_place_of(file: Path, content: bytes) -> None:
    """Not in the same file: whoever has it mapped would die of it."""
    file.unlink()
    file.write_bytes(content)


def garble_the_commit(root: Path) -> None:
    (generation(root) / "meta.json").write_text('{"segments": [')


DAMAGES = (
    *(remove_all, remove_the_database, remove_the_generation, empty_the_generation, empty_the_pointer),
    *(remove_one_part, remove_the_fields_of_text, cut_one_part_short, empty_one_part, garble_the_commit),
)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("restarted", [False, True])
def test_a_damage_is_noticed_by_whoever_has_it_open_and_by_whoever_comes(
    root: Path, index: TantivySearchIndex, marks: MemorySearchMarks, damage: Callable[[Path], None], *, restarted: bool
) -> None:
    write(index, marks, "a", "b")
    reader = TantivySearchIndex(root)
    assert ids(reader) == ["a", "b"]
    before = looking(reader, marks).among([DATABASE])

    damage(root)
    # What was read before stays mapped: a part that was cut short is seen by whoever comes.
    late = restarted or damage in (cut_one_part_short, empty_one_part)
    losses = looking(TantivySearchIndex(root) if late else reader, marks)

    assert not before
    assert losses.among([DATABASE]) == [DATABASE]
    with pytest.raises(Rebuilding):
        losses.marker(DATABASE)


def test_an_older_copy_is_noticed(root: Path, index: TantivySearchIndex, marks: MemorySearchMarks) -> None:
    write(index, marks, "a")
    shutil.copytree(root, root.with_name("old"))
    write(index, marks, "b")

    shutil.rmtree(root)
    shutil.copytree(root.with_name("old"), root)

    assert looking(TantivySearchIndex(root), marks).among([DATABASE]) == [DATABASE]
    assert looking(index, marks).among([DATABASE]) == [DATABASE]


def test_another_platforms_folder_is_noticed(root: Path, index: TantivySearchIndex, marks: MemorySearchMarks) -> None:
    write(index, marks, "a")
    write(TantivySearchIndex(root.with_name("theirs")), MemorySearchMarks(MemoryState()), "a", "b", "c")

    shutil.rmtree(root)
    shutil.copytree(root.with_name("theirs"), root)

    assert looking(TantivySearchIndex(root), marks).among([DATABASE]) == [DATABASE]


def test_an_index_of_another_layout_is_noticed(
    root: Path, index: TantivySearchIndex, marks: MemorySearchMarks, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(index, marks, "a")

    monkeypatch.setattr(layout, "LAYOUT", layout.LAYOUT + 1)

    assert looking(TantivySearchIndex(root), marks).among([DATABASE]) == [DATABASE]


def test_one_databases_loss_is_no_others(root: Path, index: TantivySearchIndex, marks: MemorySearchMarks) -> None:
    write(index, marks, "a")
    write(index, marks, "b", database=OTHER)

    remove_the_database(root)

    assert looking(index, marks).among([DATABASE, OTHER]) == [DATABASE]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_rebuild_mends_every_damage(
    root: Path, index: TantivySearchIndex, marks: MemorySearchMarks, damage: Callable[[Path], None]
) -> None:
    write(index, marks, "a", "b")
    reader = TantivySearchIndex(root)
    assert ids(reader) == ["a", "b"]

    damage(root)
    beside = index.begin_rebuild(DATABASE)
    beside.apply(DATABASE, [a_document("a", name="a"), a_document("b", name="b")])
    index.finish_rebuild(DATABASE)
    marks.replace(DATABASE, index.marker(DATABASE))
    write(index, marks, "c")

    assert looking(reader, marks).among([DATABASE]) == []
    assert ids(reader) == ["a", "b", "c"]


def test_writes_merges_and_restarts_lose_nothing(
    root: Path, index: TantivySearchIndex, marks: MemorySearchMarks
) -> None:
    reader = looking(TantivySearchIndex(root), marks)
    for round in range(3):
        writer = TantivySearchIndex(root)
        write(writer, marks, *(f"r{round}-{n}" for n in range(12)))
        assert reader.among([DATABASE]) == []
        writer.close(DATABASE)

    assert reader.among([DATABASE]) == []
