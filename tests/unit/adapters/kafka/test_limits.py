"""Batches: each is one record batch of Kafka, in order, and none is larger than a plain topic takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.record.default_records import DefaultRecordBatchBuilder

from spice.adapters.kafka.limits import CHUNK, MAX_RECORD, check, chunks, size_of
from spice.messages.record_batch import Record
from spice.ports.errors import Permanent

RECORDS = st.builds(
    Record,
    key=st.binary(max_size=40),
    value=st.one_of(st.binary(max_size=50), st.integers(0, 2_000_000).map(bytes)),
    headers=st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=8)), max_size=3).map(tuple),
)


@given(st.lists(RECORDS, max_size=12))
def test_chunks_keep_everything_in_order_and_are_bounded(records: list[Record]) -> None:
    made = [list(chunk) for chunk in chunks(records)]

    assert [record for chunk in made for record in chunk] == records
    assert all(chunk and (len(chunk) == 1 or sum(map(size_of, chunk)) <= CHUNK) for chunk in made)


@given(RECORDS)
def test_a_record_takes_no_more_than_we_count(record: Record) -> None:
    driver = DefaultRecordBatchBuilder.size_of(record.key, record.value, list(record.headers))

    assert driver + DefaultRecordBatchBuilder.MAX_RECORD_OVERHEAD <= size_of(record)


def test_a_record_at_the_limit_is_taken_and_one_above_is_not() -> None:
    check([Record(key=b"k", value=bytes(MAX_RECORD - 1))])

    with pytest.raises(Permanent, match=f"a record of {MAX_RECORD} bytes is above {MAX_RECORD}"):
        check([Record(key=b"", value=b"small"), Record(key=b"k", value=bytes(MAX_RECORD))])
