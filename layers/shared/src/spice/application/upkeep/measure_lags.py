"""What the platform's alarms look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from spice.application.projecting.projections import NAMES
from spice.application.upkeep.rotate_epochs import RotateEpochs
from spice.ports.dead_letters import DeadLetters
from spice.ports.notes import Notes
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox
from spice.ports.quarantine import Quarantine
from spice.ports.shard_heads import ShardHeads
from spice.ports.subject_keys import SubjectKeys
from spice.ports.webhook_deliveries import WebhookDeliveries

MANY = 1000
"""Kinds of dead letters that are counted: any number rings, and a page tells it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """How much waits where, and how far the log's last moment lies before us: a clock was ahead."""

    waiting: int
    age_seconds: float
    letters: int
    lags: Mapping[str, int]
    skew_seconds: float
    quarantined: int
    webhook_age_seconds: float
    """Of the oldest event that a partner who is on was not told, taken from the log or not."""
    webhook_letters: int
    webhooks_off: int
    erasure_age_seconds: float
    """Of the oldest erasure that was asked for and did not happen."""
    note_age_seconds: float
    """Of the oldest note that the audit lacks."""
    epoch_overdue_seconds: float
    """For how long a key should be gone that old copies of the database are opened with."""

    def metrics(self) -> Mapping[str, float]:
        """Name all of it but the lags as it is counted, told and watched."""
        return {
            "outbox_waiting": self.waiting,
            "outbox_age_seconds": self.age_seconds,
            "dead_letters": self.letters,
            "clock_skew_seconds": self.skew_seconds,
            "quarantined_shards": self.quarantined,
            "webhook_oldest_seconds": self.webhook_age_seconds,
            "webhook_letters": self.webhook_letters,
            "webhooks_disabled": self.webhooks_off,
            "erasures_pending_seconds": self.erasure_age_seconds,
            "notes_oldest_seconds": self.note_age_seconds,
            "epoch_overdue_seconds": self.epoch_overdue_seconds,
        }


class MeasureLags:
    """Looks at outbox, projections, dead letters and shards."""

    def __init__(
        self,
        outbox: Outbox,
        operations: Operations,
        letters: DeadLetters,
        model: ShardHeads,
        quarantine: Quarantine,
        deliveries: WebhookDeliveries,
        keys: SubjectKeys,
        notes: Notes,
        rotate: RotateEpochs,
    ) -> None:
        self._outbox, self._operations, self._letters, self._model = outbox, operations, letters, model
        self._quarantine, self._deliveries, self._keys, self._notes = quarantine, deliveries, keys, notes
        self._rotate = rotate

    def __call__(self, now: datetime) -> Lags:
        """Measure all of it at one moment."""
        depth = self._outbox.depth()
        told = self._deliveries.measure()
        times = [head.recorded_at for head in self._model.heads().values() if head.recorded_at is not None]
        return Lags(
            waiting=depth.records,
            age_seconds=_age(now, depth.oldest_at),
            letters=sum(group.count for group in self._letters.groups(limit=MANY)),
            lags={state.name: state.lag for state in self._operations.projections(NAMES)},
            skew_seconds=max(0.0, max((at - now).total_seconds() for at in times) if times else 0.0),
            quarantined=len(self._quarantine.all()),
            webhook_age_seconds=_age(now, told.oldest_at),
            webhook_letters=told.letters,
            webhooks_off=told.off,
            erasure_age_seconds=_age(now, self._keys.pending().oldest_at),
            note_age_seconds=_age(now, self._notes.oldest_at()),
            epoch_overdue_seconds=self._rotate.overdue_seconds(now),
        )


def _age(now: datetime, oldest_at: datetime | None) -> float:
    return max(0.0, (now - oldest_at).total_seconds()) if oldest_at else 0.0
