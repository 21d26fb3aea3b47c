"""Files that people take: made at once or of parts, whatever is done twice; read by a signed URL, forgotten."""

from datetime import UTC, datetime, timedelta
from urllib.request import urlopen
from uuid import UUID

import pytest

from spice.adapters.memory.export_files import MemoryExportFiles
from spice.adapters.s3.client import LazyS3
from spice.application.ground.fresh_ids import fresh_id
from tests.contract.conftest import Stores

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)
FULL = b"0123456789abcdef" * (5 * 1024 * 1024 // 16)
"""As small as a part may be that is not the last."""


def an_id(at: datetime = NOW) -> UUID:
    return fresh_id(at)


def got(stores: Stores, export_id: UUID) -> bytes | None:
    """Follow a URL as a client does."""
    files = stores.ports.export_files
    url = files.sign(export_id, filename="항공편.csv", seconds=60)
    if isinstance(files, MemoryExportFiles):
        return files.get(url)
    with urlopen(url, timeout=10) as answer:
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%ED%95%AD")
        assert answer.headers["content-type"] == "text/csv"
        return bytes(answer.read())


def test_a_file_is_made_at_once_and_again(stores: Stores) -> None:
    files, file = stores.ports.export_files, an_id()

    files.put(file, b"a", content_type="text/csv")
    files.put(file, b"b", content_type="text/csv")

    assert got(stores, file) == b"b"


def test_a_file_is_made_of_parts_whatever_is_done_twice(stores: Stores) -> None:
    files, file = stores.ports.export_files, an_id()
    begun = files.begin(file, content_type="text/csv")

    first = files.write(file, begun, 1, FULL[::-1])
    marks = [files.write(file, begun, number, body) for number, body in ((1, FULL), (2, b"end"))]
    again = files.write(file, begun, 2, b"end")

    assert first != marks[0]
    assert again == marks[1]
    kept = [mark for mark in marks if mark is not None]
    assert [files.finish(file, begun, kept) for _ in range(2)] == [True, True]
    assert got(stores, file) == FULL + b"end"


def test_what_was_given_up_is_gone(stores: Stores) -> None:
    files, file = stores.ports.export_files, an_id()
    begun = files.begin(file, content_type="text/csv")
    mark = files.write(file, begun, 1, b"x")

    files.give_up(file, begun)
    files.give_up(file, begun)

    assert files.write(file, begun, 2, b"y") is None
    assert files.finish(file, begun, [mark or ""]) is False


def test_what_is_old_is_forgotten_finished_or_not(stores: Stores) -> None:
    files = stores.ports.export_files
    files.forget(asked_before=NOW + timedelta(1))
    old, begun_then, young = an_id(NOW - timedelta(8)), an_id(NOW - timedelta(8)), an_id()
    files.put(old, b"x", content_type="text/csv")
    files.put(young, b"y", content_type="text/csv")
    begun = files.begin(begun_then, content_type="text/csv")

    forgotten = [files.forget(asked_before=NOW - timedelta(7)) for _ in range(2)]

    assert forgotten == [2, 0]
    assert files.write(begun_then, begun, 1, b"z") is None
    assert got(stores, young) == b"y"


def test_a_url_names_the_file_for_whoever_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    from spice.adapters.s3.export_files import S3ExportFiles

    url = S3ExportFiles(LazyS3(endpoint=None, region="eu-west-1"), "data").sign(an_id(), filename="a.csv", seconds=60)

    assert url.startswith("https://data.s3.eu-west-1.amazonaws.com/exports/")
    assert "response-content-disposition=attachment" in url
