"""Ctrl-C in the middle of load."""

import threading
import time

import pytest

from tests.support.stand.load import Pour, Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]


def test_ctrl_c_under_load_ends_in_time_and_loses_nothing(stand: Stand, poured: Poured) -> None:
    with Pour(stand, poured, seed=30):
        time.sleep(3.0)
        seconds = stand.stop()
        left = [name for name in ("state.json",) if (stand.data / name).exists()]
        stand.up()
        time.sleep(1.0)

    assert seconds < 15
    assert left == []
    prove(stand, poured)


def test_a_second_platform_on_the_same_folder_is_refused(stand: Stand, poured: Poured) -> None:
    second = stand.spice("up", "--data", str(stand.data), "--port", str(stand.port + 1))

    assert second.returncode == 1
    assert str(stand.data) in second.stderr


@pytest.mark.slow
def test_ctrl_c_while_it_starts_ends_it(stand: Stand, poured: Poured) -> None:
    stand.stop()
    starting = threading.Thread(target=_try_up, args=(stand,))
    starting.start()
    time.sleep(0.7)

    seconds = stand.stop()
    starting.join()
    stand.up()

    assert seconds < 15
    prove(stand, poured)


def _try_up(stand: Stand) -> None:
    try:
        stand.up()
    except AssertionError:
        return  # it was stopped before it was ready: what the test is about
