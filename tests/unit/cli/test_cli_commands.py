"""The commands that talk to a platform: what they ask, what they print, how they end."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.profiles import Profile, read_profile, write_profile
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
HIT = {"class": "Tick", "id": "1", "version": 1, "data": {"n": 1, "note": "하나"}}


def test_json_prints_data_alone(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/instances/Tick/1", HIT)

    done = spice("get", "Tick", "1", "--json")

    assert json.loads(done.stdout) == HIT
    assert done.stderr == ""


def test_an_id_is_quoted_in_the_path(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/instances/Tick/a%20b~2013-01-01T10%3A00%3A00Z", HIT)

    done = spice("get", "Tick", "a b~2013-01-01T10:00:00Z")

    assert done.exit_code == 0, done.output


def test_put_with_an_id_replaces_and_waits(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("PUT", "/database/db/instances/Tick/1", {"result": HIT}, message="updated")

    done = spice("put", "Tick", "1", "--data", '{"n": 12345678901234567890, "x": 0.1}', "--if-version", "3")

    (sent,) = platform.requests("PUT", "/database/db/instances/Tick/1")
    assert sent.body == b'{"data":{"n":12345678901234567890,"x":0.1}}'
    assert (sent.headers["if-match"], sent.headers["prefer"]) == ('"3"', "wait=25")
    assert "Tick 1" in done.stdout


def test_growth_by_itself_is_said_once_and_asks_for_no_job(platform: FakePlatform, spice: Spice) -> None:
    row = {"family": "instance", "generation": 1, "partitions": 6, "grow_up_to": 24, "growing": None}
    platform.answers("PUT", "/admin/partitions/instance", row)
    platform.answers("GET", "/admin/partitions", [row])

    done = spice("partitions", "grow", "instance", "--auto", "--to", "24")

    assert done.exit_code == 0, done.output
    (sent,) = platform.requests("PUT", "/admin/partitions/instance")
    assert sent.json == {"grow_up_to": 24}
    assert "up to 24" in spice("partitions", "ls").stdout


@pytest.mark.parametrize("words", [("-",), ("--data", "-")])
def test_put_reads_standard_input(platform: FakePlatform, spice: Spice, words: tuple[str, ...]) -> None:
    platform.answers("POST", "/database/db/instances", {"result": HIT}, status=201)

    done = spice("put", "Tick", *words, input='{"n": 1}')

    assert done.exit_code == 0, done.output
    (sent,) = platform.requests("POST", "/database/db/instances")
    assert sent.json == {"class": "Tick", "data": {"n": 1}}


def test_put_takes_a_document_longer_than_any_path(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("PUT", "/database/db/instances/Tick/1", {"result": HIT})

    done = spice("put", "Tick", "1", "--data", json.dumps({"text": "x" * 5000}))

    assert done.exit_code == 0, done.output


def test_a_token_that_no_header_can_carry_is_wrong_use(spice: Spice) -> None:
    done = spice("get", "Tick", "1", "--token", "é")

    assert done.exit_code == 2
    assert "token" in done.stderr


@pytest.mark.parametrize("words", [(), ("--data", "{"), ("-", "--data", "{}")])
def test_put_without_one_json_document_is_wrong_use(spice: Spice, words: tuple[str, ...]) -> None:
    done = spice("put", "Tick", "1", *words)

    assert done.exit_code == 2


def test_a_refusal_tells_every_broken_rule_on_stderr(platform: FakePlatform, spice: Spice) -> None:
    errors = [
        {"code": "unknown_property", "path": "/data/m", "message": "no property 'm'", "hint": "did you mean 'n'?"},
        {"code": "missing_property", "path": "/data/n", "message": "n is required"},
    ]
    platform.answers("PUT", "/database/db/instances/Tick/1", status=422, message="refused", errors=errors)

    done = spice("put", "Tick", "1", "--data", '{"m": 1}', "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "unknown_property at /data/m: no property 'm' (did you mean 'n'?)" in done.stderr
    assert "missing_property" in done.stderr


def test_no_platform_is_unreachable() -> None:
    done = CliRunner().invoke(app, ["get", "Tick", "1", "--endpoint", "http://127.0.0.1:9", "--db", "db"])

    assert done.exit_code == 3
    assert "no platform answers" in done.stderr


def test_search_asks_with_all_its_words(platform: FakePlatform, spice: Spice) -> None:
    facets = {"note": [{"value": "하나", "count": 2}]}
    platform.answers("GET", "/database/db/instances", [HIT], meta={"total": 1234, "facets": facets})

    done = spice("search", "하나", "--class", "Tick", "--filter", "n:gt:0", "--filter", "n:lt:9", "--facet", "note")

    (sent,) = platform.requests("GET", "/database/db/instances")
    assert "filter=n%3Agt%3A0&filter=n%3Alt%3A9" in sent.query
    assert "1 of 1,234" in done.stdout
    assert "note: 하나 2" in done.stdout


def test_history_shows_what_changed(platform: FakePlatform, spice: Spice) -> None:
    change = {"path": "/data/n", "before": 1, "after": 2}
    event = {"version": 2, "type": "InstanceUpdated", "at": "2026-01-01T00:00:00Z", "actor": "kim", "changes": [change]}
    platform.answers("GET", "/database/db/instances/Tick/1/history", [event])

    done = spice("history", "Tick", "1")

    assert "n: 1 -> 2" in done.stdout


def test_history_says_where_it_goes_on(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/instances/Tick/1/history", [], meta={"next_cursor": "abc"})

    first = spice("history", "Tick", "1")
    spice("history", "Tick", "1", "--cursor", "abc")

    assert "more: --cursor abc" in first.stdout
    assert platform.asked[-1].query == "limit=50&cursor=abc"


def test_the_only_database_is_the_one_that_is_meant(platform: FakePlatform) -> None:
    platform.answers("GET", "/database", [{"name": "solo"}])
    platform.answers("GET", "/database/solo/instances/Tick/1", HIT)

    done = CliRunner().invoke(app, ["get", "Tick", "1", "--endpoint", platform.endpoint, "--token", "t"])

    assert done.exit_code == 0, done.output


def test_among_several_databases_one_must_be_said(platform: FakePlatform) -> None:
    platform.answers("GET", "/database", [{"name": "a"}, {"name": "b"}])

    done = CliRunner().invoke(app, ["get", "Tick", "1", "--endpoint", platform.endpoint, "--token", "t"])

    assert done.exit_code == 2
    assert "one of: a, b" in done.stderr


def test_a_write_under_way_tells_its_command(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("DELETE", "/database/db/instances/Tick/1", {"command_id": "c1"}, status=202)

    done = spice("delete", "Tick", "1", "--reason", "old")

    assert "spice commands c1" in done.stdout
    assert platform.asked[0].query == "reason=old"


def test_a_file_of_classes_creates_the_new_and_replaces_the_known(
    platform: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    platform.answers("GET", "/database/db/ontology", [{"name": "Old"}])
    platform.answers("POST", "/database/db/ontology/changes", {"result": {}})
    (tmp_path / "classes.json").write_text('[{"name": "Old"}, {"name": "New"}]')

    done = spice("ontology", "apply", str(tmp_path / "classes.json"), "--yes")

    assert done.exit_code == 0, done.output
    (sent,) = platform.requests("POST", "/database/db/ontology/changes")
    # A known class is what the file says, whole: what is left out goes.
    assert [each["op"] for each in sent.json["changes"]] == ["replace", "create"]


def test_a_profile_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "spice" / "profiles.json"

    write_profile("work", Profile(endpoint="https://x.example", token="secret"), file)

    assert read_profile("work", file) == Profile(endpoint="https://x.example", token="secret")
    assert file.stat().st_mode & 0o077 == 0
