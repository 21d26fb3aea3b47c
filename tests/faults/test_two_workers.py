"""Two workers on one shard, on the real Postgres and S3: stale snapshots, late writes, writes of unknown outcome."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Topic
from spice.ports.errors import AlreadyThere, Unknown
from spice.ports.event_log import EventLog
from spice.ports.write_model import Snapshot, Wanted, WriteModel
from spice.wired import Wired
from tests.support.memory_platform import kafka_event
from tests.support.stand.log import Story, read_log, replay
from tests.support.stand.own_platform import OwnPlatform
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(200)]
WORKER = "instance-worker"
TRIGGER = next(t for f in FUNCTIONS if f.name == WORKER for t in f.triggers if isinstance(t, Topic))
Append = Callable[[int, str, int, bytes], None]


class Around:
    """Passes everything on to a port, but for what a subclass does itself."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class SlowToDecide(Around):
    """A write model whose reader sleeps after its snapshot, once, while others work."""

    def __init__(self, inner: WriteModel, meanwhile: Callable[[], object]) -> None:
        super().__init__(inner)
        self._meanwhile: list[Callable[[], object]] = [meanwhile]

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Read, then be late."""
        snapshot: Snapshot = self._inner.snapshot(shard, wanted)
        if self._meanwhile:
            self._meanwhile.pop()()
        return snapshot


class LosesAnswers(Around):
    """A log whose first write has no answer; the test says whether and when it lands."""

    def __init__(self, inner: EventLog, *, lands: bool) -> None:
        super().__init__(inner)
        self._lands = lands
        self.late: list[tuple[int, str, int, bytes]] = []

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write, or lose the answer of the first write."""
        first = not self.late
        self.late.append((generation, shard, sequence, body))
        if self._lands or not first:
            self._inner.append(generation, shard, sequence, body)
        if first:
            raise Unknown("s3", "the connection broke")


@pytest.fixture
def own(stand: Stand, tmp_path: Path) -> Iterator[OwnPlatform]:
    """Stores of the test's own on the running services."""
    with pytest.MonkeyPatch.context() as environment:
        plan = stand.plan()
        environment.setenv("AWS_ACCESS_KEY_ID", plan["s3_access_key"])
        environment.setenv("AWS_SECRET_ACCESS_KEY", plan["s3_secret_key"])
        platform = OwnPlatform(stand, tmp_path)
        yield platform
        platform.close()


def deliver(own: OwnPlatform, ports: Wired) -> None:
    """Give what the bus holds to a worker on these ports, without moving the group's offset."""
    handler = own.handler(WORKER, ports)
    for partition in range(own.platform.ports.bus.partitions(TRIGGER.topic)):
        batch = own.platform.consumer.fetch(
            TRIGGER.group, TRIGGER.topic, partition, max_records=2000, max_bytes=4_000_000
        )
        if batch:
            handler(kafka_event(batch), None)


def story(own: OwnPlatform, stand: Stand) -> Story:
    """Read the log from outside."""
    return replay(read_log(stand.s3(), own.bucket))


def the_log_and_the_index_agree(own: OwnPlatform, stand: Stand, commands: list[str], **versions: int) -> None:
    """Every command has one outcome; each instance has the version that its events give it."""
    own.platform.settle()
    told = story(own, stand)
    assert [told.final(each) for each in commands] == [["COMPLETED"]] * len(commands)
    assert {life.id: life.version for life in told.lives.values()} == versions
    assert {name: own.version(name) for name in versions} == versions


def test_a_worker_with_a_stale_snapshot_loses_to_the_winner_and_carries_nothing_out_twice(
    own: OwnPlatform, stand: Stand
) -> None:
    commands = [own.put("a", 1), own.put("a", 2), own.put("b", 3)]
    own.platform.relay()
    slow = replace(own.ports(), model=SlowToDecide(own.ports().model, lambda: deliver(own, own.ports())))

    deliver(own, slow)

    the_log_and_the_index_agree(own, stand, commands, a=2, b=1)


def test_a_worker_that_another_overtook_with_other_commands_decides_its_own_anew(
    own: OwnPlatform, stand: Stand
) -> None:
    first = own.put("a", 1)
    own.platform.relay()
    overtaking: list[str] = []

    def overtake() -> None:
        overtaking.append(own.put("a", 2))
        own.platform.settle()

    deliver(own, replace(own.ports(), model=SlowToDecide(own.ports().model, overtake)))

    the_log_and_the_index_agree(own, stand, [first, *overtaking], a=2)


def test_a_put_that_landed_without_an_answer_is_recognised(own: OwnPlatform, stand: Stand) -> None:
    commands = [own.put("a", 1)]
    own.platform.relay()

    deliver(own, replace(own.ports(), log=LosesAnswers(own.ports().log, lands=True)))

    the_log_and_the_index_agree(own, stand, commands, a=1)


def test_a_put_that_lands_late_loses_to_its_repetition(own: OwnPlatform, stand: Stand) -> None:
    commands = [own.put("a", 1)]
    own.platform.relay()
    log = LosesAnswers(own.ports().log, lands=False)
    deliver(own, replace(own.ports(), log=log))

    with pytest.raises(AlreadyThere):
        own.ports().log.append(*log.late[0])

    the_log_and_the_index_agree(own, stand, commands, a=1)


def test_a_zombie_whose_put_lands_after_others_worked_on_appends_nothing(own: OwnPlatform, stand: Stand) -> None:
    commands = [own.put("a", 1)]
    own.platform.relay()

    def others_work() -> None:
        own.platform.settle()
        commands.extend(own.put("a", n) for n in (2, 3))
        own.platform.settle()

    deliver(own, replace(own.ports(), model=SlowToDecide(own.ports().model, others_work)))

    the_log_and_the_index_agree(own, stand, commands, a=3)


def test_a_segment_that_was_never_indexed_is_indexed_and_published_by_maintenance(
    own: OwnPlatform, stand: Stand
) -> None:
    commands = [own.put("a", 1)]
    own.platform.relay()

    def die(point: str) -> None:
        if point == "worker.after_put":
            raise SystemExit

    with pytest.raises(SystemExit):
        deliver(own, replace(own.ports(), crash=die))
    own.platform.maintain()

    assert own.state(commands[0]) == "COMPLETED"
    the_log_and_the_index_agree(own, stand, commands, a=1)
