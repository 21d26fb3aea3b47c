"""The log -> the queue of a webhook, from where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from spice.application.ground.set_apart import quarantining
from spice.application.webhooks.payloads import delivery_of
from spice.ports.webhook_queue import LAST, Lane, Places, Walk, Walking

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.messages.event import Event
    from spice.ports import Ports

PAGE = 500
MOST_READY, MOST_BLOCKED, MOST_WAITING = 500, 10_000, 100_000
"""Of a webhook: what may be tried now, keys that fail, and all that waits. Past them the rest stays in the log."""
FAR = 100
"""Segments without an event for a webhook: from here on it is written down that they are passed."""
SKEW = timedelta(seconds=5)
"""How far a shard's clock may be behind, for what it wrote after a registration to be told; an alarm rings before."""


class TakeIn:
    """Walks the log for one webhook at a time; the queue and the place move together."""

    def __init__(self, ports: Ports, ontologies: Ontologies) -> None:
        self._feed, self._queue, self._heads = ports.feed, ports.webhook_queue, ports.model
        self._quarantine, self._ontologies, self._now = ports.quarantine, ontologies, ports.now

    def __call__(self, lane: Lane) -> tuple[Lane, bool]:
        """Take a page of each walk in, as far as there is room; answers the lane as it stands then, and whether events
        were read. Raises LeaseLost, and Transient while what an event names is not there."""
        load = self._queue.load(lane.webhook.id, self._now())
        if load.ready >= MOST_READY or load.blocked >= MOST_BLOCKED or load.waiting >= MOST_WAITING:
            return lane, False
        walks: dict[Walk, Walking] = {}
        read = False
        for walk, walking in lane.walks.items():
            after, some = self._walk(lane, walk, walking)
            read = read or some
            if after is not None:
                walks[walk] = after
        return replace(lane, walks=walks), read

    def _walk(self, lane: Lane, walk: Walk, walking: Walking) -> tuple[Walking | None, bool]:
        """Go on by a page; None at the end of a replay."""
        heads = self._ends() if walk == "live" else {}
        places = dict(self._feed.places_at(walking.since - SKEW) if walking.places is None else walking.places)
        with quarantining(self._quarantine):
            events = self._feed.after(lane.database, places, limit=PAGE)
        over = walking.until is not None and (not events or events[-1].at >= walking.until)
        # What a shard that is set apart has of the time is still to come: a replay ends once all of them go on.
        over = over and not self._quarantine.all()
        moved = None if over else _behind(places, events, heads)
        wanted = [event for event in events if _is_of(event, lane, walking, walk)]
        if events or moved is None or walking.places is None or _distance(places, moved) >= FAR:
            deliveries = [delivery_of(event, self._ontologies) for event in wanted]
            self._queue.take(lane, walk, deliveries, moved)
        return None if moved is None else replace(walking, places=moved), bool(events)

    def _ends(self) -> Places:
        """Tell where shards end now, before events are read; one that is set apart is not passed by."""
        apart = {each.shard for each in self._quarantine.all()}
        return {
            head.shard: (head.generation, head.sequence, LAST)
            for head in self._heads.heads().values()
            if head.shard not in apart
        }


def _is_of(event: Event, lane: Lane, walking: Walking, walk: Walk) -> bool:
    begun = event.at >= walking.since if walk == "replay" else _is_behind_registration(event, walking)
    return begun and (walking.until is None or event.at < walking.until) and lane.webhook.wants(event.type)


def _is_behind_registration(event: Event, walking: Walking) -> bool:
    """What happened at the very time of the registration is before it: that time is its own event's. A clock that is
    behind makes nothing earlier: what was not indexed yet, when the registration was, came after it."""
    if event.at > walking.since or walking.begins is None:
        return event.at > walking.since
    at = event.position
    place = (at.generation, at.sequence, at.n)
    return event.at > walking.since - SKEW and place > walking.begins.get(at.shard, (0, 0, 0))


def _behind(places: Places, events: Sequence[Event], heads: Places) -> Places:
    """Move places behind events; where there are none, to the ends: nobody looks through others' segments again."""
    moved = dict(places)
    found = {event.position.shard: event.position for event in events}
    reached = {shard: (at.generation, at.sequence, at.n) for shard, at in found.items()} if events else heads
    for shard, place in reached.items():
        moved[shard] = max(place, moved.get(shard, place))
    return moved


def _distance(places: Places, moved: Places) -> int:
    return sum(place[1] - places.get(shard, (0, 0, 0))[1] for shard, place in moved.items())
