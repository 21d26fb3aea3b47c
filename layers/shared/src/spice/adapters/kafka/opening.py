"""Opening the driver's clients."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.net.compat import KafkaNetClient

from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.failures import REFUSED, check_version


def opened(kind: Callable[..., Any], connection: KafkaConnection, options: dict[str, Any]) -> Any:
    """Make a client that has met its broker. Where it cannot, nothing stays: the driver leaves a thread and sockets
    behind each time it fails to find one. Raises KafkaError, and Transient when the broker is too old."""
    made: list[Any] = []

    def network(**given: Any) -> Any:
        made.append(KafkaNetClient(**given))
        return made[-1]

    try:
        with _reasons() as reasons:
            client = _met(kind, {**connection.options(), **options, "kafka_client": network}, reasons)
        check_version(connection, made[0].get_broker_version())
        return client
    except BaseException:
        for one in made:
            one.close()
        raise


def _met(kind: Callable[..., Any], options: dict[str, Any], reasons: list[KafkaError]) -> Any:
    try:
        return kind(**options)
    except KafkaTimeoutError as failed:
        refused = [reason for reason in reasons if isinstance(reason, REFUSED)]
        raise next(iter([*refused, *reasons]), failed) from failed


@contextmanager
def _reasons() -> Iterator[list[KafkaError]]:
    """Collect why brokers could not be met: the driver says that time was up, and only logs the reason."""
    found: list[KafkaError] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            given = record.args if isinstance(record.args, tuple) else ()
            found.extend(one for one in given if isinstance(one, KafkaError))

    collector, source = Collector(logging.WARNING), logging.getLogger("kafka.net.manager")
    source.addHandler(collector)
    try:
        yield found
    finally:
        source.removeHandler(collector)
