"""Every projection takes events in from its own checkpoint on, whole segments at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.write_model import MemoryWriteModel
from spice.application.projecting.instances import ProjectInstances
from spice.application.projecting.projection import Progress, Standing
from spice.application.work.workers import Workers
from spice.domain.instance.model import Instance
from spice.domain.shards import INSTANCE
from spice.messages.codec import encode
from spice.messages.command import command_record
from spice.messages.event_mark import EventMark, decode_event_mark
from spice.ports.bus import ConsumedRecord
from spice.ports.checkpoints import Count
from spice.ports.errors import Transient
from spice.ports.write_model import Look, Wanted
from tests.support.things import DATABASE, Things, a_put, shard_of

SHARD = shard_of("a")


@dataclass
class Listening:
    """A projection that only writes down what it is given."""

    name: str
    of_heads: bool = True
    taken: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    down: bool = False

    def take(self, events: Sequence[EventMark], snapshot: Look) -> Sequence[Count]:
        """Note versions, and those of the heads."""
        if self.down:
            raise Transient(self.name, "down")
        self.taken += [event.version for event in events]
        self.instances += snapshot.instances.values()
        self.heads += [instance.version for instance in snapshot.instances.values()]
        return [Count(database=DATABASE, kind="class", name=self.name, hour=None, step=len(events))]

    def rebuild(self, standing: Standing, progress: Progress, detail: Mapping[str, object]) -> None:
        """Begin again."""
        self.taken.clear()


class Asked(MemoryWriteModel):
    """An index that writes down what is asked of it."""

    def __init__(self, things: Things) -> None:
        assert isinstance(things.ports.ontology, MemoryOntologyRepository)
        super().__init__(things.state, things.ports.ontology)
        self.wanted = list[Wanted]()

    def look(self, wanted: Wanted) -> Look:
        """Note what is wanted."""
        self.wanted.append(wanted)
        return super().look(wanted)


@pytest.fixture
def things() -> Things:
    """Three versions of a thing, in segments of two events and one."""
    things, worker = Things(), None
    worker = Workers(things.ports)(INSTANCE)
    records = things.accept(SHARD, *(command_record(a_put("a", str(n))) for n in range(3)))
    worker(SHARD.commands, SHARD.partition, records[:2])
    worker(SHARD.commands, SHARD.partition, records[2:])
    return things


def events(things: Things) -> Sequence[ConsumedRecord]:
    return things.published(SHARD.events, SHARD.partition)


def test_all_take_in_what_comes_with_the_heads_as_they_are_now(things: Things) -> None:
    one, other = Listening("one"), Listening("other", of_heads=False)

    ProjectInstances(things.ports, [one, other])(events(things))

    assert (one.taken, one.heads, other.taken) == ([1, 2, 3], [3], [1, 2, 3])
    assert things.ports.checkpoints.read("one") == things.ports.checkpoints.read("other") == {SHARD.name: 2}
    assert things.ports.operations.metrics(DATABASE)["classes"] == {"one": 3, "other": 3}


def test_heads_are_looked_up_for_those_alone_who_are_made_of_them(things: Things) -> None:
    counting = Listening("counting", of_heads=False)

    ProjectInstances(things.ports, [counting])(events(things))

    assert (counting.taken, counting.heads) == ([1, 2, 3], [])


def test_what_an_event_tells_of_an_instance_is_not_read_again(things: Things) -> None:
    one, fresh = Listening("one"), shard_of("b")
    records = things.accept(fresh, command_record(a_put("b", "new")))
    Workers(things.ports)(INSTANCE)(fresh.commands, fresh.partition, records[-1:])
    (created,) = things.published(fresh.events, fresh.partition)[-1:]
    stream = decode_event_mark(created.value).stream
    (held,) = things.ports.model.look(Wanted(streams=[stream])).instances.values()
    asked = Asked(things)

    ProjectInstances(replace(things.ports, model=asked), [one])([created])

    assert one.instances == [held]
    assert [(wanted.streams, wanted.versions) for wanted in asked.wanted] == [([], [stream])]


def test_a_first_event_is_no_head_where_there_is_a_newer_one(things: Things) -> None:
    one = Listening("one")

    ProjectInstances(things.ports, [one])(events(things)[:2])

    assert [(each.version, each.data) for each in one.instances] == [(3, {"p-note": "2"})]


def test_a_first_event_of_another_history_is_no_head(things: Things) -> None:
    one, fresh = Listening("one"), shard_of("b")
    records = things.accept(fresh, command_record(a_put("b", "new")))
    Workers(things.ports)(INSTANCE)(fresh.commands, fresh.partition, records[-1:])
    (created,) = things.published(fresh.events, fresh.partition)[-1:]
    mark = decode_event_mark(created.value)
    told = encode(msgspec.structs.replace(mark, at=mark.at - timedelta(seconds=1), data={"p-note": "lost"}))

    ProjectInstances(things.ports, [one])([msgspec.structs.replace(created, value=told)])

    assert [each.data for each in one.instances] == [{"p-note": "new"}]


def test_what_comes_again_is_taken_in_once(things: Things) -> None:
    one = Listening("one")
    project = ProjectInstances(things.ports, [one])

    project(events(things))
    project(events(things)[1:])

    assert one.taken == [1, 2, 3]


def test_a_batch_that_cuts_a_segment_waits_for_its_end(things: Things) -> None:
    one = Listening("one")
    project = ProjectInstances(things.ports, [one])

    project(events(things)[:1])
    begun = list(one.taken)
    project(events(things)[1:])

    assert (begun, one.taken) == ([], [1, 2, 3])


def test_one_that_fails_is_gone_on_with_where_it_stood_and_the_others_take_nothing_twice(things: Things) -> None:
    first, second = Listening("first"), Listening("second", down=True)
    project = ProjectInstances(things.ports, [first, second])
    with pytest.raises(Transient):
        project(events(things))

    second.down = False
    project(events(things))

    assert (first.taken, second.taken) == ([1, 2, 3], [1, 2, 3])


def test_one_projection_catches_up_from_the_log_alone(things: Things) -> None:
    one, other = Listening("one"), Listening("other")

    reached = ProjectInstances(things.ports, [one, other]).catch_up(one, {SHARD.name: 2})

    assert (reached, one.taken, other.taken) == ({SHARD.name: 2}, [1, 2, 3], [])


def test_a_shard_that_was_repaired_while_it_was_read_is_not_left_out(things: Things) -> None:
    one, ports = Listening("one"), things.ports

    class Repaired:
        """A log that lacks what is read of it, in which that is put back before anybody is told."""

        def read(self, *place: Any) -> bytes | None:
            """Lack it."""
            ports.quarantine.lift(SHARD.name)
            return None

    log: Any = Repaired()
    with pytest.raises(Transient, match=SHARD.name):
        ProjectInstances(replace(ports, log=log), [one]).catch_up(one, {SHARD.name: 2})

    assert ports.quarantine.all() == []
    assert ProjectInstances(ports, [one]).catch_up(one, {SHARD.name: 2}) == {SHARD.name: 2}


def test_nothing_is_made_of_an_index_that_lacks_what_the_bus_brings(things: Things) -> None:
    brought = events(things)
    things.ports.model.forget()

    with pytest.raises(Transient):
        ProjectInstances(things.ports, [Listening("one")])(brought)

    assert things.ports.checkpoints.read("one") == {}
