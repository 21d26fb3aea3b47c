"""A restore that dies at any of its steps: nothing goes on over a half log, and the same call goes on to the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cli.platform.restoring import restore_of
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.state import MemoryState
from spice.application.upkeep.verify_log import VerifyLog
from spice.wired import Wired
from tests.contract.conftest import Stores
from tests.contract.damage import ALTERED, Hand
from tests.contract.sea import SEA, Sea, a_sea
from tests.contract.test_restore_log import check_whole, copied, moved, restore
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_ports

CHANGES = {
    "log": {"append"},
    "log_objects": {"set_apart"},
    "signed_trees": {"forget"},
    "model": {"unpublish"},
    "quarantine": {"put", "lift"},
    "jobs": {"request", "tell"},
    "kick": {"__call__"},
}
"""What a restore asks of its ports that changes something: a death anywhere else is one between two of these."""
ALL = 10**6


class Died(BaseException):
    """The process ended."""


class Steps:
    """Counts what is done, and dies when so much was."""

    def __init__(self, upto: int) -> None:
        self.left = upto

    def around(self, port: Any, names: set[str]) -> Any:
        """Put it around a port."""
        return _Dying(port, names, self)

    def passed(self) -> None:
        """One step was done."""
        self.left -= 1
        if self.left == 0:
            raise Died


class _Dying:
    def __init__(self, port: Any, names: set[str], steps: Steps) -> None:
        self._port, self._names, self._steps = port, names, steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        return self._counted(method) if name in self._names else method

    def __call__(self, *values: Any) -> None:
        self._counted(self._port)(*values)

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            done = method(*values, **named)
            self._steps.passed()
            return done

        return call


def damaged(sea: Sea) -> MemoryEventLog:
    """Break the log so that every kind of step is needed; answers the copy."""
    copy, other = copied(sea.platform.ports.log), sea.hand.places(sea.elsewhere)
    # Of one shard nobody has the third segment; of another the copy goes on differently, and has what is lost here.
    sea.hand.delete(sea.places()[2])
    copy.take_out(sea.places()[2])
    copy.take_out((1, sea.shard, 3))
    Hand(copy).put(other[-1], ALTERED["it has other values"](Hand(copy).get(other[-1])))
    sea.hand.drop("log/notes.txt", b"mine")
    # Else a worker who noticed nothing yet may write behind the gap until every shard is held.
    sea.job("/admin/verify")
    return copy


def dying(ports: Wired, steps: Steps) -> Wired:
    """Ports of a process that ends."""
    return replace(ports, **{name: steps.around(getattr(ports, name), names) for name, names in CHANGES.items()})


def a_fresh_sea() -> Stores:
    state = MemoryState()
    return Stores(ports=memory_ports(Clock(), state=state), consumer=MemoryBus(state), hang_up=lambda: None)


def steps_of(issuer: Issuer) -> int:
    """How many steps a restore of this damage takes."""
    with a_sea(a_fresh_sea(), issuer) as sea:
        steps, copy = Steps(ALL), damaged(sea)
        restore_of(dying(sea.platform.ports, steps), copy, sleep=lambda _: sea.platform.maintain())()
        return ALL - steps.left


def test_a_restore_that_dies_at_any_step_is_done_by_the_next_one(issuer: Issuer) -> None:
    steps = steps_of(issuer)

    assert steps > 30
    for step in range(1, steps + 1):
        with a_sea(a_fresh_sea(), issuer) as sea:
            dies_and_is_done(sea, step)


@pytest.mark.parametrize("step", [14, 19, 24, 29])
def test_so_it_is_on_the_stores(stores: Stores, issuer: Issuer, step: int) -> None:
    with a_sea(stores, issuer) as sea:
        dies_and_is_done(sea, step)


def dies_and_is_done(sea: Sea, step: int) -> None:
    """Die after a step; the platform is tried, and the restore called again."""
    copy = damaged(sea)
    with pytest.raises(Died):
        restore_of(dying(sea.platform.ports, Steps(step)), copy, sleep=lambda _: sea.platform.maintain())()
    before = set(sea.hand.places(sea.shard))
    sea.tick()
    waiting = sea.submit(sea.boat, n=5)
    sea.settle()
    half = restore_of(sea.platform.ports, copy).left_undone()
    assert not half or (set(sea.hand.places(sea.shard)), sea.state(waiting)) == (before, "PENDING")

    if half:
        restore(sea, copy)
    for _ in range(3):
        sea.tick()
    sea.settle()

    assert not restore_of(sea.platform.ports, copy).left_undone()
    assert {"log/notes.txt", *(f"log/gen=01/shard={sea.shard}/{n:020d}.seg" for n in (4, 5, 6))} <= {
        name.removeprefix("foreign/") for name in moved(sea)
    }
    assert sea.state(waiting) == "COMPLETED"
    assert sea.client.get(f"{SEA}/{sea.other}").data["data"] == {"n": 666}
    assert VerifyLog(sea.platform.ports.log, sea.platform.ports.model)().broken == ()
    check_whole(sea)
