"""What imports keep: written again, read whole, gone without a word."""

from uuid import uuid4

from spice.messages.work import Import
from tests.contract.conftest import Stores


def test_a_text_is_read_as_it_was_written_last(stores: Stores) -> None:
    import_id, files = uuid4(), stores.ports.import_files

    files.write(import_id, "rows/00000", b"first")
    files.write(import_id, "rows/00000", b"second")

    assert files.read(import_id, "rows/00000") == b"second"
    assert files.read(uuid4(), "rows/00000") is None


def test_what_was_removed_is_not_there(stores: Stores) -> None:
    import_id, files = uuid4(), stores.ports.import_files
    files.write(import_id, "rows/00000", b"0")

    files.delete(import_id, "rows/00000")
    files.delete(import_id, "rows/00000")

    assert files.read(import_id, "rows/00000") is None


def test_texts_are_listed_behind_one_with_their_times(stores: Stores) -> None:
    files, ids = stores.ports.import_files, sorted((uuid4() for _ in range(3)), key=str)
    for name in ("rows/000000", "rejects/000000"):
        for import_id in ids:
            files.write(import_id, name, b"0")

    first = files.listed(after=None, limit=4)
    rest = files.listed(after=first[-1], limit=1000)

    mine = [(each.import_id, each.name) for each in [*first, *rest] if each.import_id in ids]
    assert mine == [(each, name) for each in ids for name in ("rejects/000000", "rows/000000")]
    assert len(first) == 4
    assert all(each.written_at.tzinfo is not None for each in first)


def test_imports_of_a_database_are_listed_newest_first(stores: Stores) -> None:
    jobs, work = stores.ports.jobs, Import(uuid4())
    first, second, third = (jobs.request(uuid4(), work, {"wanted": number}) for number in range(3))
    jobs.request(uuid4(), Import(uuid4()), {})

    page = jobs.named(work, limit=2, before=None)
    rest = jobs.named(work, limit=2, before=(page[-1].created_at, page[-1].id))

    assert [each.id for each in [*page, *rest]] == [third.id, second.id, first.id]
    assert rest[0].work == work
