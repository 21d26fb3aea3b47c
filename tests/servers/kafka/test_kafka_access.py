"""TLS with a user and a password: let in, or told why not."""

import re
import time

import pytest

from spice.adapters.kafka.bus import KafkaBus
from spice.adapters.kafka.connection import KafkaConnection
from spice.messages.record_batch import Record
from spice.ports.errors import CircuitOpen, Transient
from tests.support.kafka_broker import PASSWORD, USER, KafkaBroker

pytestmark = pytest.mark.servers
TRIES = 20


def guarded(broker: KafkaBroker, *, password: str = PASSWORD, ca_file: str | None = None) -> KafkaBus:
    return KafkaBus(
        KafkaConnection(
            bootstrap=(broker.guarded,),
            security="SASL_SSL",
            mechanism="PLAIN",
            user=USER,
            password=password,
            ca_file=ca_file or str(broker.certificate),
        )
    )


def test_a_user_with_the_right_password_publishes_and_reads(broker: KafkaBroker) -> None:
    bus = guarded(broker)

    bus.create_topics({"t": 1})
    bus.publish("t", 0, [Record(key=b"k", value=b"v")])
    read = bus.fetch("g", "t", 0, max_records=10, max_bytes=1000)
    bus.close()

    assert [record.value for record in read] == [b"v"]


def heard(bus: KafkaBus) -> str:
    """What the broker answers: the driver forgets an answer that it reads together with the end of the connection, and
    who failed is not asked again for a moment."""
    said = ""
    for _ in range(TRIES):
        with pytest.raises(Transient) as refused:
            bus.publish("t", 0, [Record(key=b"k", value=b"v")])
        said = str(refused.value)
        if isinstance(refused.value, CircuitOpen):
            time.sleep(refused.value.retry_after_seconds)
        elif "socket disconnected" not in said:
            break
    return said


def test_a_wrong_password_is_refused_by_that_name(broker: KafkaBroker) -> None:
    let_in, bus = guarded(broker), guarded(broker, password="wrong")
    let_in.ping()  # whoever answers is there, and only the password is wrong
    let_in.close()

    said = heard(bus)
    bus.close()

    assert re.search("access is refused: .*Invalid username or password", said)


def test_a_broker_whose_certificate_nobody_vouches_for_is_not_trusted(broker: KafkaBroker) -> None:
    import certifi

    bus = guarded(broker, ca_file=certifi.where())

    with pytest.raises(Transient, match="certificate verify failed"):
        bus.ping()
    bus.close()
