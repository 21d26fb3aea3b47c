"""A change that passes for want of instances, and commands that were checked a moment before."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from spice.messages.codec import encode
from spice.ports.command_store import CommandsSought
from spice.ports.errors import BrokenChain, Transient
from tests.flow.conftest import AIR, Air, Killed
from tests.support.api_client import Reply
from tests.support.memory_platform import topic_triggers

CHANGES = "/database/air/ontology/changes"
NOTE = {"name": "note", "type": "xsd:string"}
NEEDED = {"name": "needed", "type": "xsd:string", "required": True}
PREPARED = CommandsSought(type="PrepareChange")
DEATHS = (
    "prepare.before_keep",
    "prepare.after_keep",
    "prepare.after_all",
    "worker.before_put",
    "worker.after_put",
    "worker.after_index",
)


@pytest.fixture
def empty(air: Air) -> Air:
    """A class without instances."""
    thing = {"name": "Thing", "properties": [NOTE]}
    air.write("POST", CHANGES, {"changes": [{"op": "create", "class": thing}]})
    return air


def require(air: Air) -> str:
    """Ask for a property that must be there; nothing happens yet."""
    patch = {"properties": [*air.client.get("/database/air/ontology/Thing").data["properties"], NEEDED]}
    change = {"op": "update", "name": "Thing", "patch": patch}
    accepted = air.client.post(CHANGES, {"message": "m", "changes": [change]})
    assert accepted.status == 202, accepted.body
    return str(accepted.data["command_id"])


def put(air: Air, name: str, **data: str) -> str:
    accepted = air.client.put(f"{AIR}/Thing/{name}", {"data": data})
    assert accepted.status == 202, accepted.body
    return str(accepted.data["command_id"])


def outcome(air: Air, command: str) -> tuple[str, list[str]]:
    told: Reply = air.client.get(f"/commands/{command}")
    return told.data["state"], [error["code"] for error in told.data.get("errors", ())]


def at(air: Air, function: str, act: Callable[[str], None]) -> None:
    """Let something happen at the named points of a function."""
    object.__setattr__(air.platform.ports, "crash", act)
    air.platform.handlers.pop(function, None)


def once(point: str, act: Callable[[], Any]) -> Callable[[str], None]:
    turns: Iterator[int] = iter((1,))

    def there(here: str) -> None:
        if here == point and next(turns, None) is not None:
            act()

    return there


def others(air: Air) -> None:
    """Let everybody but the ontology worker go on."""
    air.platform.settle(but=("ontology-worker",))


def test_a_change_of_an_empty_class_is_made(empty: Air) -> None:
    change = require(empty)

    empty.platform.settle()

    assert outcome(empty, change) == ("COMPLETED", [])


def test_an_instance_that_comes_between_the_count_and_the_preparation_is_counted(empty: Air) -> None:
    change, made = require(empty), list[str]()

    def write() -> None:
        made.append(put(empty, "a", note="n"))
        others(empty)

    at(empty, "ontology-worker", once("prepare.before_keep", write))

    empty.platform.settle()

    assert outcome(empty, made[0]) == ("COMPLETED", [])
    assert outcome(empty, change) == ("FAILED", ["breaking_change"])


def put_once_held(empty: Air) -> str:
    """Write what a change does not allow, when all shards hold to it; let everything happen."""
    made = list[str]()

    def write() -> None:
        made.append(put(empty, "a", note="n"))
        others(empty)

    at(empty, "ontology-worker", once("prepare.after_all", write))
    empty.platform.settle()
    return made[0]


def test_once_shards_hold_to_a_change_what_it_does_not_allow_is_refused(empty: Air) -> None:
    change = require(empty)

    assert outcome(empty, put_once_held(empty)) == ("FAILED", ["missing_property"])
    assert outcome(empty, change) == ("COMPLETED", [])


def test_a_limit_with_a_fraction_is_held_to_as_it_is_written(air: Air) -> None:
    share = {"name": "share", "type": "xsd:decimal"}
    air.write("POST", CHANGES, {"changes": [{"op": "create", "class": {"name": "Thing", "properties": [share]}}]})
    (known,) = air.client.get("/database/air/ontology/Thing").data["properties"]
    patch = {"properties": [known | {"constraints": {"minimum": 0.5}}]}
    change = air.client.post(CHANGES, {"changes": [{"op": "update", "name": "Thing", "patch": patch}]})
    made = list[str]()

    def write() -> None:
        made.append(air.client.put(f"{AIR}/Thing/a", {"data": {"share": 0.4}}).data["command_id"])
        others(air)

    at(air, "ontology-worker", once("prepare.after_all", write))
    air.platform.settle()

    assert outcome(air, made[0]) == ("FAILED", ["constraint_violated"])
    assert outcome(air, change.data["command_id"]) == ("COMPLETED", [])


def test_a_change_that_fails_lets_go_of_the_shards(empty: Air) -> None:
    change = require(empty)

    def write() -> None:
        put(empty, "a", note="n")
        others(empty)

    at(empty, "ontology-worker", once("prepare.before_keep", write))
    empty.platform.settle()

    after = put(empty, "b", note="n")
    empty.platform.settle()

    assert outcome(empty, change) == ("FAILED", ["breaking_change"])
    assert outcome(empty, after) == ("COMPLETED", [])


def test_the_end_of_a_class_holds_off_its_first_instance(empty: Air) -> None:
    change = empty.client.post(CHANGES, {"changes": [{"op": "delete", "name": "Thing"}]}).data["command_id"]
    made = list[str]()

    def write() -> None:
        made.append(put(empty, "a", note="n"))
        others(empty)

    at(empty, "ontology-worker", once("prepare.after_all", write))

    empty.platform.settle()

    assert outcome(empty, made[0]) == ("FAILED", ["unknown_class"])
    assert outcome(empty, change) == ("COMPLETED", [])


def test_several_changes_at_once_are_made_in_their_order(empty: Air) -> None:
    first = empty.client.post(CHANGES, {"changes": [{"op": "create", "class": {"name": "Other"}}]})
    change = require(empty)
    last = empty.client.post(CHANGES, {"changes": [{"op": "rename", "class": "Thing", "to": "Item"}]})

    empty.platform.settle()

    assert [outcome(empty, each)[0] for each in (first.data["command_id"], change, last.data["command_id"])] == [
        "COMPLETED"
    ] * 3


@pytest.mark.parametrize("point", DEATHS)
def test_a_death_at_any_point_leaves_a_change_that_goes_on(empty: Air, point: str) -> None:
    change = require(empty)
    at(empty, "ontology-worker", once(point, lambda: dies(empty)))

    with pytest.raises(Killed):
        empty.platform.settle()
    early = put(empty, "early", note="n")
    empty.platform.settle()

    state, codes = outcome(empty, change)
    lacks = empty.get("Thing", "early") is not None
    # One of the two, never both: an instance that lacks what is required, under the change that requires it.
    assert (state, codes, lacks) in (("COMPLETED", [], False), ("FAILED", ["breaking_change"], True))
    assert outcome(empty, early)[0] == ("COMPLETED" if lacks else "FAILED")


@pytest.mark.parametrize("point", ["prepare.before_keep", "prepare.after_all"])
def test_a_worker_that_always_dies_leaves_no_shard_held_for_ever(empty: Air, point: str) -> None:
    change = require(empty)
    at(empty, "ontology-worker", lambda here: dies(empty) if here == point else None)

    empty.insist()
    after = put(empty, "a", note="n")
    empty.platform.settle(but=("dead-letters",))

    assert outcome(empty, change)[0] == "PARKED"
    assert outcome(empty, after) == ("COMPLETED", [])


def test_a_shard_that_is_set_apart_ends_a_change_instead_of_holding_up_others(empty: Air) -> None:
    empty.platform.ports.quarantine.put(BrokenChain(1, "instance-0000", 1, "it was damaged"))
    change = require(empty)
    other = empty.client.post(CHANGES, {"changes": [{"op": "create", "class": {"name": "Other"}}]}).data["command_id"]

    settle_around_what_is_broken(empty)

    assert outcome(empty, change) == ("FAILED", ["unavailable"])
    assert outcome(empty, other) == ("COMPLETED", [])


LONG = [{"name": f"p{number}", "type": "xsd:string", "description": "x" * 10_000} for number in range(100)]


def a_long_change(air: Air) -> str:
    """Ask for what must be there, by a commit of documents that are long together, and could be kept one by one."""
    for number in range(5):
        other = {"name": f"Other{number}", "properties": LONG}
        assert air.write("POST", CHANGES, {"changes": [{"op": "create", "class": other}]}).data["state"] == "COMPLETED"
    others = [{"op": "update", "name": f"Other{n}", "patch": {"label": f"Other {n}"}} for n in range(5)]
    patch = {"properties": [*air.client.get("/database/air/ontology/Thing").data["properties"], NEEDED]}
    changes = [*others, {"op": "update", "name": "Thing", "patch": patch}]
    return str(air.client.post(CHANGES, {"changes": changes}).data["command_id"])


def test_a_change_of_many_long_documents_is_held_to_and_stops_no_shard(empty: Air) -> None:
    change = a_long_change(empty)

    assert outcome(empty, put_once_held(empty)) == ("FAILED", ["missing_property"])
    assert outcome(empty, change) == ("COMPLETED", [])
    told = empty.platform.ports.commands.commands(PREPARED, limit=9, before=None)
    assert len(told) == 6
    assert max(len(encode(each.result)) for each in told) < 1000


@pytest.mark.parametrize("point", ["prepare.before_keep", "prepare.after_keep"])
def test_a_death_while_a_long_change_is_prepared_leaves_one_that_goes_on(empty: Air, point: str) -> None:
    change = a_long_change(empty)
    at(empty, "ontology-worker", once(point, lambda: dies(empty)))

    with pytest.raises(Killed):
        empty.platform.settle()
    empty.platform.settle()

    assert outcome(empty, change) == ("COMPLETED", [])


def test_where_what_was_prepared_is_gone_instances_wait_until_the_change_is_made(empty: Air) -> None:
    change, made = a_long_change(empty), list[str]()

    def lose() -> None:
        packs = empty.platform.ports.packs
        for name in packs.written_before(empty.now()):
            packs.delete(name)
        made.append(put(empty, "a", note="n"))
        with pytest.raises(Transient):
            others(empty)

    at(empty, "ontology-worker", once("prepare.after_all", lose))
    empty.platform.settle()

    assert outcome(empty, change) == ("COMPLETED", [])
    assert outcome(empty, made[0]) == ("FAILED", ["missing_property"])


@pytest.fixture
def unable(empty: Air) -> str:
    """A change that one shard of instances cannot come to hold to: what carries its command out dies of it."""
    change, left = require(empty), [8]

    def die(point: str) -> None:
        if point == "worker.before_put" and left[0]:
            left[0] -= 1
            empty.platform.handlers.pop("instance-worker", None)
            raise Killed

    at(empty, "instance-worker", die)
    empty.platform.relay()
    for function, trigger in topic_triggers():
        if function.name == "ontology-worker":
            empty.platform.deliver(function.name, trigger)
    for _ in range(12):
        with suppress(Killed):
            empty.platform.settle(but=("dead-letters", "ontology-worker"))
    return change


def test_a_shard_that_cannot_hold_to_a_change_ends_it_and_names_the_letter(empty: Air, unable: str) -> None:
    (letter,) = empty.client.get("/admin/dead-letters").data
    other = empty.client.post(CHANGES, {"changes": [{"op": "create", "class": {"name": "Other"}}]}).data["command_id"]

    empty.platform.settle(but=("dead-letters",))

    assert letter["type"] == "PrepareChange"
    assert outcome(empty, unable) == ("FAILED", ["unavailable"])
    assert letter["id"] in empty.client.get(f"/commands/{unable}").data["errors"][0]["message"]
    assert outcome(empty, other) == ("COMPLETED", [])


def test_once_the_letter_is_let_go_a_change_is_made(empty: Air, unable: str) -> None:
    (letter,) = empty.client.get("/admin/dead-letters").data
    empty.client.post(f"/admin/dead-letters/{letter['id']}/discard", {"reason": "r"})

    empty.platform.settle(but=("dead-letters",))
    again = require(empty)
    empty.platform.settle()

    assert outcome(empty, unable) == ("FAILED", ["unavailable"])
    assert outcome(empty, again) == ("COMPLETED", [])


def settle_around_what_is_broken(air: Air) -> None:
    """Go on as event sources do: a batch of a shard that is set apart comes again, and others have their turn."""
    for _ in range(4):
        air.platform.relay()
        for function, trigger in topic_triggers():
            with suppress(BrokenChain):
                air.platform.deliver(function.name, trigger)


def dies(air: Air) -> None:
    """End the worker's process, and what that knows."""
    air.platform.handlers.pop("ontology-worker", None)
    raise Killed
