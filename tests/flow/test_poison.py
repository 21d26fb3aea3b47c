"""Poison: parked by key, tried again by itself, released or discarded by people."""

import pytest

from spice.domain.identity import partition_of
from spice.messages import segment
from spice.messages.command import command_record
from spice.messages.record_batch import Record
from spice.ports.errors import Transient, Unknown
from tests.flow.conftest import AIR, Air
from tests.flow.poison import SHARDS, a_command_of_no_type, a_killer, publish


def states(air: Air) -> list[tuple[str, int]]:
    return [(letter.state, letter.attempts) for letter in air.platform.ports.letters.letters()]


def state_of(air: Air, command_id: object) -> str:
    state: str = air.client.get(f"/commands/{command_id}").data["state"]
    return state


def test_poison_is_parked_and_the_others_of_its_shard_go_on(air: Air) -> None:
    killer = a_killer(air, 1)
    others = [air.client.put(f"{AIR}/Flight/{n}", {"data": {"number": n}}).data["command_id"] for n in range(20, 40)]

    air.insist()

    assert states(air) == [("retrying", 1)]
    assert state_of(air, killer) == "PARKED"
    assert {state_of(air, other) for other in others} == {"COMPLETED"}


def test_later_commands_of_a_parked_key_wait_in_order(air: Air) -> None:
    a_killer(air, 1)
    air.insist()

    first = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1}}).data["command_id"]
    second = air.client.patch(f"{AIR}/Flight/1", {"data": {"note": "x"}}).data["command_id"]
    air.insist()

    assert states(air) == [("retrying", 1), ("waiting", 0), ("waiting", 0)]
    assert {state_of(air, first), state_of(air, second)} == {"PARKED"}


def test_poison_is_tried_again_after_one_two_and_four_seconds_and_then_left_to_people(air: Air) -> None:
    a_killer(air, 1)
    air.insist()
    tried = []

    for seconds in (1, 2, 4, 60):
        tried += states(air)
        air.now.advance(seconds)
        air.redrive()
        air.insist()

    assert tried == [("retrying", 1), ("retrying", 2), ("retrying", 3), ("manual", 4)]
    assert states(air) == [("manual", 4)]


def test_a_discard_lets_the_waiting_commands_run_in_order(air: Air) -> None:
    killer = a_killer(air, 1)
    air.insist()
    waiting = [air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1, "note": str(n)}}) for n in range(3)]
    air.insist()

    letter = air.platform.ports.letters.letters()[0]
    air.client.post(f"/admin/dead-letters/{letter.id}/discard", {"reason": "poison"})
    air.platform.settle(but=("dead-letters",))

    assert states(air) == []
    assert state_of(air, killer) == "FAILED"
    assert {state_of(air, each.data["command_id"]) for each in waiting} == {"COMPLETED"}
    assert air.get("Flight", "1") == {"number": 1, "note": "2"}
    assert air.client.get(f"{AIR}/Flight/1").data["version"] == 3


def test_a_discard_before_another_poison_does_not_stop_the_shard(air: Air) -> None:
    a_killer(air, 1)
    air.insist()
    a_killer(air, 1)
    air.insist()
    letter = air.platform.ports.letters.letters()[0]

    air.client.post(f"/admin/dead-letters/{letter.id}/discard", {"reason": "poison"})
    air.insist()

    assert states(air) == [("retrying", 1)]
    assert air.platform.ports.letters.letters()[0].id != letter.id


def test_what_cannot_be_read_is_parked_and_can_be_discarded(air: Air) -> None:
    publish(air, Record(key=b"anything", value=b"{nonsense"), 3)
    air.insist()
    letter = air.platform.ports.letters.letters()[0]

    air.client.post(f"/admin/dead-letters/{letter.id}/discard", {"reason": "nonsense"})
    air.platform.settle(but=("dead-letters",))

    assert (letter.shard, letter.key) == ("instance-0003", "anything")
    assert states(air) == []


def test_a_key_that_is_no_text_is_parked_and_can_be_discarded(air: Air) -> None:
    key, value = b"\xff\x00\xfe", b"\x00\xff"
    elsewhere = (partition_of(key.decode("utf-8", "replace").replace("\0", "\ufffd"), SHARDS) + 1) % SHARDS
    publish(air, Record(key=key, value=value), elsewhere)
    air.insist()
    letter = air.platform.ports.letters.letters()[0]

    air.client.post(f"/admin/dead-letters/{letter.id}/discard", {"reason": "nonsense"})
    air.platform.settle(but=("dead-letters",))

    assert states(air) == []


def test_a_command_of_a_type_nobody_knows_is_parked_under_its_own_id(air: Air) -> None:
    command = a_command_of_no_type(air, "1")
    partition = partition_of(command.key, SHARDS)
    publish(air, command_record(command), partition)
    publish(air, command_record(command), partition)
    air.insist()

    parked = air.platform.ports.commands.command(command.id)
    assert states(air) == [("retrying", 1)]
    assert parked is not None
    assert parked.state == "PARKED"


def test_a_letter_too_large_for_the_bus_does_not_stop_its_shard(air: Air) -> None:
    publish(air, Record(key=b"large", value=b"{" + b"x" * 3_600_000), 3)
    air.insist()

    assert states(air) == [("retrying", 1)]
    head = air.platform.ports.model.heads(["instance-0003"])["instance-0003"]
    assert head.published == head.sequence


def test_what_a_service_that_is_down_holds_up_is_not_poison(air: Air) -> None:
    accepted = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1}})
    air.log.down = True
    for _ in range(10):
        with pytest.raises(Transient):
            air.platform.settle()

    air.log.down = False
    air.platform.settle()

    assert states(air) == []
    assert state_of(air, accepted.data["command_id"]) == "COMPLETED"


def test_a_bus_that_cannot_say_whether_it_kept_the_events_counts_against_nobody(air: Air) -> None:
    accepted = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1}})
    air.bus.unsure = True
    for _ in range(5):
        with pytest.raises(Unknown):
            air.platform.settle()

    attempt = air.platform.ports.attempts.attempt("instance-commands", *waiting(air))
    air.bus.unsure = False
    air.platform.settle()

    assert attempt == 1
    assert state_of(air, accepted.data["command_id"]) == "COMPLETED"
    assert air.get("Flight", "1")["number"] == 1


def waiting(air: Air) -> tuple[int, int]:
    """Find the partition and the offset of the first command that was not carried out."""
    consumer, group, topic = air.platform.consumer, "instance-worker", "instance-commands"
    partition = next(partition for partition, lag in consumer.lag(group, topic).items() if lag)
    return partition, consumer.fetch(group, topic, partition, max_records=1, max_bytes=1)[0].offset


def test_the_poison_behind_a_released_command_is_found(air: Air) -> None:
    first = a_killer(air, 1)
    air.insist()
    innocent = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1}}).data["command_id"]
    second = a_killer(air, 1)
    air.insist()

    letter = air.platform.ports.letters.letters()[0]
    air.client.post(f"/admin/dead-letters/{letter.id}/discard", {"reason": "poison"})
    air.insist()

    assert (state_of(air, first), state_of(air, innocent), state_of(air, second)) == ("FAILED", "COMPLETED", "PARKED")
    assert states(air) == [("retrying", 1)]


def test_what_is_too_much_for_one_segment_is_written_in_several(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "LARGEST_TEXT", 2000)
    lines = [{"id": str(n), "data": {"number": n, "note": "x" * 600}} for n in range(60)]
    batch = air.client.post(f"{AIR}/bulk", {"class": "Flight", "instances": lines}).data["batch_id"]

    air.platform.settle()

    done = air.client.get(f"/database/air/batches/{batch}").data
    segments = [air.log.read(*place) or b"" for place in air.log.places() if place[1].startswith("instance")]
    assert (done["completed"], done["failed"], states(air)) == (60, 0, [])
    assert max(len(segment.read_segment(each).lines) for each in segments) == 2
