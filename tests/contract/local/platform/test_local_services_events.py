"""What starts functions: records, ticks, kicks, requests. Real services in a fresh folder."""

import base64
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from infra.catalogue.names import INSTANCE_COMMANDS
from local.folder.issuer import open_issuer
from local.folder.plan import read_plan
from local.services.postgres import postgres_url
from spice.adapters.datagram.kick import DatagramKick
from spice.adapters.datagram.sealed import seal
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.ports.bus import Record
from tests.contract.local.platform.conftest import Started, settled

pytestmark = pytest.mark.services


@pytest.fixture
def bus(running: Started) -> Iterator[PostgresBus]:
    plan = read_plan(running.folder)
    assert plan is not None
    postgres = Postgres(postgres_url(plan))
    yield PostgresBus(postgres)
    postgres.close()


def values(running: Started, partition: int) -> list[str]:
    return [
        base64.b64decode(record["value"]).decode()
        for noted in running.noted()
        if noted["function"] == "reader"
        for records in noted["event"]["records"].values()
        for record in records
        if record["partition"] == partition
    ]


def test_records_reach_their_function_in_order(running: Started, bus: PostgresBus) -> None:
    bus.publish(INSTANCE_COMMANDS, 2, [Record(key=b"k", value=str(n).encode()) for n in range(25)])

    assert settled(lambda: len(values(running, 2)) == 25)
    assert values(running, 2) == [str(n) for n in range(25)]
    assert settled(lambda: bus.lag("reader", INSTANCE_COMMANDS)[2] == 0)


def test_a_failed_batch_is_given_again_and_nothing_passes_it(running: Started, bus: PostgresBus) -> None:
    failing = running.notes.with_name("notes.fail")
    failing.touch()

    bus.publish(INSTANCE_COMMANDS, 0, [Record(key=b"k", value=b"first")])
    assert settled(lambda: values(running, 0).count("first") >= 3)
    bus.publish(INSTANCE_COMMANDS, 0, [Record(key=b"k", value=b"second")])
    held = bus.lag("reader", INSTANCE_COMMANDS)[0]
    failing.unlink()

    assert held == 2
    assert settled(lambda: "second" in values(running, 0))
    assert values(running, 0).count("second") == 1


def test_a_batch_whose_function_is_killed_is_given_again(running: Started, bus: PostgresBus) -> None:
    greedy = running.notes.with_name("notes.eat")
    greedy.touch()

    bus.publish(INSTANCE_COMMANDS, 1, [Record(key=b"k", value=b"heavy")])
    assert settled(lambda: values(running, 1).count("heavy") >= 2, 60)
    greedy.unlink()

    assert settled(lambda: bus.lag("reader", INSTANCE_COMMANDS)[1] == 0)


def test_ticks_and_kicks_start_a_function(running: Started) -> None:
    plan = read_plan(running.folder)
    assert plan is not None
    kick = DatagramKick(f"udp://:{plan.kick_key}@127.0.0.1:{plan.ports['kick']}")

    kick("ticker", {"job": 7})
    kick("nobody")

    def events() -> list[object]:
        return [noted["event"] for noted in running.noted() if noted["function"] == "ticker"]

    assert settled(lambda: {"job": 7} in events())
    assert any(isinstance(event, dict) and event.get("source") == "aws.scheduler" for event in events())


def test_a_datagram_without_the_seal_starts_nothing_and_leaves_no_trace(running: Started) -> None:
    plan = read_plan(running.folder)
    assert plan is not None
    place, forged = ("127.0.0.1", plan.ports["kick"]), b'{"function":"ticker","event":{"forged":true}}'
    sealed = seal(forged, plan.kick_key)
    stranger = DatagramKick(f"udp://:guess@127.0.0.1:{place[1]}")
    log = running.folder.log("host").stat().st_size

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(200):
            for noise in (b"", b"x", b"[]", forged, seal(forged, ""), sealed[:-1], sealed[1:], b"\xff" * 60_000):
                sender.sendto(noise, place)
    stranger("ticker", {"forged": True})

    kick = DatagramKick(f"udp://:{plan.kick_key}@127.0.0.1:{place[1]}")

    def heard() -> bool:
        kick("ticker", {"after": "the flood"})
        return any(noted["event"] == {"after": "the flood"} for noted in running.noted())

    assert settled(heard)
    assert {"forged": True} not in [noted["event"] for noted in running.noted()]
    assert running.folder.log("host").stat().st_size == log


def test_requests_are_answered_by_their_function_or_refused_in_our_envelope(running: Started) -> None:
    base = f"http://127.0.0.1:{running.port}"
    bearer = {"Authorization": f"Bearer {open_issuer(running.folder).token('kim')}"}

    answered = httpx.post(f"{base}/api/v1/x%20y?a=1", json={"n": 1}, headers=bearer)
    large = httpx.post(f"{base}/api/v1/x", content=b"x" * (4 * 1024 * 1024 + 1), headers=bearer)
    failed = httpx.get(f"{base}/api/v1/x?fail=1")
    crashed = httpx.get(f"{base}/api/v1/x?die=1")
    slow = httpx.get(f"{base}/api/v1/x?sleep=5")
    unknown = httpx.get(f"{base}/elsewhere")
    keys = httpx.get(f"{base}/.well-known/jwks.json")
    entrances = {httpx.get(f"{base}{path}").headers["location"] for path in ("/docs",)}

    assert answered.json()["event"]["rawPath"] == "/api/v1/x y"
    assert json.loads(answered.json()["event"]["body"]) == {"n": 1}
    codes = {response.status_code: response.json()["errors"][0]["code"] for response in (large, failed, slow, unknown)}
    assert codes == {413: "too_large", 500: "internal", 503: "unavailable", 404: "not_found"}
    assert slow.headers["retry-after"] == "1"
    assert (crashed.status_code, crashed.headers["retry-after"]) == (503, "1")
    assert keys.json()["keys"][0]["kty"] == "EC"
    assert entrances == {"/api/v1/docs"}
