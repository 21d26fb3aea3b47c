"""Files that are uploaded: announced, put, and read by Funnel, as clients ask."""

import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from functions.workers import maintenance
from spice.application.funnel import source
from spice.application.ground.uploads import KEPT, announce
from spice.domain.bounds import FILENAME, UPLOAD_BYTES
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.memory_platform import Clock, Context, memory_ports
from tests.support.query_world import DATABASE, START, World, a_world

CSV = 'email,amount\nkim@example.kr,"12,500원"\nlee@example.kr,"3,000원"\n'.encode("cp949")
UNKNOWN = "01890000-0000-7000-8000-000000000000"
GOOD = {"filename": "orders.csv", "size": len(CSV), "content_type": "text/csv"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = a_world(Issuer(tmp_path))
    world.state.grant(DATABASE, "kim", "viewer", at=START, by="lee")
    return world


@pytest.fixture
def client(world: World) -> ApiClient:
    return world.whole("kim")


def brought(world: World, client: ApiClient, content: bytes = CSV, **said: Any) -> str:
    """Announce a file and put it; give its id."""
    told = client.post("/uploads", {**GOOD, "size": len(content), **said}).data
    assert world.uploads.put(told["url"], content, told["headers"]["Content-Type"]) == 200
    return str(told["upload_id"])


def columns(answer: Reply) -> list[tuple[str, str]]:
    assert answer.status == 200, answer.body
    return [(each["name"], each["semantic_type"]) for each in answer.data["columns"]]


def test_an_announcement_says_where_how_and_until_when(client: ApiClient) -> None:
    answer = client.post("/uploads", {**GOOD, "filename": "주문.csv"})

    assert answer.status == 201
    told = answer.data
    assert (told["filename"], told["size"], told["content_type"]) == ("주문.csv", len(CSV), "text/csv")
    assert (told["method"], told["headers"]) == ("PUT", {"Content-Type": "text/csv"})
    assert told["upload_id"] in told["url"]
    assert (told["url_expires_at"], told["expires_at"]) == ("2013-01-02T01:00:00Z", "2013-01-09T00:00:00Z")


def test_an_upload_is_analysed_and_proposed_as_the_body_is(world: World, client: ApiClient) -> None:
    upload = {"upload_id": brought(world, client)}
    body = client.post("/funnel/analyze?filename=orders.csv", CSV, headers={"content-type": "text/csv"}, packed=True)

    analysed, proposed = client.post("/funnel/analyze", upload), client.post("/funnel/propose", upload)

    assert columns(analysed) == [("email", "EMAIL"), ("amount", "MONEY")]
    assert analysed.data == body.data
    assert [each["name"] for each in proposed.data["classes"]] == ["Order"]


def test_options_and_another_name_are_heeded(world: World, client: ApiClient) -> None:
    upload = {"upload_id": brought(world, client, "a|b\n1|2\n".encode("utf-16"))}

    told = client.post("/funnel/analyze?filename=x.txt&encoding=utf-16&delimiter=%7C", upload).data

    assert (told["file"], told["encoding"], told["dialect"]["delimiter"]) == ("x.txt", "utf-16", "|")


@pytest.mark.parametrize(
    ("wrong", "status", "code", "path"),
    [
        ({"size": 0}, 422, "constraint_violated", "/size"),
        ({"size": -1}, 422, "constraint_violated", "/size"),
        ({"size": UPLOAD_BYTES + 1}, 413, "too_large", "/size"),
        ({"size": "5"}, 422, "wrong_type", "/size"),
        ({"size": 1.5}, 422, "wrong_type", "/size"),
        ({"size": True}, 422, "wrong_type", "/size"),
        ({"size": None}, 422, "wrong_type", "/size"),
        ({"filename": ""}, 422, "constraint_violated", "/filename"),
        ({"filename": " "}, 422, "constraint_violated", "/filename"),
        ({"filename": "a\nb.csv"}, 422, "constraint_violated", "/filename"),
        ({"filename": "a" * (FILENAME + 1)}, 422, "constraint_violated", "/filename"),
        ({"filename": 5}, 422, "wrong_type", "/filename"),
        ({"content_type": "csv"}, 422, "constraint_violated", "/content_type"),
        ({"content_type": "text/csv\r\nx-evil: 1"}, 422, "constraint_violated", "/content_type"),
        ({"content_type": "image/png"}, 415, "unsupported_media_type", "/content_type"),
        ({"content-type": "text/csv"}, 400, "unknown_field", "/content-type"),
    ],
)
def test_an_announcement_that_is_wrong_is_refused(
    client: ApiClient, wrong: Mapping[str, Any], status: int, code: str, path: str
) -> None:
    answer = client.post("/uploads", {**GOOD, **wrong})

    assert (answer.status, answer.codes) == (status, [code])
    assert answer.json["errors"][0]["path"] == path


@pytest.mark.parametrize("missing", ["filename", "size", "content_type"])
def test_what_is_missing_is_named(client: ApiClient, missing: str) -> None:
    answer = client.post("/uploads", {name: value for name, value in GOOD.items() if name != missing})

    assert (answer.status, answer.codes) == (422, ["missing_property"])
    assert answer.json["errors"][0]["path"] == f"/{missing}"


def test_all_that_is_wrong_is_told_at_once(client: ApiClient) -> None:
    answer = client.post("/uploads", {"filename": "", "size": 0, "content_type": "x"})

    assert [error["path"] for error in answer.json["errors"]] == ["/filename", "/size", "/content_type"]


def test_nobody_without_a_token_announces(world: World) -> None:
    client = world.whole("kim")
    client.token = None

    assert client.post("/uploads", GOOD).status == 401


@pytest.mark.parametrize("upload_id", [UNKNOWN, "u1", "", "../log", "{01890000-0000-7000-8000-000000000000}"])
@pytest.mark.parametrize("url", ["/funnel/analyze", "/funnel/propose"])
def test_an_upload_that_is_not_there_is_not_found(client: ApiClient, url: str, upload_id: str) -> None:
    answer = client.post(url, {"upload_id": upload_id})

    assert (answer.status, answer.codes) == (404, ["not_found"])
    assert answer.json["errors"][0]["path"] == "/upload_id"


def test_an_upload_of_somebody_else_is_not_found(world: World, client: ApiClient) -> None:
    upload = {"upload_id": brought(world, client)}

    of_others, unknown = (world.whole("lee").post("/funnel/analyze", each) for each in (upload, {"upload_id": UNKNOWN}))

    assert (of_others.status, of_others.codes) == (404, ["not_found"])
    assert of_others.json["message"].replace(upload["upload_id"], UNKNOWN) == unknown.json["message"]


def test_an_upload_that_is_not_put_yet_says_so(client: ApiClient) -> None:
    told = client.post("/uploads", GOOD).data

    answer = client.post("/funnel/analyze", {"upload_id": told["upload_id"]})

    assert (answer.status, answer.codes) == (409, ["not_yet_visible"])
    assert "'orders.csv' was announced, and is not uploaded yet" in answer.json["message"]


def test_an_upload_that_has_expired_says_so(world: World, client: ApiClient) -> None:
    upload = {"upload_id": brought(world, client)}
    world.now.moment += KEPT
    client = world.whole("kim")

    answer = client.post("/funnel/analyze", upload)

    assert (answer.status, answer.codes) == (404, ["not_found"])
    assert "expired" in answer.json["message"]


@pytest.mark.parametrize(
    "other", [{"columns": ["a"], "rows": [["1"]]}, {"google_sheet": {"id": "x", "database": "air"}}]
)
def test_one_source_is_read(world: World, client: ApiClient, other: Mapping[str, Any]) -> None:
    answer = client.post("/funnel/analyze", {"upload_id": brought(world, client), **other})

    assert (answer.status, answer.codes) == (422, ["constraint_violated"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_of_a_long_text_the_beginning_is_looked_at_and_that_is_said(
    world: World, client: ApiClient, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(source, "LOOKED_AT_BYTES", 1003)
    # In UTF-16 these end and begin with a byte that a line feed has.
    content = ("city,n\n" + "上海Ċ,5\n" * 500).encode(encoding)

    told = client.post("/funnel/analyze", {"upload_id": brought(world, client, content)}).data

    assert [each["name"] for each in told["columns"]] == ["city", "n"]
    assert told["columns"][0]["distinct"] == 1
    assert told["columns"][1]["mismatch_count"] == 0
    (note,) = told["tables"][0]["notes"]
    assert note.startswith(f"of {len(content):,} bytes, the first ")


def test_a_long_workbook_is_refused(world: World, client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "WORKBOOK_BYTES", 100)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 200)

    answer = client.post("/funnel/analyze", {"upload_id": brought(world, client, packed.getvalue())})

    assert (answer.status, answer.codes) == (413, ["too_large"])
    assert "workbook" in answer.json["message"]


def test_maintenance_forgets_what_has_expired() -> None:
    clock = Clock()
    ports = memory_ports(clock)
    told = announce(
        ports.uploads, filename="a.csv", size=1, content_type="text/csv", subject="kim", now=clock()
    ).upload.id

    kept = maintenance.build(ports)({}, Context())["uploads_forgotten"]
    clock.advance((KEPT + timedelta(minutes=1)).total_seconds())
    forgotten = maintenance.build(ports)({}, Context())["uploads_forgotten"]

    assert (kept, forgotten, ports.uploads.find(told)) == (0, 1, None)
