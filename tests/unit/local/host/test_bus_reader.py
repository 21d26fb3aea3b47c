"""The threads that read the bus: none ends unseen, and one that hangs ends the host."""

import asyncio
import subprocess
import sys
import threading
from typing import Any, cast

import pytest

from local.host.sources import bus_reader
from local.host.sources.bus_reader import BusReader, Hung

PATIENCE = 10.0


class Bus:
    """A bus whose first listening fails as a driver does, and whose lag never comes."""

    def __init__(self) -> None:
        self.heard, self.end = 0, threading.Event()

    def listen(self, timeout: float) -> frozenset[str]:
        """Fail, then hear of a topic."""
        self.heard += 1
        if self.heard == 1:
            raise RuntimeError("NetworkSelector closed!")
        self.end.wait(0.01)
        return frozenset({"t"})

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Hang."""
        self.end.wait()
        return {}


def test_a_listener_that_fails_wakes_all_and_listens_again() -> None:
    bus: Any = Bus()

    async def listen() -> None:
        reader = BusReader(bus)
        other, mine = reader.wakes("other"), reader.wakes("t")
        reader.start()
        try:
            for each in (other, mine):
                await asyncio.wait_for(each.wait(), PATIENCE)
            mine.clear()
            await asyncio.wait_for(mine.wait(), PATIENCE)
        finally:
            reader.close()

    asyncio.run(listen())


def test_a_read_that_does_not_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_reader, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(bus_reader, "LOOK_SECONDS", 0.05)
    bus: Any = Bus()

    async def read() -> None:
        reader = BusReader(bus)
        reading = asyncio.create_task(reader.lagging("g", "t"))
        try:
            await asyncio.wait_for(reader.watch(), PATIENCE)
        finally:
            bus.end.set()
            await reading
            reader.close()

    with pytest.raises(Hung):
        asyncio.run(read())


def test_a_listening_that_does_not_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_reader, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(bus_reader, "LOOK_SECONDS", 0.05)
    bus, end = Bus(), threading.Event()

    def hang(timeout: float) -> frozenset[str]:
        end.wait()
        return frozenset()

    monkeypatch.setattr(bus, "listen", hang)

    async def listen() -> None:
        reader = BusReader(cast(Any, bus))
        reader.start()
        try:
            await asyncio.wait_for(reader.watch(), PATIENCE)
        finally:
            reader.close()
            end.set()

    with pytest.raises(Hung):
        asyncio.run(listen())


def test_a_listener_that_hears_nothing_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each listening is timed by itself."""
    monkeypatch.setattr(bus_reader, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(bus_reader, "LOOK_SECONDS", 0.02)
    bus: Any = Bus()

    async def listen() -> None:
        reader = BusReader(bus)
        reader.start()
        watching = asyncio.create_task(reader.watch())
        await asyncio.sleep(1.5)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        reader.close()
        assert watching.cancelled()

    asyncio.run(listen())


def test_reads_that_wait_for_a_thread_do_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_reader, "MOST_SECONDS", 0.3)
    monkeypatch.setattr(bus_reader, "LOOK_SECONDS", 0.02)
    bus: Any = Bus()

    async def read() -> None:
        reader = BusReader(bus)
        slow = [asyncio.create_task(reader.run(lambda: bus.end.wait(0.1))) for _ in range(bus_reader.THREADS * 6)]
        watching = asyncio.create_task(reader.watch())
        await asyncio.gather(*slow)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert watching.cancelled()
        reader.close()

    asyncio.run(read())


def test_a_thread_that_hangs_keeps_no_host_from_ending() -> None:
    program = (
        "import time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from local.host.__main__ import run_and_end\n"
        "threads = ThreadPoolExecutor(1)\n"
        "async def serve():\n"
        "    threads.submit(time.sleep, 3600)\n"
        "    print('served')\n"
        "run_and_end(serve())\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)

    assert (ended.returncode, ended.stdout) == (0, "served\n"), ended.stderr
