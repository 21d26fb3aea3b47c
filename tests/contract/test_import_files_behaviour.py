"""What imports keep: written again, read whole, gone without a word."""

from uuid import UUID, uuid4

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


def test_those_that_have_texts_are_named_and_forgotten(stores: Stores) -> None:
    files = stores.ports.import_files
    first, second, third = (UUID(int=number, version=4) for number in (1 << 96, 2 << 96, 3 << 96))
    for each in (second, first, third):
        files.write(each, "rejects/000000", b"0")
        files.write(each, "rows/000000", b"0")

    named = [files.some(after=UUID(int=0), limit=2), files.some(after=second, limit=2)]
    files.forget(second)

    assert named == [[first, second], [third]]
    assert files.some(after=UUID(int=0), limit=9) == [first, third]
    assert files.read(second, "rejects/000000") is None


def test_imports_of_a_database_are_listed_newest_first(stores: Stores) -> None:
    jobs, work = stores.ports.jobs, Import(uuid4())
    first, second, third = (jobs.request(uuid4(), work, {"wanted": number}) for number in range(3))
    jobs.request(uuid4(), Import(uuid4()), {})

    page = jobs.named(work, limit=2, before=None)
    rest = jobs.named(work, limit=2, before=(page[-1].created_at, page[-1].id))

    assert [each.id for each in [*page, *rest]] == [third.id, second.id, first.id]
    assert rest[0].work == work
