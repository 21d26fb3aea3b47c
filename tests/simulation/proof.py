"""The proof from outside: what must hold once everything has come right, whatever went wrong."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from spice.domain.identity import partition_of
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.messages.event import Event, decode_event
from spice.messages.history import apply
from spice.messages.segment import Segment, read_segment
from spice.ports.search_index import Query
from tests.simulation.clients import DATABASE
from tests.simulation.oracle import every_outcome_is_right
from tests.simulation.simulation import Simulation

FINAL = ("COMPLETED", "FAILED")


def prove(simulation: Simulation) -> None:
    """Check everything that must hold."""
    segments = list(read_all(simulation))
    the_chain_holds(segments)
    every_event_is_where_its_map_says(segments)
    every_command_has_one_outcome(simulation, segments)
    every_outcome_is_right(simulation.recorder.kept, segments)
    commands_of_a_key_end_in_order(simulation, segments)
    events = [event for segment in segments for event in segment.events()]
    every_event_is_there_once(events)
    the_index_is_a_replay(simulation, events)
    no_instance_lacks_what_its_class_asks_for(simulation)
    the_read_models_are_the_index(simulation, events)
    nothing_is_left_over(simulation)
    the_bus_has_every_event_in_order(simulation, events)


def read_all(simulation: Simulation) -> Iterator[Segment]:
    """Read the whole log, shard by shard."""
    log, last = simulation.calm.log, Counter[str]()
    for generation, shard in log.shards():
        for sequence in log.sequences(generation, shard):
            last[shard] += 1
            assert last[shard] == sequence, f"{shard} has a gap before {sequence}"
            body = log.read(generation, shard, sequence)
            assert body is not None
            yield read_segment(body)


def the_chain_holds(segments: list[Segment]) -> None:
    """Every segment names the one before it, time never goes back, nothing follows what closes a generation."""
    last: dict[str, Segment] = {}
    for segment in segments:
        header, before = segment.header, last.get(segment.header.shard)
        last[header.shard] = segment
        if before is None:
            assert header.prev_sha256 == "0" * 64
            continue
        assert header.prev_sha256 == before.sha256
        assert header.recorded_at > before.last_at
        assert header.generation == before.header.generation + (before.header.closes is not None)


def every_event_is_where_its_map_says(segments: list[Segment]) -> None:
    """Each generation spreads its keys over its own number of shards, and begins behind the one before it."""
    instances = [segment for segment in segments if segment.header.shard.startswith("instance")]
    closings = [segment for segment in instances if segment.header.closes is not None]
    maps = {
        closing.header.closes.next_generation: closing.header.closes for closing in closings if closing.header.closes
    }
    for segment in instances:
        header = segment.header
        if (own := maps.get(header.generation)) is None:
            continue
        before = [each for each in closings if each.header.generation == header.generation - 1]
        assert len({each.header.shard for each in before}) == len(before) == own.before
        assert all(header.recorded_at > each.header.recorded_at for each in before)
        for event in segment.events():
            assert partition_of(event.aggregate, own.partitions) == int(header.shard[-4:])


def outcomes(segments: list[Segment]) -> Iterator[tuple[str, UUID, str]]:
    """Every outcome of the log: shard, command, state."""
    for segment in segments:
        for command, outcome in zip(segment.command_ids, segment.header.outcomes, strict=True):
            yield segment.header.shard, command, outcome.state


def every_command_has_one_outcome(simulation: Simulation, segments: list[Segment]) -> None:
    """Every accepted command ended once, and its row says the same."""
    ended = Counter(command for _, command, state in outcomes(segments) if state in FINAL)
    assert set(simulation.clients.accepted) <= set(simulation.recorder.order)
    assert {command for command in simulation.recorder.order if ended[command] != 1} == set()
    assert set(ended) <= set(simulation.recorder.order)
    last = {command: state for _, command, state in outcomes(segments)}
    rows = {command: row.state for command, row in simulation.state.commands.items()}
    assert rows == last


def commands_of_a_key_end_in_order(simulation: Simulation, segments: list[Segment]) -> None:
    """Commands of one aggregate end in the order in which they were accepted."""
    number = {command: n for n, command in enumerate(simulation.recorder.order)}
    ended: dict[str, list[int]] = {}
    for _, command, state in outcomes(segments):
        row = simulation.state.commands[command]
        if state in FINAL and row.type != "Release":
            ended.setdefault(simulation.recorder.kept[command].key, []).append(number[command])
    for key, numbers in ended.items():
        assert numbers == sorted(numbers), f"the commands of {key} ended in another order"


def every_event_is_there_once(events: list[Event]) -> None:
    """Versions of an aggregate follow one another without a gap, and no event id comes twice."""
    versions: dict[str, int] = {}
    for event in events:
        if event.key is None:
            assert event.version == versions.get(event.aggregate, 0) + 1
            versions[event.aggregate] = event.version
    assert max(Counter(event.event_id for event in events).values()) == 1


def replayed(events: list[Event]) -> dict[str, Instance]:
    """Fold all events."""
    instances: dict[str, Instance] = {}
    for event in events:
        if event.key is None:
            instances[event.aggregate] = apply(instances.get(event.aggregate), event)
    return instances


def the_index_is_a_replay(simulation: Simulation, events: list[Event]) -> None:
    """Heads and histories are what the log says."""
    index = {":".join(map(str, key)): held for key, held in simulation.state.instances.items()}
    assert index == replayed(events)
    for key in simulation.state.instances:
        history = [event for event in events if event.aggregate == ":".join(map(str, key))]
        assert list(simulation.calm.instances.events(*key)) == history
    heads = [event.body for event in events if event.type == "OntologyCommitted"]
    assert simulation.calm.ontology.head(DATABASE) == simulation.state.mains[DATABASE] == (heads[-1] or {})["commit"]


def no_instance_lacks_what_its_class_asks_for(simulation: Simulation) -> None:
    """A class asked for more only where it had no instance, whatever was on its way."""
    head = simulation.calm.ontology.head(DATABASE)
    commit = simulation.calm.ontology.read(DATABASE, head or "")
    ontology = Ontology.compile(head, commit.classes.values() if commit else ())
    for held in simulation.state.instances.values():
        if not held.deleted:
            assert ontology.by_id[held.class_id].check_again(held.data) == []


def the_read_models_are_the_index(simulation: Simulation, events: list[Event]) -> None:
    """Search holds the live instances, metrics the events."""
    live = {key[2]: (held.version, held.data) for key, held in simulation.state.instances.items() if not held.deleted}
    found = simulation.calm.search.search(Query(database=DATABASE, limit=1000))
    assert {hit.id: (hit.version, hit.data) for hit in found.hits} == live
    metrics: Any = simulation.calm.operations.metrics(DATABASE)
    assert sum(metrics["classes"].values()) == len(live)
    assert sum(row["count"] for row in metrics["writes"]) == sum(event.key is None for event in events)


def nothing_is_left_over(simulation: Simulation) -> None:
    """Nothing waits, nothing is parked, nothing is owed."""
    assert not simulation.state.outbox
    assert not simulation.state.parked
    assert not simulation.state.rebuilding
    assert {head.sequence - head.published for head in simulation.state.shards.values()} == {0}
    for family, begun in simulation.state.generations.items():
        assert simulation.calm.generations.newest(family).generation == begun.number
        assert simulation.calm.generations.current(family).partitions == begun.partitions


def the_bus_has_every_event_in_order(simulation: Simulation, events: list[Event]) -> None:
    """Every event was published; leaving repetitions out, in order within its shard."""
    published: dict[str, list[Any]] = {}
    for topic in ("instance-events", "ontology-events"):
        for partition in simulation.state.topics[topic]:
            for record in partition:
                position = decode_event(record.value).position
                published.setdefault(position.shard, []).append(position)
    for shard, positions in published.items():
        firsts = list(dict.fromkeys(positions))
        assert firsts == [event.position for event in events if event.position.shard == shard]
