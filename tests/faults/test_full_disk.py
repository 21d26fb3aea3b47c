"""A disk that is full: writes wait, reads go on, everybody is told why, and all heals by itself when there is room."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.stand.client import WAIT, Answer, Client
from tests.support.stand.kills import kill_service
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
SIZE = "350m"
SECONDS = 150.0
TICK = {"name": "Tick", "properties": [{"name": "n", "type": "xsd:integer"}]}
TICKS = "/database/alpha/instances"
FULL = "disk full"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of its own, and a small one."""
    folder = tmp_path_factory.mktemp("small")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def stand(small: Path) -> Iterator[Stand]:
    """A platform on it, with a few instances."""
    stand = Stand(small)
    stand.up()
    try:
        for path, body in (("/database", {"name": "alpha"}), ("/database/alpha/ontology", TICK)):
            assert stand.admin().post(path, body, headers=WAIT).status == 201
        yield stand
    finally:
        stand.close()


@pytest.fixture(scope="module")
def first(stand: Stand) -> list[str]:
    """The commands that made instances while there was room."""
    commands = poured(stand.admin(), "first")
    until(lambda: read(stand.admin()) == {200}, "it answers")
    return commands


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            os.truncate(ballast, ballast.stat().st_size)
    try:
        yield
    finally:
        ballast.unlink()


def until(true: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < ends, what
        time.sleep(0.2)


def put(client: Client, identity: str) -> Answer:
    return client.put(f"{TICKS}/Tick/{identity}", {"data": {"n": 1}})


def poured(client: Client, name: str) -> list[str]:
    """Have commands accepted and let none be waited for."""
    answers = [put(client, f"{name}-{n}") for n in range(20)]
    assert {answer.status for answer in answers} == {202}
    return [answer.data["command_id"] for answer in answers]


def refused(client: Client) -> None:
    answer = put(client, "refused")
    assert (answer.status, answer.codes) == (503, ["unavailable"]), answer
    assert int(answer.headers["retry-after"]) > 0
    assert FULL in answer.json["message"]


def read(client: Client) -> set[int]:
    paths = ("/database", f"{TICKS}/Tick/first-0", f"{TICKS}?class=Tick", f"{TICKS}/Tick/first-0/history")
    try:
        return {client.get(path).status for path in paths}
    except httpx.TransportError:
        return set()  # the host was killed in the middle


def told(stand: Stand) -> None:
    ready = stand.admin().get("/health/ready")
    assert (ready.status, ready.data["ready"]) == (503, False)
    assert FULL in ready.data["services"]["disk"]["reason"]
    assert FULL in stand.spice("status").stdout.replace("\n", " ")


def healed(stand: Stand, commands: list[str]) -> None:
    """See that everything accepted was carried out, and that everything is accepted."""
    client = stand.admin()
    stand.wait_ready()
    states = {command: client.insist("GET", f"/commands/{command}").data["state"] for command in commands}
    until(
        lambda: all(client.insist("GET", f"/commands/{each}").data["state"] == "COMPLETED" for each in states),
        "what was accepted is carried out",
    )
    after = client.insist("PUT", f"{TICKS}/Tick/after", {"data": {"n": 2}}).data["command_id"]
    found = client.insist("GET", f"{TICKS}?class=Tick&after={after}&limit=1", headers=WAIT)
    assert found.json["meta"]["total"] == len(commands) + 1


def test_a_full_disk_takes_nothing_answers_and_heals(stand: Stand, small: Path, first: list[str]) -> None:
    client, supervisor = stand.admin(), stand.supervisor

    with filled(small):
        refused(client)
        until(lambda: read(client) == {200}, "reads go on")
        refused(client)
        told(stand)

    healed(stand, first)
    assert stand.running()
    assert stand.supervisor == supervisor


@pytest.mark.slow
@pytest.mark.usefixtures("first")
def test_what_ends_on_a_full_disk_comes_back_to_answer_reads(stand: Stand, small: Path) -> None:
    client = stand.admin()

    with filled(small):
        for name in ("postgres", "host", "seaweedfs"):
            kill_service(stand, name)
            until(lambda: read(client) == {200}, f"reads go on without {name}")
        refused(client)

    stand.wait_ready()
    assert client.put(f"{TICKS}/Tick/again", {"data": {"n": 3}}, headers=WAIT).status in (200, 201)
