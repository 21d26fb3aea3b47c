"""What the body of an event tells, and whom: of webhooks, owners alone are told more than which one it was."""

from collections.abc import Mapping
from typing import Any

from spice.messages.event import Event
from spice.messages.registry import WEBHOOK_EVENTS


def is_owners(event: Event) -> bool:
    """Tell whether an event tells what only owners may read: a partner's URL may be all that it checks."""
    return event.type in WEBHOOK_EVENTS


def told_body(event: Event, *, to_owner: bool) -> Mapping[str, Any] | None:
    """Give the body of an event that is no instance's; nobody is told a secret, though it is sealed."""
    if not is_owners(event) or event.body is None:
        return event.body
    return {name: value for name, value in event.body.items() if (name != "secret" if to_owner else name == "id")}
