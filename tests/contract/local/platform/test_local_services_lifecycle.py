"""The platform's life: start, crash of a part, kill of everything, end. Real services in a fresh folder."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

import psutil
import psycopg
import pytest
import redis

from local.folder.plan import Plan, read_plan
from local.services.postgres import postgres_url
from local.services.redis import redis_url
from tests.contract.local.platform.conftest import Started, settled
from tests.support.ports import as_option, free_port

pytestmark = pytest.mark.services


def plan_of(platform: Started) -> Plan:
    plan = read_plan(platform.folder)
    assert plan is not None
    return plan


def query(platform: Started, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(postgres_url(plan_of(platform)), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_it_starts_serves_and_ends_with_nothing_left(platform: Started) -> None:
    seconds = platform.up()
    family = platform.family()

    names = set()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):  # one that only helped to start
            names.add(process.name())
    took = platform.stop()

    assert seconds < 30
    assert {"postgres", "valkey-server", "weed"} <= names
    assert took < 10
    assert psutil.wait_procs(family, timeout=2)[1] == []
    assert platform.process is not None
    assert platform.process.returncode == 0


def test_every_service_listens_on_loopback_alone(running: Started) -> None:
    places = {connection.laddr for process in running.family() for connection in listening(process)}

    assert {place.ip for place in places} == {"127.0.0.1"}
    assert max(place.port for place in places) < 32768


def test_a_second_platform_on_the_folder_is_refused(running: Started) -> None:
    second = spice(running, "up", "--data", str(running.folder.root), "--port", str(free_port()))

    assert second.returncode == 1
    assert running.process is not None
    assert f"process {running.process.pid}, port {running.port}" in second.stderr


def test_a_taken_port_is_named(running: Started) -> None:
    second = spice(running, "up", "--data", str(running.folder.root.parent / "other"), "--port", str(running.port))

    assert second.returncode == 1
    assert f"port {running.port}" in second.stderr


def test_a_crashed_service_comes_back_on_its_port(running: Started) -> None:
    before = running.service("redis")
    assert before.pid is not None

    os.kill(before.pid, signal.SIGKILL)

    assert settled(lambda: running.service("redis").state == "ready" and running.service("redis").pid != before.pid)
    with contextlib.closing(redis.Redis.from_url(redis_url(plan_of(running)))) as client:
        assert client.ping()


@pytest.mark.parametrize("name", ["postgres", "seaweedfs", "host"])
def test_a_killed_service_is_ready_again(running: Started, name: str) -> None:
    before = running.service(name)
    assert before.pid is not None

    os.kill(before.pid, signal.SIGKILL)

    assert settled(lambda: running.service(name).state == "ready" and running.service(name).pid != before.pid)
    assert settled(lambda: running.get("/api/v1/health") == 200)


def test_no_process_outlives_a_killed_supervisor(platform: Started) -> None:
    platform.up()
    family = platform.family()

    platform.stop(signal.SIGKILL)

    assert len(family) > 8
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_everything_survives_a_kill_of_everything(platform: Started) -> None:
    platform.up()
    ports = plan_of(platform).ports
    query(platform, "create table kept as select 42 as answer")

    for process in reversed(platform.family()):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    assert platform.process is not None
    platform.process.wait(5)
    seconds = platform.up()

    assert query(platform, "select answer from kept") == [(42,)]
    assert plan_of(platform).ports == ports
    assert seconds < 30


def test_a_port_taken_while_it_was_down_is_chosen_anew(platform: Started) -> None:
    platform.up()
    before = plan_of(platform).ports
    platform.stop()

    with socket.create_server(("127.0.0.1", before["redis"])):
        platform.up()
        after = plan_of(platform).ports

    assert after["redis"] != before["redis"]
    assert after["postgres"] == before["postgres"]


def test_ctrl_c_ends_it_soon_though_a_request_runs(platform: Started) -> None:
    platform.up()
    request = subprocess.Popen(
        [sys.executable, "-c", "import httpx, sys; httpx.get(sys.argv[1], timeout=30)",
         f"http://127.0.0.1:{platform.port}/api/v1/x?sleep=1.9"], stderr=subprocess.DEVNULL
    )  # fmt: skip
    time.sleep(0.5)

    took = platform.stop(signal.SIGINT)

    request.wait(10)
    assert took < 10


def test_status_shows_what_runs_where(running: Started) -> None:
    told = spice(running, "status", "--json", "--data", str(running.folder.root))

    assert told.returncode == 0
    services = {each["name"].strip(): each for each in json.loads(told.stdout)["services"]}
    assert {"postgres", "seaweedfs", "redis", "host", "front"} <= services.keys()
    assert services["redis"]["state"] == "ready"
    assert services["redis"]["memory_mb"] >= 1


def listening(process: psutil.Process) -> list[Any]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return [each for each in process.net_connections("inet") if each.status == psutil.CONN_LISTEN]
    return []


def spice(platform: Started, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    environment = os.environ | {"SPICE_SERVICE_PORTS": as_option(), "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
