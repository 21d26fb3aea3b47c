"""Kafka's errors as ours.

What is about the brokers, the network or the credentials is never Permanent: a record must not be parked because a
password is wrong. Only what is wrong with a record, or with where it should go, is.

| what happened                                                        | class                                         |
|----------------------------------------------------------------------|-----------------------------------------------|
| no broker answers: gone, not yet up, the name is wrong               | Transient                                     |
| a broker answers "not now": no leader, too few replicas, loading     | Momentary: it kept nothing, others may go on  |
| its disk is full or broken (its log directory is offline)            | Transient: it kept nothing, or it is gone     |
| credentials or rights refused, mechanism not offered                 | Transient, says so: the operator's to mend    |
| the broker is too old                                                | Transient, names what it speaks and is needed |
| the connection broke, or time was up, after records were handed over | Unknown: all, or a prefix, may be kept        |
| kept by the leader, not by enough replicas                           | Unknown: repeated, recognised by its ids      |
| a record too large, or one the broker finds invalid                  | Permanent                                     |
| no such topic, no such partition                                     | Permanent                                     |
| anything else the driver says                                        | Transient before, Unknown after handing over  |
"""

from kafka import errors

from spice.adapters.kafka.connection import SERVICE, KafkaConnection
from spice.ports.errors import Momentary, Permanent, PortError, Transient, Unknown

NEEDED = (2, 8)
"""Brokers from here on; what we ask of them (zstd, idempotence, committed offsets by group) they all have."""

_NOT_NOW = (
    errors.NotEnoughReplicasError,
    errors.NotLeaderForPartitionError,
    errors.LeaderNotAvailableError,
    errors.CoordinatorLoadInProgressError,
    errors.CoordinatorNotAvailableError,
    errors.NotCoordinatorError,
)
_NOTHING_KEPT = (
    errors.KafkaStorageError,
    errors.LogDirNotFoundError,
    errors.BrokerNotAvailableError,
    errors.ThrottlingQuotaExceededError,
    errors.PolicyViolationError,
)
REFUSED = (
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.IllegalSaslStateError,
    errors.AuthorizationError,
)
_RECORD = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.InvalidRecordError,
    errors.InvalidTimestampError,
    errors.CorruptRecordError,
)
_PLACE = (errors.UnknownTopicOrPartitionError, errors.InvalidTopicError)


def translated(failed: Exception, doing: str, *, handed_over: bool = False) -> PortError:
    """Class a driver's error by the table above; `handed_over` tells that records may be at the broker already."""
    said = f"{doing}: {_spoken(failed)}"
    if isinstance(failed, _RECORD + _PLACE):
        return Permanent(SERVICE, said)
    if isinstance(failed, REFUSED):
        return Transient(SERVICE, f"{doing}: access is refused: {_spoken(failed)}")
    if isinstance(failed, errors.UnsupportedVersionError):
        return Transient(SERVICE, f"{doing}: the broker is too old, needed is {_dotted(NEEDED)}: {_spoken(failed)}")
    if isinstance(failed, _NOT_NOW):
        return Momentary(SERVICE, said)
    if isinstance(failed, _NOTHING_KEPT) or not handed_over:
        return Transient(SERVICE, said)
    return Unknown(SERVICE, said)


def check_version(connection: KafkaConnection, spoken: tuple[int, ...]) -> None:
    """Refuse a broker that is too old, by name."""
    if spoken < NEEDED:
        raise Transient(
            SERVICE, f"the broker at {connection} speaks Kafka {_dotted(spoken)}, needed is {_dotted(NEEDED)} or newer"
        )


def _spoken(failed: Exception) -> str:
    name = type(failed).__name__
    text = str(failed).strip()
    return text if name in text else f"{name}: {text}" if text else name


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
