"""Garbage straight on the bus: parked by key, tried again, listed, discarded; other keys flow meanwhile."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.domain.identity import aggregate_id, partition_of
from tests.support.stand.client import WAIT, Client
from tests.support.stand.load import Poured
from tests.support.stand.poison import poison
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(200)]
PATIENCE = 45.0
BACKOFF_SECONDS = 7.0


@pytest.fixture
def bus(stand: Stand) -> Iterator[PostgresBus]:
    """The platform's bus, reached behind its back."""
    postgres = Postgres(stand.postgres_url())
    yield PostgresBus(postgres)
    postgres.close()


def key_of(client: Client, identity: str) -> str:
    """The aggregate of a Tick in `alpha`."""
    database = client.get("/database/alpha").data["id"]
    return aggregate_id(database, client.get("/database/alpha/ontology/Tick").data["id"], identity)


def partitions(client: Client) -> int:
    """How many there are now: other tests of this platform let the family grow."""
    row = next(each for each in client.insist("GET", "/admin/partitions").data if each["family"] == "instance")
    return int(row["partitions"])


def put(client: Client, identity: str, n: int, **headers: str) -> Any:
    """Write a Tick."""
    return client.put(f"/database/alpha/instances/Tick/{identity}", {"data": {"n": n}}, headers=headers)


def state(client: Client, command_id: str) -> str:
    """What a command's client is told."""
    return str(client.insist("GET", f"/commands/{command_id}").data["state"])


def until(ask: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    """Ask until it holds."""
    end = time.monotonic() + PATIENCE
    while not holds(told := ask()):
        assert time.monotonic() < end, told
        time.sleep(0.1)
    return told


def letters(client: Client) -> list[dict[str, Any]]:
    """The dead letters."""
    return list(client.insist("GET", "/admin/dead-letters").data)


def test_garbage_is_parked_by_key_and_discarded_while_other_keys_flow(
    stand: Stand, poured: Poured, bus: PostgresBus
) -> None:
    client = stand.admin()
    key = key_of(client, "poisoned")
    count = partitions(client)
    shard = poison(bus, key, count)
    neighbours = [f"other{n}" for n in range(90) if partition_of(key.replace("poisoned", f"other{n}"), count) == shard]
    until(lambda: letters(client), lambda told: len(told) == 1)
    began = time.monotonic()
    behind = put(client, "poisoned", 1).data["command_id"]
    flowing = [put(client, name, 2, **WAIT).status for name in neighbours[:5]]
    flowed_in = time.monotonic() - began
    letter = until(lambda: _first(client), lambda told: told["attempts"] == 4)

    assert set(flowing) <= {200, 201}
    assert flowed_in < PATIENCE
    assert time.monotonic() - began > BACKOFF_SECONDS - 2
    assert (letter["key"], letter["shard"]) == (key, f"instance-{shard:04d}")
    assert client.get(f"/admin/dead-letters/{letter['id']}").data["record"]["value"]
    assert state(client, behind) == "PARKED"
    unseen = client.get(f"/database/alpha/instances/Tick/poisoned?after={behind}")
    assert (unseen.status, unseen.codes) == (409, ["not_yet_visible"])

    redriven = client.post(f"/admin/dead-letters/{letter['id']}/redrive", headers=WAIT)
    assert redriven.status in (200, 202), redriven
    until(lambda: _first(client), lambda told: told["attempts"] > 4)
    discarded = client.post(f"/admin/dead-letters/{_first(client)['id']}/discard", {"reason": "쓰레기"}, headers=WAIT)
    assert discarded.status in (200, 202), discarded
    until(lambda: state(client, behind), lambda told: told == "COMPLETED")

    assert letters(client) == []
    assert client.get("/database/alpha/instances/Tick/poisoned").data["version"] == 1
    poured.singles.append(behind)
    prove(stand, poured)


def test_who_is_no_administrator_sees_no_dead_letters(stand: Stand, poured: Poured) -> None:
    assert stand.client("guest").get("/admin/dead-letters").codes == ["forbidden"]


def _first(client: Client) -> dict[str, Any]:
    """The letter that others wait behind."""
    return next(each for each in letters(client) if each["state"] != "waiting")
