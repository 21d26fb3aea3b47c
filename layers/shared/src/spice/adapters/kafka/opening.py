"""Opening the driver's clients."""

from collections.abc import Callable
from typing import Any

from kafka.net.compat import KafkaNetClient

from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.failures import check_version


def opened(kind: Callable[..., Any], connection: KafkaConnection, options: dict[str, Any]) -> Any:
    """Make a client that has met its broker. Where it cannot, nothing stays: the driver leaves a thread and sockets
    behind each time it fails to find one. Raises KafkaError, and Transient when the broker is too old."""
    made: list[Any] = []

    def network(**given: Any) -> Any:
        made.append(KafkaNetClient(**given))
        return made[-1]

    try:
        client = kind(**connection.options(), **options, kafka_client=network)
        try:
            check_version(connection, made[0].get_broker_version())
        except BaseException:
            client.close()
            raise
        return client
    except BaseException:
        for one in made:
            one.close()
        raise
