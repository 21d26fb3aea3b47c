"""Epochs as rows: what both who wraps keys and who goes on to another epoch ask of them."""

from datetime import datetime

from spice.adapters.key_ring import KeyRing
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.patient_connection import PatientConnection
from spice.domain.epochs import next_number
from spice.ports.errors import Permanent

_BEGIN = "insert into keys.epochs (epoch, at) values (%s, %s) on conflict do nothing"


_LAST = "select epoch from keys.epochs order by epoch desc limit 1"


def take(postgres: Postgres, ring: KeyRing, epoch: int) -> bool:
    """Have the key of an epoch; False where it is gone. Raises Permanent where all are: that is another place.

    Called without a transaction it holds nothing of the database while others are asked.
    """
    if ring.knows(epoch) or ring.take(epoch):
        return True
    with postgres.connection() as connection:
        asked = "select wrapped, ended_at from keys.epochs where epoch = %s"
        wrapped, ended_at = connection.execute(asked, [epoch]).fetchone() or (None, None)
    if wrapped is not None:
        return ring.take(epoch, bytes(wrapped))
    if ended_at is None and not ring.store.all():
        # An old copy of the database finds the keys of today there. Taken for destroyed, these would be made anew.
        raise Permanent("keys", "no key of any epoch is where they are kept: is it the right place?")
    ring.note_gone(epoch)
    return False


def take_newest(postgres: Postgres, ring: KeyRing) -> None:
    """Have the key of the newest epoch, where there is one, before a transaction that needs it."""
    with postgres.connection() as connection:
        row = connection.execute(_LAST).fetchone()
    if row is not None:
        take(postgres, ring, row[0])


def begin(connection: PatientConnection, ring: KeyRing, epoch: int, at: datetime) -> None:
    """Begin an epoch: its key is kept before anybody is told of it."""
    ring.begin(epoch)
    connection.execute(_BEGIN, [epoch, at])


def newest(postgres: Postgres, connection: PatientConnection, ring: KeyRing) -> int:
    """Number the epoch that wraps what is made now, and hold it until the transaction ends: the connection's."""
    while True:
        row = connection.execute(f"{_LAST} for key share".encode()).fetchone()
        if row is not None and take(postgres, ring, row[0]):
            return int(row[0])
        # There was none, or this is a copy from before its end: nothing more is wrapped by that one.
        now = connection.execute("select now()").fetchall()[0][0]
        begin(connection, ring, next_number(now, 0 if row is None else row[0]), now)
