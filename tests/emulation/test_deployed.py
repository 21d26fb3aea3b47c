"""Through the API Gateway of the emulated account, on the unmodified app."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.emulation.deployment import Deployment
from tests.support.stand.client import WAIT, Client

pytestmark = [pytest.mark.emulation, pytest.mark.timeout(600)]
CITY: dict[str, Any] = {
    "name": "City",
    "label": {"en": "City", "ko": "도시"},
    "properties": [
        {"name": "name", "type": "xsd:string", "required": True},
        {"name": "people", "type": "xsd:integer"},
    ],
}
MANY = 300
PATIENCE = 120.0
DEPLOYING = 300.0


@pytest.fixture
def cities(deployment: Deployment) -> str:
    """A database of cities, of the test's own."""
    name = f"cities{uuid4().hex[:8]}"
    made = [deployment.admin().insist("POST", "/database", {"name": name}, headers=WAIT)]
    made.append(deployment.admin().insist("POST", f"/database/{name}/ontology", CITY, headers=WAIT))
    assert [each.status for each in made] == [201, 201], made
    return name


def line(number: int, **data: object) -> dict[str, Any]:
    """Write the line that creates a city."""
    return {"class": "City", "id": f"c{number}", "data": {"name": f"도시 {number}", "people": number, **data}}


def pour(client: Client, database: str, lines: list[dict[str, Any]]) -> Any:
    """Send lines and wait for the end of their batch."""
    sent = client.bulk(database, lines)
    assert sent.status == 202, sent
    return client.batch(database, sent.data["batch_id"], seconds=PATIENCE)


def test_who_brings_no_token_is_turned_away(deployment: Deployment) -> None:
    token = str(deployment.admin().token)
    with closing(deployment.client(None)) as unsigned, closing(deployment.client(f"{token[:-8]}AAAAAAAA")) as altered:
        nobody, forged = unsigned.get("/database"), altered.get("/database")
    somebody = deployment.admin().insist("GET", "/database")

    assert (nobody.status, forged.status, somebody.status) == (401, 401, 200)


def test_the_api_is_ready_by_the_services_it_uses(deployment: Deployment) -> None:
    """The bus is not among them: no function of the API has a client of it."""
    told = deployment.admin().insist("GET", "/health/ready")
    with closing(deployment.client(None)) as anybody:
        shallow = anybody.get("/health/ready")

    assert (told.status, told.data["ready"]) == (200, True), told
    assert (shallow.status, shallow.data) == (200, {"ready": True}), shallow
    assert {name.removesuffix("-read") for name in told.data["services"]} == {"postgres", "s3", "redis", "search"}


def test_what_is_loaded_is_found(deployment: Deployment, cities: str) -> None:
    rows = [line(number) for number in range(MANY)]

    ended = pour(deployment.admin(), cities, [*rows, line(MANY, name="서울특별시 종로구")])
    found = eventually(
        lambda: deployment.admin().insist("GET", f"/database/{cities}/instances?class=City&q={quote('종로구')}").data
    )
    counted = eventually(lambda: counted_in_search(deployment.admin(), cities), until=lambda total: total == MANY + 1)

    assert (ended["state"], ended["completed"], ended["failed"]) == ("COMPLETED", MANY + 1, 0)
    assert [hit["id"] for hit in found] == [f"c{MANY}"]
    assert counted == MANY + 1


def test_the_past_can_be_asked_for(deployment: Deployment, cities: str) -> None:
    admin, path = deployment.admin(), f"/database/{cities}/instances/City/c1"
    pour(admin, cities, [line(1)])
    between = admin.insist("GET", path).data["updated_at"]

    changed = admin.insist("PATCH", path, {"data": {"people": 999}}, headers=WAIT)

    assert changed.status == 200, changed
    assert admin.insist("GET", path).data["data"]["people"] == 999
    assert admin.insist("GET", f"{path}?version=1").data["data"]["people"] == 1
    assert admin.insist("GET", f"{path}?at={quote(between)}").data["data"]["people"] == 1


def test_a_redeploy_under_load_loses_nothing(deployment: Deployment, cities: str) -> None:
    with written(deployment, cities) as accepted:
        time.sleep(3.0)
        before = len(accepted)
        deployment.again()
        time.sleep(3.0)

    admin = deployment.admin()
    eventually(lambda: counted_in_search(admin, cities), until=lambda total: total >= len(accepted))
    instances = list(admin.pages(f"/database/{cities}/instances?class=City&sort=people"))
    assert len(accepted) > before > 0
    assert sorted(each["id"] for each in instances) == sorted(accepted)
    assert {each["version"] for each in instances} == {1}


@contextmanager
def written(deployment: Deployment, database: str) -> Iterator[list[str]]:
    """Write one city after another until the block ends; what was accepted is owed."""
    accepted: list[str] = []
    failures: list[BaseException] = []
    stop = threading.Event()

    def write() -> None:
        client, number = deployment.client(deployment.admin().token), 0
        try:
            while not stop.wait(0.2):
                # What is asked is that nothing is lost: how long a machine takes that does other work is not.
                sent = client.bulk(database, [line(number)], seconds=DEPLOYING)
                assert sent.status == 202, sent
                accepted.append(f"c{number}")
                number += 1
        except BaseException as failed:  # noqa: BLE001 - told to the test, which fails by it
            failures.append(failed)
        finally:
            client.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield accepted
    finally:
        stop.set()
        writer.join()
    assert not failures, failures


def counted_in_search(client: Client, database: str) -> int:
    """Ask the search index how many cities it holds."""
    answer = client.insist("GET", f"/database/{database}/instances?class=City&limit=1")
    assert answer.status == 200, answer
    return int(answer.meta["total"])


def eventually(ask: Any, *, until: Any = bool) -> Any:
    """Ask until the answer is as wanted, or for long; answers the last."""
    deadline = time.monotonic() + PATIENCE
    while not until(answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return answer
