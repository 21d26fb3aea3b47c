"""Parts are fetched once and whole; whatever goes wrong is seen and mended."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.errors import Refused
from local.parts.cache import Cache
from local.parts.obtain import ALL, obtain
from local.parts.pins import Pins, read_pins, this_machine
from local.parts.watch import Silent
from tests.contract.local.parts.conftest import BUSY, CONTENT, HALF, WRONG, Publisher


class Counting(Silent):
    """Adds up what it is told."""

    def __init__(self) -> None:
        self.expected, self.arrived = 0, 0
        self.said: list[str] = []

    def begin(self, title: str, size: int) -> None:
        self.expected = size

    def advance(self, size: int) -> None:
        self.arrived += size

    def say(self, text: str) -> None:
        self.said.append(text)


def home(cache: Cache, pins: Pins, name: str) -> Path:
    return cache.home(pins.part(name))


def test_parts_are_put_together_as_they_are_pinned(cache: Cache, pins: Pins) -> None:
    obtain(ALL, cache=cache, pins=pins)

    java, opensearch = home(cache, pins, "java"), home(cache, pins, "opensearch")
    assert sorted(path.name for path in java.rglob("*") if path.is_file()) == [".complete", "java", "modules"]
    assert stat.S_IMODE((java / "run" / "java").stat().st_mode) == 0o755
    assert stat.S_IMODE((java / "lib" / "modules").stat().st_mode) == 0o644
    assert (opensearch / "bin").is_dir()
    descriptor = (opensearch / "plugins" / "analysis-nori" / "plugin-descriptor.properties").read_text()
    assert "classname=org.Nori\n" in descriptor
    assert "opensearch.version=3\n" in descriptor


def test_a_full_cache_needs_no_network(cache: Cache, pins: Pins, publisher: Publisher) -> None:
    obtain(ALL, cache=cache, pins=pins)
    asked = len(publisher.asked)
    publisher.server.server_close()

    obtain(ALL, cache=cache, pins=pins)

    assert asked == len(CONTENT)


@pytest.mark.parametrize("ill", [HALF, WRONG, BUSY])
def test_a_file_that_came_broken_is_fetched_again(cache: Cache, pins: Pins, publisher: Publisher, ill: str) -> None:
    publisher.ill["kafka.jar"] = [ill]
    watch = Counting()

    obtain(ALL, watch, cache=cache, pins=pins)

    assert publisher.asked.count("kafka.jar") == 2
    assert (home(cache, pins, "kafka") / "kafka.jar").read_bytes() == CONTENT["kafka.jar"]
    assert watch.arrived == watch.expected


def test_a_file_that_always_comes_wrong_is_named_and_not_kept(cache: Cache, pins: Pins, publisher: Publisher) -> None:
    publisher.ill["clients.jar"] = [WRONG] * 9

    with pytest.raises(
        Refused, match=rf"clients\.jar cannot be fetched from {publisher.url}/org/clients\.jar: .*checksum"
    ):
        obtain(ALL, cache=cache, pins=pins)

    assert not any("clients" in path.name for path in cache.root.rglob("*"))
    assert not cache.holds(pins.part("kafka"))


def test_without_cache_and_network_what_is_missing_is_named(cache: Cache, pins: Pins, publisher: Publisher) -> None:
    obtain(["java"], cache=cache, pins=pins)
    publisher.close()

    with pytest.raises(Refused) as refused:
        obtain(ALL, cache=cache, pins=pins)

    said = str(refused.value)
    assert f"kafka 4: 2 files, 1 MB, from {publisher.url}" in said
    assert f"opensearch 3: 1 file, 1 MB, from {publisher.url}" in said
    assert "java" not in said
    assert "SPICE_MAVEN_URL" in said


def test_another_source_may_be_named(
    cache: Cache, pins: Pins, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPICE_MAVEN_URL", f"{publisher.url}/mirror")

    obtain(ALL, cache=cache, pins=pins)

    assert cache.holds(pins.part("kafka"))


@pytest.mark.parametrize("harm", ["truncate", "remove"])
def test_a_damaged_part_is_made_again_from_its_downloads(
    cache: Cache, pins: Pins, publisher: Publisher, harm: str
) -> None:
    obtain(ALL, cache=cache, pins=pins)
    jar = home(cache, pins, "kafka") / "kafka.jar"
    os.truncate(jar, 10) if harm == "truncate" else jar.unlink()
    publisher.close()

    obtain(ALL, cache=cache, pins=pins)

    assert jar.read_bytes() == CONTENT["kafka.jar"]


def test_a_damaged_download_is_fetched_again(cache: Cache, pins: Pins, publisher: Publisher) -> None:
    obtain(ALL, cache=cache, pins=pins)
    file = pins.part("kafka").files[0]
    cache.download(file).write_bytes(b"?" * file.size)
    (home(cache, pins, "kafka") / ".complete").unlink()
    watch = Counting()

    obtain(ALL, watch, cache=cache, pins=pins)

    assert publisher.asked.count(file.name) == 2
    assert any("is damaged" in text for text in watch.said)
    assert (home(cache, pins, "kafka") / file.name).read_bytes() == CONTENT[file.name]


def test_two_at_once_fetch_each_file_once(cache: Cache, pins: Pins, publisher: Publisher) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: obtain(ALL, cache=cache, pins=pins), range(4)))

    assert sorted(publisher.asked) == sorted(CONTENT)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_roots_cache_in_a_closed_folder_is_refused(cache: Cache, pins: Pins) -> None:
    cache.root.parent.chmod(0o700)

    with pytest.raises(Refused, match="closed to other users"):
        obtain(ALL, cache=cache, pins=pins)


def test_this_machine_has_every_part_that_is_pinned() -> None:
    pins = read_pins()

    files = [file for name in ALL for file in pins.part(name).files]

    assert len(files) == 1 + 46 + 11
    assert {file.machine for file in files} == {None, this_machine()}
    assert all(len(file.sha256) == 64 and file.source in pins.sources for file in files)
