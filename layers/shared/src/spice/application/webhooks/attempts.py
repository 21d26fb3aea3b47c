"""One try: signed as of now, sent, and what follows from how it was taken."""

from collections.abc import Callable, Sequence
from datetime import datetime

from spice.domain.webhooks.model import Webhook
from spice.domain.webhooks.schedule import next_try
from spice.domain.webhooks.signatures import Sign, signed_headers
from spice.ports.http_sender import HttpSender, Sent
from spice.ports.webhook_queue import Delivery, Tried

GONE = 410
Chance = Callable[[], float]


def attempt(
    sender: HttpSender, webhook: Webhook, signs: Sequence[Sign], delivery: Delivery, now: Callable[[], datetime]
) -> Sent:
    """Send a delivery: its id is the event's at every try, its time that of the try."""
    headers = signed_headers(str(delivery.event_id), now(), delivery.payload, signs)
    return sender.send(webhook.url, headers, delivery.payload)


def is_delivered(sent: Sent) -> bool:
    """Tell whether the partner took it: any 2xx."""
    return sent.status is not None and 200 <= sent.status < 300


def judged(webhook: Webhook, delivery: Delivery, sent: Sent, at: datetime, chance: Chance) -> Tried:
    """Tell how a try ended."""
    delivered = is_delivered(sent)
    due = None if delivered else next_try(delivery.tries + 1, at, chance=chance(), retry_after=sent.retry_after)
    used_up: Tried = Tried(
        delivery=delivery,
        came="delivered" if delivered else "skipped" if webhook.on_exhausted == "skip" else "letter",
        at=at,
        status=sent.status,
        error=sent.error,
        answer=sent.answer,
        milliseconds=sent.milliseconds,
    )
    if due is None:
        return used_up
    return Tried(
        delivery=delivery,
        came="waiting",
        at=at,
        due=due,
        status=sent.status,
        error=sent.error,
        answer=sent.answer,
        milliseconds=sent.milliseconds,
    )
