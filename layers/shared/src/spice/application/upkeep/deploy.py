"""The steps of a deployment that no template can do: schema, topics, templates, buckets that must go."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from spice.domain.shards import FAMILIES, Shard
from spice.ports.bus import Bus
from spice.ports.deployment.buckets import Buckets
from spice.ports.deployment.schema import DatabaseUser, Schema
from spice.ports.deployment.search_packages import SearchPackages
from spice.ports.deployment.search_templates import SearchTemplates
from spice.ports.errors import Permanent, Transient, Unknown
from spice.ports.generations import Generations, ShardMap
from spice.ports.topics import Topics
from spice.waiting import until

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""A server that was made a moment ago may not answer yet, and old code may hold a table."""
OBJECTS = 20_000
"""How many objects go between two looks at the clock."""

PACKAGE_SECONDS = 10.0
"""Between two looks at a package, which takes AWS minutes to bring."""

Sleep = Callable[[float], None]


Result = TypeVar("Result")


class StepRefused(Exception):
    """A step that must not be taken; the message says why, and what to do instead."""


class MigrateSchema:
    """Applies the changes of the schema that are missing; safe to repeat, and while old code runs."""

    def __init__(self, schema: Schema, *, sleep: Sleep = time.sleep) -> None:
        self._schema, self._sleep = schema, sleep

    def __call__(self, users: Sequence[DatabaseUser] = ()) -> Sequence[str]:
        """Answer the names of what was applied; `users` may work with all of it."""
        return insist(lambda: self.once(users), sleep=self._sleep)

    def once(self, users: Sequence[DatabaseUser] = ()) -> Sequence[str]:
        """Take the step without patience."""
        applied = self._schema.migrate()
        for user in users:
            self._schema.admit(user)
        return applied


class AttachPackages:
    """Has a search domain given its packages, and waits a while: AWS may take minutes for it, or hours."""

    def __init__(self, packages: SearchPackages, *, sleep: Sleep = time.sleep) -> None:
        self._packages, self._sleep = packages, sleep

    def __call__(self, domain: str, wanted: Sequence[str], *, seconds: float) -> bool:
        """Tell whether all are there by the end of the time; returns as soon as they are."""

        def attached() -> bool:
            return insist(lambda: self._packages.attach(domain, wanted), sleep=self._sleep)

        # No pause is begun that would end too late.
        patience = seconds - PACKAGE_SECONDS
        return until(attached, patience, first=PACKAGE_SECONDS, usual=PACKAGE_SECONDS, sleep=self._sleep)


class PrepareSearch:
    """Puts the search engine's templates there; safe to repeat."""

    def __init__(self, templates: SearchTemplates, *, sleep: Sleep = time.sleep) -> None:
        self._templates, self._sleep = templates, sleep

    def __call__(self) -> Sequence[str]:
        """Answer their names."""
        return insist(self._templates.prepare, sleep=self._sleep)


class MakeTopics:
    """Makes the topics that are missing, and says once how commands are spread over them; safe to repeat.

    An existing topic never changes here. Who writes commands reads the map in the database: it may not reach the bus.
    """

    def __init__(self, bus: Bus, topics: Topics, generations: Generations, *, sleep: Sleep = time.sleep) -> None:
        self._bus, self._topics, self._generations, self._sleep = bus, topics, generations, sleep

    def __call__(self, wanted: Mapping[str, int]) -> Sequence[str]:
        """Answer the names of what was made."""
        return insist(lambda: self.once(wanted), sleep=self._sleep)

    def once(self, wanted: Mapping[str, int]) -> Sequence[str]:
        """Take the step without patience."""
        there = {topic: self._partitions(topic) for topic in wanted}
        for topic, count in wanted.items():
            if 0 < there[topic] < count:
                # Partitions added under way send an aggregate's next command past the ones that wait.
                raise StepRefused(
                    f"topic {topic} has {there[topic]} partitions and {count} are wanted: a deployment only makes"
                    " topics, `spice partitions grow` lets them grow in order"
                )
        if missing := {topic: count for topic, count in wanted.items() if there[topic] == 0}:
            self._topics.create_topics(missing)
        for family in FAMILIES:
            if partitions := wanted.get(Shard(family, 0).commands):
                self._generations.first(ShardMap(family=family, generation=1, partitions=partitions))
        return sorted(missing)

    def _partitions(self, topic: str) -> int:
        try:
            return self._bus.partitions(topic)
        except Permanent:
            return 0


class EmptyBucket:
    """Empties a bucket that is about to be deleted."""

    def __init__(self, buckets: Buckets, *, stage: str) -> None:
        self._buckets, self._stage = buckets, stage

    def __call__(self, bucket: str, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> int:
        """Delete every version and answer how many went. StepRefused when the time is over before that."""
        if self._stage == "prod":
            raise StepRefused(f"bucket {bucket} is not emptied: the stage is prod")
        deadline, gone = clock() + seconds, 0
        while clock() < deadline:
            if (some := self._buckets.empty(bucket, limit=OBJECTS)) == 0:
                return gone
            gone += some
        raise StepRefused(f"bucket {bucket} is not empty yet, {gone} objects went: delete the stack again, it goes on")


def insist(step: Callable[[], Result], pauses: Iterable[float] = PAUSES, *, sleep: Sleep = time.sleep) -> Result:
    """Take a step, and again after each pause while the world is not ready; raises the last of what it raised."""
    for pause in pauses:
        try:
            return step()
        except (Transient, Unknown):
            # Every step may be repeated.
            sleep(pause)
    return step()
