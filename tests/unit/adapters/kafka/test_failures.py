"""Each row of the table in failures.py, with the driver's own exceptions."""

import pytest
from kafka import errors

from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.failures import check_version, translated
from spice.ports.errors import Momentary, Permanent, PortError, Transient, Unknown

AWAY = [errors.KafkaTimeoutError, errors.NodeNotReadyError, errors.KafkaConnectionError]
NOT_NOW = [
    errors.NotEnoughReplicasError,
    errors.NotLeaderForPartitionError,
    errors.LeaderNotAvailableError,
    errors.CoordinatorNotAvailableError,
]
DISK = [errors.KafkaStorageError, errors.LogDirNotFoundError, errors.ThrottlingQuotaExceededError]
REFUSED = [
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.TopicAuthorizationFailedError,
    errors.ClusterAuthorizationFailedError,
]
IN_THE_AIR = [
    *AWAY,
    errors.RequestTimedOutError,
    errors.NetworkExceptionError,
    errors.NotEnoughReplicasAfterAppendError,
    errors.OutOfOrderSequenceNumberError,
    errors.IllegalStateError,
]
RECORD = [errors.MessageSizeTooLargeError, errors.RecordListTooLargeError, errors.InvalidRecordError]
PLACE = [errors.UnknownTopicOrPartitionError, errors.InvalidTopicError]


def classed(kind: type[errors.KafkaError], *, handed_over: bool) -> type[PortError]:
    return type(translated(kind("said"), "3 records to t/0", handed_over=handed_over))


@pytest.mark.parametrize("kind", [*AWAY, *DISK, *REFUSED, errors.UnknownError])
def test_what_fails_before_anything_was_sent_is_transient(kind: type[errors.KafkaError]) -> None:
    assert classed(kind, handed_over=False) is Transient


@pytest.mark.parametrize("kind", [*DISK, *REFUSED])
def test_a_broker_that_kept_nothing_is_transient(kind: type[errors.KafkaError]) -> None:
    assert classed(kind, handed_over=True) is Transient


@pytest.mark.parametrize("handed_over", [True, False])
@pytest.mark.parametrize("kind", NOT_NOW)
def test_a_partition_that_cannot_now_is_no_outage_of_the_bus(kind: type[errors.KafkaError], handed_over: bool) -> None:
    """A Momentary failure opens no breaker: other partitions go on."""
    assert classed(kind, handed_over=handed_over) is Momentary


@pytest.mark.parametrize("kind", [*IN_THE_AIR, errors.UnknownError])
def test_an_outcome_that_nobody_saw_is_unknown(kind: type[errors.KafkaError]) -> None:
    assert classed(kind, handed_over=True) is Unknown


@pytest.mark.parametrize("handed_over", [True, False])
@pytest.mark.parametrize("kind", [*RECORD, *PLACE])
def test_a_record_or_a_place_that_is_wrong_is_permanent(kind: type[errors.KafkaError], handed_over: bool) -> None:
    assert classed(kind, handed_over=handed_over) is Permanent


def test_refused_access_says_so() -> None:
    failed = translated(errors.SaslAuthenticationFailedError("Invalid username or password"), "ping at a:9092")

    assert "ping at a:9092: access is refused" in str(failed)
    assert "Invalid username or password" in str(failed)


def test_a_request_the_broker_does_not_know_names_the_version_that_is_needed() -> None:
    failed = translated(errors.IncompatibleBrokerVersion("Requires >= Kafka 3.0"), "lag")

    assert isinstance(failed, Transient)
    assert "too old, needed is 2.8" in str(failed)


def test_a_broker_that_is_too_old_is_named_and_its_version() -> None:
    connection = KafkaConnection(bootstrap=("old:9092",))

    with pytest.raises(Transient, match=r"the broker at old:9092 speaks Kafka 2\.0, needed is 2\.8 or newer"):
        check_version(connection, (2, 0))
    check_version(connection, (2, 8))
    check_version(connection, (4, 1))
