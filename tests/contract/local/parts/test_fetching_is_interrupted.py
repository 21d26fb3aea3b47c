"""Fetching that is interrupted or killed leaves nothing that is taken for a part."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from local.parts.cache import Cache
from local.parts.obtain import ALL, obtain
from local.parts.pins import Pins
from tests.contract.local.parts.conftest import CONTENT, HELD, Publisher

FETCH = """
import sys
from pathlib import Path
import msgspec
from local.errors import LocalError
from local.parts.cache import Cache
from local.parts.obtain import obtain
from local.parts.pins import Pins
try:
    obtain(cache=Cache(Path(sys.argv[1])), pins=msgspec.json.decode(Path(sys.argv[2]).read_bytes(), type=Pins))
except LocalError as refused:
    sys.exit(str(refused))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_next_start_goes_on_where_fetching_was_ended(
    cache: Cache, pins: Pins, publisher: Publisher, tmp_path: Path, number: int
) -> None:
    publisher.ill["clients.jar"] = [HELD]
    (tmp_path / "pins.json").write_bytes(msgspec.json.encode(pins))
    arguments = [str(cache.root), str(tmp_path / "pins.json")]
    fetching = subprocess.Popen([sys.executable, "-c", FETCH, *arguments], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 20
    while "clients.jar" not in publisher.asked and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(fetching.pid, number)
    _, said = fetching.communicate(timeout=10)

    obtain(ALL, cache=cache, pins=pins)

    assert fetching.returncode == (1 if number == signal.SIGINT else -signal.SIGKILL)
    assert ("interrupted" in said) == (number == signal.SIGINT)
    assert publisher.asked.count("kafka.jar") == 1
    assert publisher.asked.count("clients.jar") == 2
    assert (cache.home(pins.part("kafka")) / "clients.jar").read_bytes() == CONTENT["clients.jar"]
    assert not list((cache.root / "downloads").glob("*.part"))
