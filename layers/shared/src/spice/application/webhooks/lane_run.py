"""What is under way for one webhook: tries in flight, and how the endpoint does."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from spice.application.webhooks.attempts import GONE, Chance, attempt, is_delivered, judged
from spice.ports.http_sender import HttpSender, Sent
from spice.ports.webhook_queue import Delivery, Lane, Tried

if TYPE_CHECKING:
    from spice.application.webhooks.take_in import TakeIn
    from spice.domain.webhooks.signatures import Sign
    from spice.ports import Ports

AT_ONCE = 16
"""Tries of one webhook, each of another key."""
DOUBTFUL_AFTER = 3
"""Failures in a row: then one try at a time, for a dead endpoint holds each as long as it may."""


class LaneRun:
    """Goes on step by step, so that no webhook waits for another; the threads only send."""

    def __init__(
        self,
        lane: Lane,
        signs: Sequence[Sign],
        ports: Ports,
        sender: HttpSender,
        take_in: TakeIn,
        chance: Chance,
    ) -> None:
        self._lane, self._take_in, self._signs, self._chance = lane, take_in, signs, chance
        self._queue, self._sender, self._now, self._crash = ports.webhook_queue, sender, ports.now, ports.crash
        self._health, self.is_off = lane.health, False
        self.flying: dict[str, tuple[Delivery, Future[Sent]]] = {}
        self.delivered = self.failed = 0
        self._rests = False

    def renew(self, lane: Lane, signs: Sequence[Sign]) -> None:
        """Take a lane that was claimed again: its webhook may have changed, a replay may have been asked for."""
        known = self._lane.walks
        walks = {
            walk: known[walk]
            if walk in known and _same(known[walk].until, found.until, known[walk].since, found.since)
            else found
            for walk, found in lane.walks.items()
        }
        if self.is_off or lane.webhook.resumed != self._lane.webhook.resumed:
            # It was switched on again meanwhile, and begins anew.
            self._health = lane.health
        self._lane, self._signs, self.is_off = replace(lane, walks=walks), signs, False

    def rest(self) -> None:
        """Begin nothing more in this run; what is in the air is written down."""
        self._rests = True

    def end(self) -> None:
        """Send nothing any more."""
        self.is_off = True

    def step(self, threads: Executor, *, begin: bool) -> bool:
        """Write down what ended, send what is due, take more in where that is all. `begin`: whether new tries may
        begin. Tells whether anything moved. Raises LeaseLost and Transient."""
        moved = self._settle()
        if self.is_off or self._rests or not begin:
            return moved
        if self._send(threads):
            return True
        self._lane, read = self._take_in(self._lane)
        self._crash("webhooks.after_take")
        return self._send(threads) or read or moved

    def is_due_within(self, seconds: float) -> bool:
        """Tell whether something is tried again soon."""
        if self.is_off or self._rests:
            return False
        now = self._now()
        due = self._queue.load(self._lane.webhook.id, now).next_due
        rests = self._health.rests_until
        return due is not None and max(due, rests or due) <= now + timedelta(seconds=seconds)

    def _send(self, threads: Executor) -> bool:
        now, rests = self._now(), self._health.rests_until
        room = (1 if self._health.failures >= DOUBTFUL_AFTER else AT_ONCE) - len(self.flying)
        if room <= 0 or (rests is not None and now < rests):
            return False
        due = self._queue.due(self._lane.webhook.id, now, but=[*self.flying], limit=room)
        for delivery in due:
            sent = threads.submit(attempt, self._sender, self._lane.webhook, self._signs, delivery, self._now)
            self.flying[delivery.key] = (delivery, sent)
        return bool(due)

    def _settle(self) -> bool:
        ended = [(key, *flight) for key, flight in self.flying.items() if flight[1].done()]
        if not ended:
            return False
        now, tried, off = self._now(), list[Tried](), None
        for key, delivery, future in ended:
            del self.flying[key]
            sent = _came(future)
            tried.append(judged(self._lane.webhook, delivery, sent, now, self._chance))
            self._health = self._health.after(delivered=is_delivered(sent), at=now)
            off = off or self._reason(sent, now)
        self._crash("webhooks.after_send")
        self._queue.settle(self._lane, tried, self._health, at=now, off=off)
        self._crash("webhooks.after_settle")
        self.is_off = off is not None
        succeeded = sum(each.came == "delivered" for each in tried)
        self.delivered, self.failed = self.delivered + succeeded, self.failed + len(tried) - succeeded
        return True

    def _reason(self, sent: Sent, now: datetime) -> str | None:
        """Tell why the webhook is to be switched off, if it is."""
        if sent.status == GONE:
            return "the endpoint answered 410 Gone"
        return "the endpoint took nothing for five days" if self._health.is_lost(now) else None


def _came(future: Future[Sent]) -> Sent:
    """Read how a try ended. Whatever it raised is a failure of this endpoint: no other webhook knows of it."""
    if isinstance(broke := future.exception(), Exception):
        return Sent(status=None, error=f"the exchange broke: {type(broke).__name__}")
    return future.result()


def _same(until: datetime | None, other: datetime | None, since: datetime, other_since: datetime) -> bool:
    return until == other and since == other_since
