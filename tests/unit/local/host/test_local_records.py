"""Bus records as Lambda's Kafka event."""

import msgspec

from local.host.sources.records import kafka_event
from spice.ports.bus import ConsumedRecord


def test_a_batch_has_the_shape_of_lambdas_event_source_mapping() -> None:
    record = ConsumedRecord(
        key=b"k", value=b'{"n":1}', headers=(("id", b"\x01\xff"),), topic="t", partition=3, offset=7, timestamp=1700
    )

    event = msgspec.msgpack.decode(kafka_event([record]))

    assert event["eventSource"] == "aws:kafka"
    assert event["records"] == {
        "t-3": [
            {
                "topic": "t",
                "partition": 3,
                "offset": 7,
                "timestamp": 1700,
                "timestampType": "CREATE_TIME",
                "key": "aw==",
                "value": "eyJuIjoxfQ==",
                "headers": [{"id": [1, 255]}],
            }
        ]
    }
