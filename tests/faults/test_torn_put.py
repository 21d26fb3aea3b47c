"""A writer that dies in the middle of a PUT leaves nothing: an empty object would stop its shard for ever."""

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.event_log import S3EventLog, segment_key
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]
BUCKET, SHARD, BODY = "spice-data", "torn-0000", b"a segment" * 100


class Died(Exception):
    """The writer ended between the headers of its request and its end."""


@pytest.mark.parametrize("sent", [0, 500])
def test_a_writer_that_dies_within_its_request_leaves_nothing(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, sent: int
) -> None:
    plan = stand.plan()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", plan["s3_access_key"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", plan["s3_secret_key"])
    s3 = LazyS3(endpoint=f"http://127.0.0.1:{plan['ports']['s3']}", region="us-east-1")
    log, key = S3EventLog(s3, BUCKET), segment_key(1, SHARD, sent + 1)

    def die(request: Any, **_: object) -> None:
        _send_part(request, sent)
        raise Died

    s3.client.meta.events.register_first("before-send.s3.PutObject", die)
    with pytest.raises(Died):
        log.append(1, SHARD, sent + 1, BODY)
    s3.client.meta.events.unregister("before-send.s3.PutObject", die)
    time.sleep(1.0)

    with pytest.raises(ClientError):
        s3.client.head_object(Bucket=BUCKET, Key=key)
    log.append(1, SHARD, sent + 1, BODY)
    assert log.read(1, SHARD, sent + 1) == BODY
    s3.client.close()


def _send_part(request: AWSRequest, sent: int) -> None:
    """Send a signed request's headers and the first bytes of its body, then hang up."""
    place = urlsplit(str(request.url))
    headers = {**request.headers, "Host": place.netloc, "Content-Length": str(len(BODY))}
    headers.pop("Expect", None)
    lines = [f"{name}: {_text(value)}" for name, value in headers.items()]
    head = "\r\n".join([f"PUT {place.path} HTTP/1.1", *lines, "", ""]).encode()
    with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
        connection.sendall(head + BODY[:sent])
        time.sleep(0.3)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
