"""Long work is started once for each key, and rehearsed by a dry run."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from spice.ports.errors import BrokenChain
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import DATABASE, START, World, a_world

IMPORT = {
    "source": {"columns": ["a", "b"], "rows": [["JFK", "Kennedy"]]},
    "class": "Airport",
    "mapping": {"a": "이름", "b": "title"},
    "op": "create",
    "on_error": "skip",
    "dry_run": False,
}
EXPORT = {"class": "Flight", "format": "csv"}
UPLOAD = {"filename": "a.csv", "size": 10, "content_type": "text/csv"}
JOBS: list[tuple[str, Any, Any]] = [
    ("/database/air/imports", IMPORT, {**IMPORT, "on_error": "stop"}),
    ("/database/air/exports", EXPORT, {**EXPORT, "format": "ndjson"}),
    ("/admin/projections/search/rebuild", None, {}),
    ("/admin/verify", None, {}),
    ("/admin/shards/instance-0001/release", None, {}),
    ("/admin/partitions/instance/grow", {"to": 500}, {"to": 600}),
]
KEY = {"Idempotency-Key": "once"}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    world = a_world(issuer)
    world.quarantine.put(BrokenChain(1, "instance-0001", 1, "gone"))
    world.state.grant(DATABASE, "root", "owner", at=START, by="lee")
    return world


@pytest.fixture
def root(world: World) -> ApiClient:
    return world.whole("root", roles=["admin"])


@pytest.mark.parametrize(("path", "body", "_"), JOBS)
def test_a_key_that_is_known_answers_the_same_job_and_says_so(
    world: World, root: ApiClient, path: str, body: Any, _: Any
) -> None:
    first = root.post(path, body, headers=KEY)
    again = root.post(path, body, headers=KEY)

    assert (first.status, again.status) == (202, 202), first.body
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert len(world.jobs.unfinished()) == 1
    assert "fingerprint" not in str(again.data)


@pytest.mark.parametrize(("path", "body", "other"), JOBS)
def test_a_key_that_came_with_another_request_is_refused(root: ApiClient, path: str, body: Any, other: Any) -> None:
    root.post(path, body, headers=KEY)

    refused = root.post(path, other, headers=KEY)

    assert (refused.status, refused.codes) == (422, ["idempotency_key_reused"])


def test_a_key_is_of_one_request_whatever_it_starts(root: ApiClient) -> None:
    root.post("/database/air/exports", EXPORT, headers=KEY)

    assert root.post("/database/air/imports", IMPORT, headers=KEY).codes == ["idempotency_key_reused"]


@pytest.mark.parametrize(("path", "body", "_"), JOBS)
def test_a_dry_run_tells_the_job_and_starts_none(world: World, root: ApiClient, path: str, body: Any, _: Any) -> None:
    real = root.post(path, body, headers={"Idempotency-Key": "real"}).data
    kicked, jobs = len(world.kick.kicked), len(world.jobs.unfinished())

    # A family that grows already is not grown: that is told too.
    dry = root.post(f"{path}?dry_run=true", body, headers=KEY)

    assert (len(world.kick.kicked), len(world.jobs.unfinished())) == (kicked, jobs)
    if path.endswith("/grow"):
        assert (dry.status, dry.codes) == (409, ["already_exists"])
        return
    assert dry.status == 200, dry.body
    assert "dry run" in dry.json["message"]
    assert set(dry.data) == set(real)
    assert root.post(path, body, headers=KEY).status == 202


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/database/air/imports", {**IMPORT, "class": "Airprot"}, "unknown_class"),
        ("/database/air/exports", {**EXPORT, "class": "Airprot"}, "unknown_class"),
        ("/admin/projections/none/rebuild", None, "not_found"),
        ("/uploads", {**UPLOAD, "size": 0}, "constraint_violated"),
    ],
)
def test_a_dry_run_checks_what_the_other_checks(root: ApiClient, path: str, body: Any, code: str) -> None:
    assert root.post(f"{path}?dry_run=true", body).codes == [code]


def test_a_dry_run_of_a_stop_stops_nothing(world: World, root: ApiClient) -> None:
    import_id = root.post("/database/air/imports", IMPORT).data["import_id"]

    dry = root.delete(f"/database/air/imports/{import_id}?dry_run=true")

    assert (dry.status, dry.data["state"]) == (200, "STOPPING")
    assert root.get(f"/database/air/imports/{import_id}").data["state"] == "REQUESTED"
    assert root.delete(f"/database/air/imports/{import_id}").status == 202


def test_a_stop_that_is_repeated_under_its_key_is_the_same(world: World, root: ApiClient) -> None:
    import_id = root.post("/database/air/imports", IMPORT).data["import_id"]
    url = f"/database/air/imports/{import_id}"

    first, again = root.delete(url, headers=KEY), root.delete(url, headers=KEY)

    assert (first.status, again.status) == (202, 202), first.body
    assert first.data["state"] == again.data["state"] == "STOPPING"
    assert first.headers["Location"] == again.headers["Location"] == f"/api/v1{url}"
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [job.name for job in world.jobs.unfinished()] == [f"import {DATABASE}"]


def test_the_key_of_a_stop_stops_and_begins_nothing_else(root: ApiClient) -> None:
    first, other = (root.post("/database/air/imports", IMPORT).data["import_id"] for _ in range(2))
    root.delete(f"/database/air/imports/{first}", headers=KEY)

    refused = root.delete(f"/database/air/imports/{other}", headers=KEY)

    assert (refused.status, refused.codes) == (422, ["idempotency_key_reused"])
    assert root.get(f"/database/air/imports/{other}").data["state"] == "REQUESTED"
    assert root.post("/database/air/imports", IMPORT, headers=KEY).codes == ["idempotency_key_reused"]


def test_a_dry_run_of_a_limit_of_growth_tells_it_and_keeps_none(root: ApiClient) -> None:
    dry = root.put("/admin/partitions/instance?dry_run=true", {"grow_up_to": 60})

    assert (dry.status, dry.data["grow_up_to"]) == (200, 60)
    assert [each["grow_up_to"] for each in root.get("/admin/partitions").data] == [0, 0]
    assert root.put("/admin/partitions/instance?dry_run=true", {"grow_up_to": -1}).codes == ["constraint_violated"]


def test_an_upload_is_announced_once_for_each_key(world: World, root: ApiClient) -> None:
    first = root.post("/uploads", UPLOAD, headers=KEY)
    world.now.moment += timedelta(hours=25)
    again = world.whole("root", roles=["admin"]).post("/uploads", UPLOAD, headers=KEY)
    other = world.whole("root", roles=["admin"]).post("/uploads", {**UPLOAD, "size": 11}, headers=KEY)

    assert (first.status, again.status, other.status) == (201, 201, 422), again.body
    assert again.data["upload_id"] == first.data["upload_id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert other.codes == ["idempotency_key_reused"]


def test_a_dry_run_announces_no_upload(world: World, root: ApiClient) -> None:
    dry = root.post("/uploads?dry_run=true", UPLOAD, headers=KEY)

    assert (dry.status, dry.data["url"]) == (200, "")
    assert "Idempotency-Replayed" not in root.post("/uploads", UPLOAD, headers=KEY).headers
