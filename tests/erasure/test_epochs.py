"""Keys go on to another epoch every week: then a copy of the database from before an erasure opens nothing of it."""

from typing import Any

import pytest

from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import MemorySubjectKeys
from spice.application.upkeep import rotate_epochs
from spice.application.upkeep.rotate_epochs import RotateEpochs
from spice.ports.crash import Crash, never
from spice.ports.errors import Transient
from spice.ports.subject_keys import SubjectKey
from tests.erasure.world import INSTANCES, MAIL, People
from tests.support.measuring import measured, rings

DAY = 86_400
KEPT = ("subject_keys", "database_keys", "key_epochs", "ended_epochs")
POINTS = ("epochs.after_begin", "epochs.after_page", "epochs.after_end")
OVERDUE = "epoch_overdue_seconds"


def ring(world: People) -> KeyRing:
    found: KeyRing = vars(world.platform.ports.subject_keys)["_ring"]
    return found


def state(world: People) -> MemoryState:
    found: MemoryState = vars(world.platform.ports.subject_keys)["_state"]
    return found


def backup(world: People) -> dict[str, Any]:
    """Copy what the database has of keys."""
    return {name: getattr(state(world), name).copy() for name in KEPT}


def later(world: People, days: float) -> None:
    """Let days go by; who had signed in signs in again."""
    world.platform.ports.now.advance(days * DAY)  # type: ignore[attr-defined]  # the clock of tests
    world.client = world.platform.client("kim", roles=["admin"])


def days(world: People, count: float) -> None:
    """Let days go by, and maintenance do what is due then."""
    later(world, count)
    world.platform.maintain()


def opens(world: People, copy: dict[str, Any], subject: str = "kim") -> bool:
    """Whether somebody with a copy of the database, and all that is there besides, opens a subject's key."""
    stolen = MemoryState()
    for name, rows in copy.items():
        setattr(stolen, name, rows)
    database = next(each for each, _ in copy["subject_keys"])
    wrap = vars(ring(world))["_wrap"]
    keys = MemorySubjectKeys(stolen, KeyRing(wrap, ring(world).store), world.platform.ports.now)
    return isinstance(keys.find(database, [subject])[subject], SubjectKey)


def restored(world: People, copy: dict[str, Any]) -> None:
    """Put a copy in the database's place; every process is started again."""
    for name, rows in copy.items():
        setattr(state(world), name, rows)
    vars(ring(world)).update(_epochs={}, _gone={})
    world.platform.handlers.clear()


def test_a_backup_opens_what_was_erased_for_two_weeks_at_most(world: People) -> None:
    world.kim()
    copy = backup(world)
    world.erase("kim")

    days(world, 7)
    after_one = opens(world, copy)
    days(world, 6.9)
    before_two = opens(world, copy)
    days(world, 0.1)

    assert (after_one, before_two, opens(world, copy)) == (True, True, False)


def test_a_backup_of_the_last_week_is_whole_whenever_it_was_made(world: People) -> None:
    world.kim()
    copies = list[dict[str, Any]]()
    for _ in range(40):
        copies.append(backup(world))
        days(world, 1)
        assert [opens(world, each) for each in copies[-7:]] == [True] * len(copies[-7:])
        assert not any(opens(world, each) for each in copies[:-14])


def test_nobody_notices_a_rotation(world: People) -> None:
    world.kim()
    for _ in range(5):
        days(world, 7)
        seen = world.get("Person", "kim").data
        world.patch("Person", "kim", age=44)
        again = world.client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": MAIL}})
        world.platform.settle()

        assert (seen["data"]["mail"], "erased" in seen, "lost" in seen) == (MAIL, False, False)
        assert world.command(again)["result"]["changed"] is False
    assert len(ring(world).store.all()) == 2
    assert rings(measured(world.platform), OVERDUE) is False


def test_whoever_was_there_before_the_rotation_goes_on(world: People) -> None:
    """A process that holds the old epoch's key: it writes and reads on, and asks once for the new one's."""
    world.kim()
    wrap = vars(ring(world))["_wrap"]
    other = KeyRing(wrap, ring(world).store)
    process = MemorySubjectKeys(state(world), other, world.platform.ports.now)
    database = next(each for each, _ in state(world).subject_keys)
    before = process.mint(database, ["kim"])["kim"]
    days(world, 7)
    calls = wrap.calls

    found = [process.mint(database, ["kim", "lee"]) for _ in range(5)]

    assert wrap.calls == calls + 1
    assert isinstance(before, SubjectKey)
    assert {each["kim"].seal(b"x", [b"p"]) for each in found} == {before.seal(b"x", [b"p"])}  # type: ignore[union-attr]
    days(world, 7)
    assert isinstance(process.find(database, ["lee"])["lee"], SubjectKey)


class Died(Exception):
    """The process is gone."""


def dying(point: str, after: int = 1) -> Crash:
    """Die when a point is passed for the n-th time."""
    passed = list[str]()

    at_which = point

    def crash(point: str) -> None:
        passed.append(point)
        if point == at_which and passed.count(point) == after:
            raise Died

    return crash


def rotation(world: People, crash: Crash = never) -> RotateEpochs:
    ports = world.platform.ports
    return RotateEpochs(ports.key_epochs, ports.now, crash, days=7)


@pytest.mark.parametrize(("point", "after"), [(POINTS[0], 1), (POINTS[1], 1), (POINTS[1], 3), (POINTS[2], 1)])
def test_killed_at_any_step_it_goes_on(world: People, point: str, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotate_epochs, "PAGE", 2)
    world.kim()
    for number in range(7):
        world.put("Person", f"p{number}", number=f"p{number}", mail=f"{number}@example.com")
    copy, died = backup(world), 0
    world.erase("kim")
    for week in range(3):
        later(world, 7)
        try:
            rotation(world, dying(point, after))(seconds=5)
        except Died:
            died += 1
        world.put("Person", f"q{week}", number=f"q{week}", mail="q@example.com")
        assert world.get("Person", "p3").data["data"]["mail"] == "3@example.com"
        rotation(world)(seconds=5)

    assert died >= 2
    assert not opens(world, copy)
    assert len(ring(world).store.all()) == 2
    assert all(world.get("Person", f"p{number}").data["data"]["mail"] for number in range(7))


def test_a_tick_that_has_no_time_goes_on_with_the_next(world: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotate_epochs, "PAGE", 1)
    for number in range(4):
        world.put("Person", f"p{number}", number=f"p{number}", mail="p@example.com")
    later(world, 7)
    rotate = rotation(world)

    done = [rotate(seconds=0).get("keys_rewrapped", 0) for _ in range(6)]

    assert all(done[:4])
    assert done[-1] == 0
    assert {row.epoch for row in state(world).subject_keys.values()} == {max(state(world).key_epochs)}


def test_a_key_that_is_not_destroyed_rings_until_it_is(world: People, monkeypatch: pytest.MonkeyPatch) -> None:
    world.kim()
    days(world, 7)

    def away(epoch: int) -> None:
        raise Transient("s3", "away")

    delete = ring(world).store.delete
    monkeypatch.setattr(ring(world).store, "delete", away)
    later(world, 7.5)
    soon = measured(world.platform)
    later(world, 1)
    late = measured(world.platform)
    monkeypatch.setattr(ring(world).store, "delete", delete)
    measured(world.platform)

    assert not rings(soon, OVERDUE)
    assert rings(late, OVERDUE)
    assert measured(world.platform)[OVERDUE] == 0


def test_nothing_rotates_where_a_setting_says_so(world: People) -> None:
    world.kim()
    ports = world.platform.ports
    ports.now.advance(100 * DAY)  # type: ignore[attr-defined]  # the clock of tests
    rotate = RotateEpochs(ports.key_epochs, ports.now, ports.crash, days=0)

    assert (rotate(seconds=5), rotate.overdue_seconds(ports.now())) == ({}, 0)
    assert len(ring(world).store.all()) == 1


def test_a_restored_copy_says_what_cannot_be_opened_any_more(world: People) -> None:
    world.kim()
    world.put("Visit", "v1", who="kim", remark="asked for quiet", place="hall")
    copy = backup(world)
    world.put("Person", "lee", number="lee", mail="lee@example.com")
    for _ in range(3):
        days(world, 7)
    restored(world, copy)

    seen = world.get("Person", "kim").data
    history = world.get("Person", "kim", "/history").data
    world.patch("Person", "kim", mail="new@example.com")
    again = world.get("Person", "kim").data

    assert seen["lost"] == ["mail", "phone", "home", "notes", "age"]
    assert "erased" not in seen
    assert seen["data"] == {"number": "kim", "team": "open-canary-gr7"}
    assert world.get("Visit", "v1").data["lost"] == ["remark"]
    assert {each["lost"] for each in history[0]["changes"] if each["path"] == "/mail"} == {True}
    assert (again["data"]["mail"], again["lost"]) == ("new@example.com", ["phone", "home", "notes", "age"])
    days(world, 7)
    assert rings(measured(world.platform), OVERDUE) is False


def test_who_was_erased_is_erased_in_a_restored_copy_too(world: People) -> None:
    world.kim()
    copy = backup(world)
    world.erase("kim")
    world.readmit("kim")
    world.patch("Person", "kim", mail="second@example.com")
    between = backup(world)
    for _ in range(3):
        days(world, 7)

    restored(world, copy)
    older = world.get("Person", "kim").data
    restored(world, between)
    newer = world.get("Person", "kim").data

    # Of what was written since they returned there is no key in it; all before is erased.
    assert (older["lost"], older["erased"]) == (["mail"], ["phone", "home", "notes", "age"])
    assert (newer["lost"], "mail" in newer["erased"]) == (["mail"], False)


def test_who_is_new_since_the_copy_is_lost_in_it_and_not_erased(world: People) -> None:
    world.kim()
    copy = backup(world)
    world.put("Person", "lee", number="lee", mail="lee@example.com", age=30)

    restored(world, copy)
    seen = world.get("Person", "lee").data
    history = world.get("Person", "lee", "/history").data
    world.patch("Person", "lee", mail="new@example.com")
    again = world.get("Person", "lee").data

    assert (seen["lost"], "erased" in seen) == (["mail", "age"], False)
    assert {(each.get("lost"), each.get("erased")) for each in history[0]["changes"] if each["path"] == "/mail"} == {
        (True, None)
    }
    # The key that is made has the number of the one that was lost.
    assert (again["data"]["mail"], again["lost"], "erased" in again) == ("new@example.com", ["age"], False)


def test_who_was_erased_since_the_copy_is_erased_in_it_whether_or_not_they_returned(world: People) -> None:
    world.kim()
    copy = backup(world)
    for name in ("lee", "park"):
        world.put("Person", name, number=name, mail="old@example.com", age=30)
        world.erase(name)
    world.readmit("park")
    world.patch("Person", "park", mail="new@example.com")

    restored(world, copy)
    lee, park = (world.get("Person", name).data for name in ("lee", "park"))

    assert (lee["erased"], "lost" in lee) == (["mail", "age"], False)
    assert (park["erased"], park["lost"]) == (["age"], ["mail"])


def test_keys_that_only_another_copy_knows_go_as_well(world: People) -> None:
    world.kim()
    copy = backup(world)
    days(world, 7)
    (_, stray) = ring(world).store.all()
    restored(world, copy)
    days(world, 3)
    (_, ours) = state(world).key_epochs
    early = ring(world).store.all()
    for _ in range(2):
        days(world, 7)

    assert ours != stray
    assert stray in early
    assert stray not in ring(world).store.all()
