"""Our shard map is Kafka's: any client that leaves the partition to its driver agrees with us."""

from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as drivers

from spice.domain.identity import murmur2, partition_of


@given(st.text(), st.integers(1, 64))
def test_a_key_lies_where_the_driver_would_put_it(key: str, partitions: int) -> None:
    place = (drivers(key.encode()) & 0x7FFFFFFF) % partitions

    assert partition_of(key, partitions) == place


@given(st.binary())
def test_the_hash_is_the_drivers(data: bytes) -> None:
    assert murmur2(data) == drivers(data) & 0xFFFFFFFF
