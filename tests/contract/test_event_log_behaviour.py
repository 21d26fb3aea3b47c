"""The event log: written once, whoever comes first."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count

import pytest

from infra.catalogue.names import LOG_BUCKET
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.event_log import S3EventLog
from spice.messages.segment_name import segment_key
from spice.ports.errors import AlreadyThere, Transient, Unknown
from tests.contract.conftest import Stores

_numbers = count(1000)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any, where no server checks them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, os.environ.get(name, "any"))


@pytest.fixture
def shard() -> str:
    """A shard of the test's own: the log is never emptied."""
    return f"instance-{next(_numbers)}"


def test_a_segment_is_read_as_it_was_written(stores: Stores, shard: str) -> None:
    body = bytes(range(256)) * 100

    stores.ports.log.append(1, shard, 1, body)

    assert stores.ports.log.read(1, shard, 1) == body
    assert stores.ports.log.read(1, shard, 2) is None


def test_a_sequence_is_written_once(stores: Stores, shard: str) -> None:
    stores.ports.log.append(1, shard, 1, b"first")

    with pytest.raises(AlreadyThere):
        stores.ports.log.append(1, shard, 1, b"second")

    assert stores.ports.log.read(1, shard, 1) == b"first"


def test_of_sixteen_writers_one_wins(stores: Stores, shard: str) -> None:
    def write(number: int) -> int | None:
        try:
            stores.ports.log.append(1, shard, 1, b"%d" % number)
        except AlreadyThere:
            return None
        return number

    answers = stores.at_once([partial(write, number) for number in range(16)])

    winners = [answer for answer in answers if answer is not None]
    assert [stores.ports.log.read(1, shard, 1)] == [b"%d" % winner for winner in winners]


def test_sequences_are_walked_in_order_from_anywhere(stores: Stores, shard: str) -> None:
    for sequence in (1, 2, 9, 10, 11, 100):
        stores.ports.log.append(1, shard, sequence, b"")

    assert list(stores.ports.log.sequences(1, shard)) == [1, 2, 9, 10, 11, 100]
    assert list(stores.ports.log.sequences(1, shard, after=9)) == [10, 11, 100]
    assert list(stores.ports.log.sequences(2, shard)) == []


def test_segments_are_walked_in_order_from_anywhere(stores: Stores, shard: str) -> None:
    for sequence in range(1, 31):
        stores.ports.log.append(1, shard, sequence, b"%d" % sequence)

    assert list(stores.ports.log.walk(1, shard)) == [(n, b"%d" % n) for n in range(1, 31)]
    assert list(stores.ports.log.walk(1, shard, after=28)) == [(29, b"29"), (30, b"30")]
    assert list(stores.ports.log.walk(2, shard)) == []
    walk = stores.ports.log.walk(1, shard)
    assert next(walk) == (1, b"1")
    walk.close()  # type: ignore[attr-defined]  # an iterator that is a generator


def test_a_segment_that_was_listed_and_is_gone_is_not_passed_over(stores: Stores, shard: str) -> None:
    log = stores.ports.log
    for sequence in range(1, 31):
        log.append(1, shard, sequence, b"%d" % sequence)

    walk = log.walk(1, shard)
    next(walk)
    stores.ports.log_objects.set_apart(segment_key(1, shard, 29), "run")

    assert list(walk)[-2:] == [(29, None), (30, b"30")]


def test_shards_are_listed_by_generation(stores: Stores, shard: str) -> None:
    stores.ports.log.append(2, shard, 1, b"")
    stores.ports.log.append(1, shard, 1, b"")

    mine = [entry for entry in stores.ports.log.shards() if entry[1] == shard]

    assert mine == [(1, shard), (2, shard)]


def test_a_server_that_is_not_there_is_transient() -> None:
    log = S3EventLog(LazyS3(endpoint="http://127.0.0.1:9", region="us-east-1"), LOG_BUCKET)

    with pytest.raises(Transient):
        log.append(1, "instance-0000", 1, b"")
    with pytest.raises(Transient):
        log.read(1, "instance-0000", 1)


def test_an_answer_that_is_cut_off_is_unknown() -> None:
    with hanging_up() as endpoint:
        log = S3EventLog(LazyS3(endpoint=endpoint, region="us-east-1"), LOG_BUCKET)

        with pytest.raises(Unknown):
            log.append(1, "instance-0000", 1, b"body")
        with pytest.raises(Transient):
            log.read(1, "instance-0000", 1)


@contextmanager
def hanging_up() -> Iterator[str]:
    """A server that takes requests and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65536)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
