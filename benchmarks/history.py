"""Objects written an event, and what loading one long history takes."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.flights import identity, rows, updates
from benchmarks.objects import count_objects
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.packs import S3Packs
from spice.messages.event import Event
from spice.messages.history import fold
from spice.messages.packed import decode_events, encode_events
from spice.messages.segment import read_segment

EVENTS = 1000
PUTS_AN_EVENT = 0.016
LOAD_MS = 5
GETS = 3
FOLDED_A_SECOND = 200_000
PACKED_SECONDS = 150
_LONG = "select count(*) from (select 1 from model.tail group by stream having count(*) >= 100) long"


def puts(bench: Bench) -> Iterator[Figure]:
    """Count the objects that loading flights and updating hot ones makes, packs included."""
    before = count_objects(bench.stand, "")
    wanted = bench.options.flights
    first, events = bench.loaded, 0
    if bench.loaded == 0:
        bench.load(wanted)
    events += bench.loaded - first
    ids = [identity(row) for row in rows(wanted)[:1000]]
    events += bench.send(updates(ids, wanted, start=1_000_000)).lines
    packed = _pack(bench)
    made = count_objects(bench.stand, "") - before
    note = f"{made.count:,} objects, {made.bytes:,} bytes for {events:,} events; packing took {packed:.0f} s"
    yield at_most("S3 puts an event, packs included", made.count / events, PUTS_AN_EVENT, note=note)


def load(bench: Bench) -> Iterator[Figure]:
    """Give one flight a thousand events and load it, before and after its history is packed."""
    bench.load(max(bench.loaded, 10))
    row = rows(10)[5]
    bench.send(updates([identity(row)], EVENTS - 1))
    reader, asked, place = open_history(bench, identity(row))
    events = reader.events(*place)
    version = events[-1].version
    if len(events) < EVENTS:
        raise RuntimeError(f"{len(events)} events were read of {EVENTS}")
    before = _timed(lambda: reader.at_version(*place, version), asked)
    _pack(bench)
    after = _timed(lambda: reader.at_version(*place, version), asked)
    whole = _timed(lambda: fold(reader.events(*place)), asked)
    note = f"{after.said}; before packing {before.said}; every event read and folded {whole.said}"
    yield at_most(f"load an instance of {version:,} events", after.ms, LOAD_MS, " ms", note=note)
    gets, lists = max(each.gets for each in (before, after, whole)), max(each.lists for each in (before, after, whole))
    yield at_most("  S3 GETs of it", gets, GETS, note=f"{lists} LISTs")
    yield from _folding(bench, events)


def _folding(bench: Bench, events: Sequence[Event]) -> Iterator[Figure]:
    """Decode and fold in this process; the quickest turn, since the other core's work shows in the slower ones."""
    lines = encode_events(events)
    rate = len(events) / _quickest(lambda: fold(decode_events(lines)))
    body = bench.stand.ports.log.read(1, _busiest(bench), 1) or b""
    whole = len(read_segment(body).lines) / _quickest(lambda: list(read_segment(body).events()))
    note = f"updates of one flight; whole flights out of a segment, decoded only: {whole:,.0f}/s"
    yield at_least("decode and fold, one core", rate, FOLDED_A_SECOND, "/s", note=note)


class Timing:
    """The quickest and the usual of some tries, with the requests one took."""

    def __init__(self, seconds: list[float], asked: Counter[str]) -> None:
        self.ms = sorted(seconds)[len(seconds) // 2] * 1000
        self.gets, self.lists = asked["GetObject"], asked["ListObjectsV2"] + asked["ListObjects"]
        self.said = f"median {self.ms:.1f} ms, best {min(seconds) * 1000:.1f} ms, {self.gets} GETs"


def _timed(work: Callable[[], Any], asked: Counter[str], tries: int = 20) -> Timing:
    seconds = []
    work()
    for _ in range(tries):
        asked.clear()
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return Timing(seconds, Counter(asked))


def open_history(bench: Bench, name: str) -> tuple[PostgresInstanceReader, Counter[str], tuple[Any, str, str]]:
    """Make a reader whose S3 requests are counted, and find the flight's place."""
    asked: Counter[str] = Counter()
    ports = bench.stand.ports
    s3 = LazyS3(endpoint=ports.settings.s3_endpoint, region=ports.settings.s3_region)
    s3.client.meta.events.register("before-call.s3", lambda model, **_: asked.update([model.name]))
    found = bench.stand.look(
        "select database, root_id from model.heads where id = %s and database = %s", (name, bench.uuid())
    )
    packs = S3Packs(s3, ports.settings.data_bucket)
    reader = PostgresInstanceReader(Postgres(ports.settings.postgres_read_url), packs)
    return reader, asked, (found[0], found[1], name)


def _pack(bench: Bench) -> float:
    """Have maintenance pack every long tail now rather than at its next ticks; returns the seconds it took."""
    began = time.monotonic()
    while bench.stand.look(_LONG)[0]:
        if time.monotonic() - began > PACKED_SECONDS:
            raise RuntimeError(f"histories were not packed in {PACKED_SECONDS} s")
        bench.stand.kick("maintenance")
        time.sleep(0.5)
    return time.monotonic() - began


def _busiest(bench: Bench) -> str:
    return str(bench.stand.look("select shard from model.segments where sequence = 1 order by events desc limit 1")[0])


def _quickest(work: Callable[[], object], turns: int = 40) -> float:
    """Processor seconds of the quickest turn."""
    seconds = []
    for _ in range(turns):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)
