"""A client of the driver whose loop has ended: it is replaced, and nobody waits for its end."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from kafka.errors import NotCoordinatorError

from spice.adapters.kafka import cluster, publisher
from spice.adapters.kafka.cluster import KafkaCluster
from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.publisher import KafkaPublisher
from spice.messages.record_batch import Record
from spice.ports.errors import Momentary, Transient, Unknown

CONNECTION = KafkaConnection(bootstrap=("nowhere:9092",))
ENDED = RuntimeError("NetworkSelector closed!")
RECORDS = [Record(key=b"k", value=b"v")]


class Admin:
    """An administrative client that fails as it is told; one that fails never closes."""

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure

    def describe_topics(self, topics: list[str]) -> list[dict[str, Any]]:
        """Tell of topics with one partition each."""
        if self._failure is not None:
            raise self._failure
        return [{"name": topic, "error_code": 0, "partitions": [{}]} for topic in topics]

    def close(self) -> None:
        """Hang, as a client does whose loop hangs."""
        if self._failure is not None:
            threading.Event().wait()


class Producer:
    """A producer that fails in one call."""

    def __init__(self, *, failing: str = "") -> None:
        self._failing = failing
        self.sent = list[bytes]()

    def partitions_for(self, topic: str) -> set[int]:
        """Tell that there is one."""
        self._fail("partitions_for")
        return {0}

    def send(self, topic: str, *, value: bytes, **_: Any) -> Any:
        """Take a record."""
        self._fail("send")
        self.sent.append(value)
        return Acked()

    def flush(self, seconds: float) -> None:
        """Have sent it."""

    def close(self, **_: Any) -> None:
        """Fail as well: its loop is gone."""
        raise ENDED

    def _fail(self, call: str) -> None:
        if call == self._failing:
            raise ENDED


class Acked:
    """What the driver says of a record that is kept."""

    is_done = True

    def failed(self) -> bool:
        """No."""
        return False


def handed_out(monkeypatch: pytest.MonkeyPatch, module: Any, *clients: Any) -> None:
    """Have these clients opened, one after the other."""
    left: Iterator[Any] = iter(clients)
    monkeypatch.setattr(module, "opened", lambda *_: next(left))


def test_an_administrative_client_whose_loop_ended_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    handed_out(monkeypatch, cluster, Admin(ENDED), Admin())
    asked = KafkaCluster(CONNECTION)

    with pytest.raises(Transient, match="NetworkSelector closed!"):
        asked.partitions("t")

    assert asked.partitions("t") == 1


def test_nobody_waits_for_a_client_that_does_not_close(monkeypatch: pytest.MonkeyPatch) -> None:
    handed_out(monkeypatch, cluster, *(Admin(NotCoordinatorError()) for _ in range(100)))
    asked, told = KafkaCluster(CONNECTION), list[str]()

    def ask() -> None:
        try:
            asked.ping()
        except Momentary as said:
            told.append(str(said))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(20)

    assert len(told) == 1


@pytest.mark.parametrize(("failing", "told"), [("partitions_for", Transient), ("send", Unknown)])
def test_a_producer_whose_loop_ended_is_replaced(
    monkeypatch: pytest.MonkeyPatch, failing: str, told: type[Exception]
) -> None:
    good = Producer()
    handed_out(monkeypatch, publisher, Producer(failing=failing), good)
    publishing = KafkaPublisher(CONNECTION)

    with pytest.raises(told, match="NetworkSelector closed!"):
        publishing.publish("t", 0, RECORDS)
    publishing.publish("t", 0, RECORDS)

    assert good.sent == [b"v"]
