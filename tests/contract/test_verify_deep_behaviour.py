"""A deep check of a log and its index, on the twins and on PostgreSQL with S3; and of a log that does not follow."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from spice.adapters.memory.spool import MemorySpool
from spice.application.ground.follow_chain import head_after
from spice.application.upkeep.deep.verify_deep import Deep, Index, VerifyDeep
from spice.messages.segment import Line
from spice.ports.write_model import WriteModel
from tests.contract.conftest import Stores
from tests.contract.segments import Writer, created, deleted, done, updated
from tests.contract.test_event_feed_behaviour import Logged, _numbers
from tests.support.memory_platform import START


@pytest.fixture
def writer(stores: Stores) -> Logged:
    return Logged(stores, shard=f"instance-{next(_numbers)}")


RECORD: dict[str, Any] = {"letter": str(uuid4()), "command_id": None, "key": "", "value": "", "headers": []}


class Own:
    """A log of which one shard alone is listed: it is never emptied."""

    def __init__(self, writer: Writer) -> None:
        self._log, self._shard = writer.stores.ports.log, writer.shard

    def __getattr__(self, name: str) -> Any:
        """Be the real one."""
        return getattr(self._log, name)

    def shards(self) -> list[tuple[int, str]]:
        """List the one shard."""
        return [(1, self._shard)]


def deep(writer: Writer, model: WriteModel | None) -> Deep:
    """Read it."""
    index = None if model is None else Index(model, writer.stores.ports.instances)
    return VerifyDeep(Own(writer), MemorySpool(), index)()


def test_a_log_and_its_index_are_one(writer: Logged) -> None:
    writer.write(created("a", {"p-note": "x"}), created("b", {"p-note": "y"}, at=1))
    writer.write(updated("a", 2), deleted("b", 2, at=1))
    writer.write(created("b", {"p-note": "z"}, version=3))

    found = deep(writer, writer.stores.ports.model)

    assert (found.wrong, found.events, found.instances, found.compared) == ([], 5, 2, 2)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([created("a"), updated("a", 3, at=1)], "an instance has version 3 behind version 1"),
        ([created("a"), created("a", version=1, at=1)], "an instance has version 1 twice"),
        ([updated("a", 1)], "InstanceUpdated of an instance that is not there"),
        ([created("a"), deleted("a", 2, at=1), updated("a", 3, at=2)], "InstanceUpdated of an instance that is not"),
    ],
)
def test_a_line_that_does_not_follow_is_named(writer: Logged, lines: list[Line], reason: str) -> None:
    segment = writer.segment(*lines)
    writer.stores.ports.log.append(1, writer.shard, 1, segment.body)

    (wrong,) = deep(writer, None).wrong

    assert (wrong.shard, wrong.sequence) == (writer.shard, 1)
    assert wrong.reason.startswith(reason)


def test_all_that_does_not_follow_is_named(writer: Logged) -> None:
    log, told = writer.stores.ports.log, [created("a"), updated("a", 2, at=1)]
    writer.write(*told)
    for lines in ([updated("a", 2), updated("a", 5, at=1)], [updated("a", 9)]):
        segment = writer.segment(*lines)
        log.append(1, writer.shard, segment.header.sequence, segment.body)
        writer.head = head_after(segment)

    for model in (None, writer.stores.ports.model):
        found = [(each.sequence, each.reason) for each in deep(writer, model).wrong]
        assert found == [
            (2, "an instance has version 2 twice"),
            (2, "an instance has version 5 behind version 2"),
            (3, "an instance has version 9 behind version 5"),
        ]


def test_a_version_that_stands_before_its_turn_is_named(writer: Logged) -> None:
    segment = writer.segment(created("a", version=2))
    writer.stores.ports.log.append(1, writer.shard, 1, segment.body)
    writer.head = head_after(segment)
    segment = writer.segment(created("a", version=1))
    writer.stores.ports.log.append(1, writer.shard, 2, segment.body)

    (wrong,) = deep(writer, None).wrong

    assert (wrong.sequence, wrong.reason.partition(":")[0]) == (1, "an instance goes on before what was")


@pytest.mark.parametrize(("days", "named"), [(0, True), (34, True), (36, False)])
def test_a_command_that_ends_twice_is_named_while_it_is_remembered(writer: Logged, days: int, *, named: bool) -> None:
    twice, parked = done("twice"), done("parked")
    writer.write(outcomes=[twice, replace(parked, state="PARKED", record=RECORD, key="k")])
    later = writer.segment(outcomes=[twice, parked], at=START + timedelta(days=days, seconds=2))
    writer.stores.ports.log.append(1, writer.shard, 2, later.body)

    wrong = deep(writer, None).wrong

    said = f"command {twice.id} has ended already in segment {writer.shard}/1 of generation 1"
    assert [(each.sequence, each.reason) for each in wrong] == ([(2, said)] if named else [])
