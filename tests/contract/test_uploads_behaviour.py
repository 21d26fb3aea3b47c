"""Uploads: announced, put by a signed URL with just that size and type, read in parts, forgotten."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from spice.adapters.memory.uploads import MemoryUploads
from spice.adapters.ranged_file import PART
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.uploads import S3Uploads
from spice.application.ground.fresh_ids import fresh_id
from spice.ports.errors import DiskFull, Permanent
from spice.ports.uploads import Upload
from tests.contract.conftest import Stores

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)


def an_upload(size: int, *, at: datetime = NOW, name: str = "주문.csv") -> Upload:
    return Upload(
        id=fresh_id(at), subject="kim", filename=name, size=size, content_type="text/csv", expires_at=at + timedelta(7)
    )


def put(stores: Stores, url: str, content: bytes, content_type: str = "text/csv") -> int:
    """Do what a client does; answers the status."""
    if isinstance(stores.ports.uploads, MemoryUploads):
        return stores.ports.uploads.put(url, content, content_type)
    return sent("PUT", url, content, {"content-type": content_type})


def sent(method: str, url: str, content: bytes, headers: Mapping[str, str]) -> int:
    place = urlsplit(url)
    connection = HTTPConnection(place.netloc, timeout=10)
    try:
        connection.request(method, f"{place.path}?{place.query}", body=content, headers=dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_file_that_was_put_is_read(stores: Stores) -> None:
    uploads, upload = stores.ports.uploads, an_upload(5)

    status = put(stores, uploads.announce(upload, seconds=60), b"a,b\r\n")

    assert status == 200
    assert uploads.find(upload.id) == upload
    stored = uploads.open(upload.id)
    assert stored is not None
    assert stored.content.read() == b"a,b\r\n"


def test_what_was_not_announced_or_not_put_is_not_there(stores: Stores) -> None:
    uploads, upload = stores.ports.uploads, an_upload(5)
    uploads.announce(upload, seconds=60)

    assert uploads.open(upload.id) is None
    assert (uploads.find(uuid4()), uploads.open(uuid4())) == (None, None)


@pytest.mark.parametrize(
    ("content", "content_type"), [(b"a,b\r\n1", "text/csv"), (b"a,b", "text/csv"), (b"a,b\r\n", "text/html")]
)
def test_no_other_size_or_type_is_taken(stores: Stores, content: bytes, content_type: str) -> None:
    uploads, upload = stores.ports.uploads, an_upload(5)

    status = put(stores, uploads.announce(upload, seconds=60), content, content_type)

    assert (status, uploads.open(upload.id)) == (403, None)


def test_a_long_file_is_read_in_parts_from_anywhere(stores: Stores) -> None:
    body = b"".join(b"%015d\n" % number for number in range((2 * PART + 160) // 16))
    uploads, upload = stores.ports.uploads, an_upload(len(body))
    put(stores, uploads.announce(upload, seconds=60), body)

    stored = uploads.open(upload.id)

    assert stored is not None
    content = stored.content
    assert content.seek(PART - 8) == PART - 8
    assert content.read(16) == body[PART - 8 : PART + 8]
    assert content.seek(-16, 2) == len(body) - 16
    assert (content.read(), content.read(1)) == (body[-16:], b"")
    content.seek(0)
    assert [next(content), content.read()] == [body[:16], body[16:]]


def test_a_file_that_is_replaced_while_it_is_read_says_so(stores: Stores) -> None:
    uploads, upload = stores.ports.uploads, an_upload(PART + 1)
    url = uploads.announce(upload, seconds=60)
    put(stores, url, b"a" * (PART + 1))
    stored, still = uploads.open(upload.id), uploads.open(upload.id)
    assert stored is not None
    assert still is not None
    assert stored.content.read(1) == b"a"

    put(stores, url, b"b" * (PART + 1))

    with pytest.raises(Permanent, match="changed"):
        stored.content.read()
    another = uploads.open(upload.id)
    assert another is not None
    assert still.version == stored.version != another.version


def test_what_is_old_is_forgotten_and_nothing_else(stores: Stores) -> None:
    uploads = stores.ports.uploads
    old, older, young = an_upload(1, at=NOW - timedelta(8)), an_upload(1, at=NOW - timedelta(9)), an_upload(1)
    for upload in (young, old, older):
        put(stores, uploads.announce(upload, seconds=60), b"x")

    forgotten = [uploads.forget(announced_before=NOW - timedelta(7)) for _ in range(2)]

    assert forgotten == [4, 0]
    assert [uploads.find(each.id) for each in (old, older, young)] == [None, None, young]
    assert uploads.open(young.id) is not None
    uploads.forget(announced_before=NOW + timedelta(1))


@pytest.mark.services
def test_a_url_is_of_one_object_and_one_method(real: Stores) -> None:
    mine, other = an_upload(1), an_upload(1)
    url = real.ports.uploads.announce(mine, seconds=60)
    real.ports.uploads.announce(other, seconds=60)

    elsewhere = put(real, url.replace(str(mine.id), str(other.id)), b"x")
    read = sent("GET", url, b"", {"content-type": "text/csv"})
    unsigned = put(real, url.partition("?")[0], b"x")

    assert (elsewhere, read, unsigned) == (403, 403, 403)


@pytest.mark.parametrize("region", ["ap-northeast-2", "us-east-1"])
def test_a_url_in_the_cloud_names_the_region_of_the_bucket(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    signer = LazyS3(endpoint=None, region=region).signer

    url = signer.generate_presigned_url("put_object", Params={"Bucket": "spice-data", "Key": "x"}, ExpiresIn=60)

    assert url.startswith(f"https://spice-data.s3.{region}.amazonaws.com/x?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert "&X-Amz-Expires=60&" in url


def test_nothing_is_announced_for_which_there_is_no_room() -> None:
    uploads = S3Uploads(LazyS3(endpoint="http://127.0.0.1:9", region="us-east-1"), "data", lacks=lambda size: size > 4)

    with pytest.raises(DiskFull):
        uploads.announce(an_upload(5), seconds=60)
