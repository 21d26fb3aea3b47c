"""What is printed never steers a terminal: every command, whatever data, files and answers hold."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.app import app
from cli.main import main
from cli.printing import Printer
from cli.visible import visible, visible_json
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
EVIL = "\x1b]0;owned\x07\x1b[31m\x9b31mred\x7f\u202e[bold]x[/bold]\rforged\nline\u2028\x08\u2066"
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
EVENT = {
    "type": "InstanceUpdated" + EVIL,
    "version": 1,
    "at": EVIL,
    "actor": EVIL,
    "class": EVIL,
    "id": EVIL,
    "reason": EVIL,
    "changes": [{"path": "/data/" + EVIL, "before": EVIL, "after": EVIL}],
}
SHAPE = {
    "name": EVIL,
    "label": {"en": EVIL},
    "key": ["n"],
    "properties": [{"name": EVIL, "type": EVIL, "label": {"en": EVIL}}, {"name": "n", "type": "xsd:string"}],
    "relationships": [{"name": EVIL, "target": EVIL, "label": EVIL}],
}
ONE = {"class": EVIL, "id": EVIL, "version": 1, "data": {EVIL: EVIL, "n": {EVIL: [EVIL]}}, "highlight": {EVIL: [EVIL]}}
DONE = {"command_id": EVIL, "result": {"class": EVIL, "id": EVIL, "version": 1}}
LETTER = {"id": EVIL, "type": EVIL, "state": EVIL, "attempts": 1, "parked_at": EVIL, "reason": EVIL, "error": EVIL}
JOB = {
    "job_id": "j",
    "state": "FAILED",
    "error": EVIL,
    "detail": {EVIL: EVIL, "broken": [{"shard": EVIL, "reason": EVIL}]},
}
GROWING = {"detail": {"to": 3, "step": EVIL, "trouble": EVIL}}
FAMILY = {"family": EVIL, "generation": 1, "partitions": 6, "grow_up_to": 24, "growing": GROWING}
HOOK = dict.fromkeys(("id", "url", "state", "reason", "description", "delivered_at", "secret"), EVIL)
DELIVERY = dict.fromkeys(("event_id", "type", "state", "error", "answer", "tried_at", "next_try_at"), EVIL)
IMPORT: dict[str, Any] = {
    **dict.fromkeys(("import_id", "state", "class", "error"), EVIL),
    "source": {"file": EVIL},
    "notes": [EVIL],
}
IMPORT |= {"finished_at": EVIL, "done": 1, "total": 1, "rejected": 1, "errors": [{"message": EVIL}]}
CREDENTIAL = dict.fromkeys(("name", "kind", "account", "created_by", "created_at"), EVIL)
CONNECTION = {**dict.fromkeys(("name", "class", "looked_at", "import_id", "error"), EVIL), "google_sheet": {"id": EVIL}}
COLUMN = {
    **dict.fromkeys(("name", "type", "semantic_type", "unit", "format"), EVIL),
    "confidence": 0.5,
    "alternatives": [],
    "reasons": [EVIL],
    "null_count": 0,
    "distinct": 1,
    "samples": [EVIL],
    "mismatches": [{"row": 1, "value": EVIL}],
    "mismatch_count": 1,
}
TABLE = {
    "name": EVIL,
    "sheet": EVIL,
    "form": "rows",
    "header_rows": [1],
    "first_row": 2,
    "last_row": 2,
    "rows": 1,
    "titles": [EVIL],
    "notes": [EVIL],
    "totals": [],
    "columns": [COLUMN],
    "preview": [[EVIL]],
}
MAPPING = {
    "table": EVIL,
    "class": EVIL,
    "existing": False,
    "score": 0.5,
    "missing": [EVIL],
    "reasons": [EVIL],
    "columns": [{"column": EVIL, "property": EVIL, "score": 0.5, "reason": EVIL}],
}
TO_HOOK = ("test", "pause", "resume", "rotate", "replay")
ENTRY = {"op": "update", **dict.fromkeys(("path", "before", "after", "severity", "reason"), EVIL)}
COMMIT = dict.fromkeys(("commit", "at", "author", "message"), EVIL)
BRANCH = {**dict.fromkeys(("name", "head"), EVIL), "protected": True, "required_reviews": 1, "ahead": 1, "behind": 0}
DIFFERENCE = {"commits": [COMMIT], "classes": [ENTRY], "properties": [{**ENTRY, "severity": "breaking"}]}
SAID = dict.fromkeys(("at", "reviewer", "author", "verdict", "path", "comment"), EVIL)
PULL = {
    **dict.fromkeys(("title", "state", "source", "target", "author", "description", "updated_at"), EVIL),
    "number": 1,
    "plan_id": "p",
    "reviewers": [EVIL],
    "checks": [{"name": EVIL, "passed": False, "errors": [{"code": EVIL, "message": EVIL}]}],
    "reviews": [{**SAID, "stale": True}],
    "comments": [SAID],
}
PLAN = {"changes": [ENTRY], "waive": [{"path": EVIL, "reason": EVIL}], "migrations": [{EVIL: EVIL}]}
ERRORS = [{"code": EVIL, "path": EVIL, "message": EVIL, "hint": EVIL}] * 2

SAYS: Mapping[tuple[str, str], Any] = {
    ("GET", "/database"): [{"name": EVIL, "label": EVIL, "description": EVIL, "created_at": EVIL}],
    ("GET", "/database/db"): {"name": EVIL, EVIL: EVIL, "created_at": EVIL},
    ("POST", "/database"): DONE,
    ("DELETE", "/database/db"): DONE,
    ("GET", "/database/db/grants"): [{"subject": EVIL, "role": EVIL}],
    ("PUT", "/database/db/grants/kim"): DONE,
    ("DELETE", "/database/db/grants/kim"): DONE,
    ("GET", "/database/db/ontology"): [SHAPE],
    ("GET", "/database/db/ontology/C"): SHAPE,
    ("POST", "/database/db/ontology/changes"): DONE,
    ("POST", "/database/db/ontology/check"): {"problems": [], "changes": [ENTRY], "affected": 1},
    ("GET", "/database/db/diff"): DIFFERENCE,
    ("GET", "/database/db/commits"): [{**COMMIT, "changes": [ENTRY]}],
    ("GET", "/database/db/branches"): [{**BRANCH, "last_commit": COMMIT}],
    ("POST", "/database/db/branches"): DONE,
    ("GET", "/database/db/branches/b"): BRANCH,
    ("PATCH", "/database/db/branches/b"): DONE,
    ("DELETE", "/database/db/branches/b"): DONE,
    ("POST", "/database/db/branches/b/rebase"): DONE,
    ("POST", "/database/db/branches/main/rollback"): DONE,
    ("POST", "/database/db/merges/preview"): {**PLAN, "open": [EVIL], "plan_id": EVIL},
    ("GET", "/database/db/merges/plans/p"): {**PLAN, "plan_id": "p"},
    ("POST", "/database/db/merges"): DONE,
    ("GET", "/database/db/pull-requests"): [PULL],
    ("GET", "/database/db/pull-requests/1"): PULL,
    ("GET", "/database/db/pull-requests/1/diff"): DIFFERENCE,
    ("POST", "/database/db/pull-requests"): DONE,
    ("PATCH", "/database/db/pull-requests/1"): DONE,
    ("POST", "/database/db/pull-requests/1/reviews"): DONE,
    ("POST", "/database/db/pull-requests/1/comments"): DONE,
    ("POST", "/database/db/pull-requests/1/merge"): DONE,
    ("PUT", "/database/db/instances/C/1"): DONE,
    ("GET", "/database/db/instances/C/1"): ONE,
    ("DELETE", "/database/db/instances/C/1"): DONE,
    ("GET", "/database/db/instances/C/1/history"): [EVENT],
    ("GET", "/database/db/instances"): [ONE],
    ("POST", "/database/db/instances/aggregate"): [{EVIL: EVIL}],
    ("GET", "/database/db/events"): [],
    ("POST", "/database/db/instances/bulk"): {
        "batch_id": "b1",
        "accepted": 1,
        "rejected": [{"line": 1, "errors": ERRORS}],
    },
    ("GET", "/database/db/batches/b1"): {
        "accepted": 1,
        "completed": 0,
        "failed": 1,
        "failures": [{"line": 1, "errors": ERRORS}],
    },
    ("GET", "/database/db/audit"): [
        {**EVENT, "state": EVIL},
        {**EVENT, "state": EVIL, "codes": [EVIL], "request": {"method": EVIL, "route": EVIL}},
        {**EVENT, "state": EVIL, "shown": [{"class": EVIL, "ids": [EVIL], "properties": [EVIL]}]},
    ],
    ("GET", "/commands"): [{"command_id": EVIL, "type": EVIL, "state": EVIL, "submitted_at": EVIL}],
    ("GET", "/commands/c"): {"command_id": EVIL, "errors": ERRORS, EVIL: EVIL},
    ("GET", "/admin/dead-letters"): [LETTER],
    ("GET", "/admin/dead-letters/d"): {**LETTER, "record": {EVIL: EVIL}},
    ("POST", "/admin/dead-letters/d/redrive"): {},
    ("POST", "/admin/dead-letters/d/discard"): {},
    ("POST", "/admin/projections/all/rebuild"): {"job_id": "j"},
    ("GET", "/admin/jobs/j"): JOB,
    ("POST", "/admin/verify"): {"job_id": "j"},
    ("GET", "/database/db/events/00000000-0000-4000-8000-000000000001/proof"): {"event": EVIL, "proof": EVIL},
    ("GET", "/admin/shards"): [dict.fromkeys(("shard", "generation", "sequence", "reason", "since"), EVIL)],
    ("POST", "/admin/shards/s/release"): {"job_id": "j"},
    ("GET", "/admin/partitions"): [FAMILY],
    **{("POST", f"/database/db/subjects/s/{verb}"): DONE for verb in ("erase", "readmit")},
    ("GET", "/database/db/sheets/credentials"): [CREDENTIAL],
    ("PUT", "/database/db/sheets/credentials/x"): CREDENTIAL,
    ("DELETE", "/database/db/sheets/credentials/x"): None,
    ("GET", "/database/db/sheets/connections"): [CONNECTION],
    ("PUT", "/database/db/sheets/connections/x"): CONNECTION,
    ("DELETE", "/database/db/sheets/connections/x"): None,
    ("POST", "/funnel/tabs"): {"id": EVIL, "title": EVIL, "tabs": [{"name": EVIL, "rows": 1}]},
    ("POST", "/funnel/analyze"): {
        **dict.fromkeys(("file", "encoding"), EVIL),
        "tables": [TABLE],
        "columns": [],
        "dialect": None,
    },
    ("POST", "/funnel/propose"): {"tables": [], "classes": [], "mappings": [MAPPING]},
    ("POST", "/database/db/imports"): IMPORT,
    ("GET", "/database/db/webhooks"): [HOOK],
    ("POST", "/database/db/webhooks"): HOOK,
    ("GET", "/database/db/webhooks/w"): HOOK,
    ("DELETE", "/database/db/webhooks/w"): HOOK,
    **{("POST", f"/database/db/webhooks/w/{verb}"): HOOK for verb in TO_HOOK},
    ("GET", "/database/db/webhooks/w/deliveries"): [DELIVERY],
    **{("POST", f"/database/db/webhooks/w/deliveries/e/{verb}"): DELIVERY for verb in ("redeliver", "skip")},
    ("PUT", "/admin/partitions/instance"): FAMILY,
    ("GET", "/database/db/imports"): [IMPORT],
    ("GET", "/database/db/imports/i"): IMPORT,
    ("DELETE", "/database/db/imports/i"): IMPORT,
    ("GET", "/database/db/imports/i/rejects"): IMPORT,
    ("GET", "/database/db/instances/export"): ONE,
}
"""What an evil platform answers."""

COMMANDS: Mapping[str, Sequence[str]] = {
    "login": ("login", EVIL.replace("/", "_")),
    "open": ("open", "--print"),
    "bench": ("bench", "--instances", "1", "--asks", "2"),
    "db ls": ("db", "ls"),
    "db create": ("db", "create", "db"),
    "db show": ("db", "show", "db"),
    "db drop": ("db", "drop", "db", "--yes"),
    "db grants": ("db", "grants"),
    "db grant": ("db", "grant", "kim", EVIL),
    "db revoke": ("db", "revoke", "kim"),
    "ontology ls": ("ontology", "ls"),
    "ontology show": ("ontology", "show", "C"),
    "ontology apply": ("ontology", "apply", "{classes}", "--dry-run"),
    "ontology diff": ("ontology", "diff", EVIL),
    "ontology log": ("ontology", "log", EVIL, "--patch"),
    "ontology branch ls": ("ontology", "branch", "ls"),
    "ontology branch create": ("ontology", "branch", "create", EVIL),
    "ontology branch switch": ("ontology", "branch", "switch", "b"),
    "ontology branch protect": ("ontology", "branch", "protect", "b", "--writer", EVIL),
    "ontology branch unprotect": ("ontology", "branch", "unprotect", "b"),
    "ontology branch delete": ("ontology", "branch", "delete", "b", "--yes"),
    "ontology rebase": ("ontology", "rebase", "b", "--yes"),
    "ontology rollback": ("ontology", "rollback", EVIL),
    "ontology merge": ("ontology", "merge", EVIL),
    "ontology pr ls": ("ontology", "pr", "ls"),
    "ontology pr show": ("ontology", "pr", "show", "1"),
    "ontology pr create": ("ontology", "pr", "create", "b", "--title", EVIL),
    "ontology pr diff": ("ontology", "pr", "diff", "1"),
    "ontology pr review": ("ontology", "pr", "review", "1", EVIL),
    "ontology pr comment": ("ontology", "pr", "comment", "1", "-m", EVIL),
    "ontology pr merge": ("ontology", "pr", "merge", "1"),
    "ontology pr close": ("ontology", "pr", "close", "1"),
    "ontology pr reopen": ("ontology", "pr", "reopen", "1"),
    "put": ("put", "C", "1", "--data", "{}"),
    "get": ("get", "C", "1"),
    "delete": ("delete", "C", "1"),
    "history": ("history", "C", "1"),
    "search": ("search", "--class", "C"),
    "aggregate": ("aggregate", "--class", "C"),
    "load": ("load", "{table}", "--class", "C", "--lenient"),
    "commands": ("commands",),
    "commands ID": ("commands", "c"),
    "rebuild": ("rebuild",),
    "dead-letters ls": ("dead-letters", "ls"),
    "dead-letters show": ("dead-letters", "show", "d"),
    "dead-letters redrive": ("dead-letters", "redrive", "d"),
    "dead-letters discard": ("dead-letters", "discard", "d", "--reason", "r"),
    "partitions ls": ("partitions", "ls"),
    "partitions grow": ("partitions", "grow", "instance", "--auto", "--to", "24"),
    "imports add": ("imports", "add", "{table}", "-c", "C", "--map", "a=b"),
    "imports ls": ("imports", "ls"),
    "imports show": ("imports", "show", "i"),
    "imports rejects": ("imports", "rejects", "i"),
    "imports stop": ("imports", "stop", "i"),
    "imports resume": ("imports", "resume", "i"),
    "subjects erase": ("subjects", "erase", "s", "--yes"),
    "subjects readmit": ("subjects", "readmit", "s"),
    "sheets add": ("sheets", "add", "x", "--key", "{classes}"),
    "sheets ls": ("sheets", "ls"),
    "sheets rm": ("sheets", "rm", "x"),
    "sheets tabs": ("sheets", "tabs", "s"),
    "sheets analyze": ("sheets", "analyze", "s"),
    "sheets propose": ("sheets", "propose", "s"),
    "sheets import": ("sheets", "import", "s", "-c", "C", "--map", "a=b"),
    "sheets connect": ("sheets", "connect", "x", "s", "-c", "C", "--map", "a=b"),
    "sheets connections": ("sheets", "connections"),
    "sheets disconnect": ("sheets", "disconnect", "x"),
    "webhooks ls": ("webhooks", "ls"),
    "webhooks add": ("webhooks", "add", "https://a.example/"),
    "webhooks show": ("webhooks", "show", "w"),
    "webhooks rm": ("webhooks", "rm", "w"),
    **{f"webhooks {verb}": ("webhooks", verb, "w") for verb in TO_HOOK if verb != "replay"},
    "webhooks replay": ("webhooks", "replay", "w", "--from", "2026-01-01"),
    "webhooks deliveries": ("webhooks", "deliveries", "w"),
    "webhooks redeliver": ("webhooks", "redeliver", "w", "e"),
    "webhooks skip": ("webhooks", "skip", "w", "e"),
    "verify": ("verify",),
    "prove": ("prove", "00000000-0000-4000-8000-000000000001"),
    "shards ls": ("shards", "ls"),
    "shards release": ("shards", "release", "s"),
    "tail": ("tail", "--no-follow"),
    "audit": ("audit",),
    "export": ("export", "--class", "C", "--output", "{missing}"),
}
LOCAL: Mapping[str, Sequence[str]] = {
    "status": ("status", "--data", "{folder}"),
    "token": ("token", "--user", EVIL, "--data", "{folder}"),
    "up": ("up", "--service-ports", EVIL, "--data", "{folder}"),
    "down": ("down", "--data", "{folder}"),
    "infer": ("infer", "{missing}"),
    "restore log": ("restore", "log", "--from", EVIL, "--yes", "--data", "{folder}"),
}
"""Those that speak to no platform, or to one that does not run."""


@pytest.fixture
def evil(platform: FakePlatform, tmp_path: Path) -> FakePlatform:
    for (method, path), data in SAYS.items():
        meta = {
            "facets": {EVIL: [{"value": EVIL, "count": 1}]},
            "next_cursor": EVIL if path[-9:] == "instances" else None,
        }
        platform.answers(method, path, data, message=EVIL, meta=meta)
    platform.replies[("GET", "/database/db/events")] = []
    platform.answers("GET", "/database/db/events", [EVENT])
    platform.answers("GET", "/database/db/events", [])
    upload = {"upload_id": EVIL, "url": f"{platform.endpoint}/put", "headers": {}}
    platform.answers("POST", "/uploads", upload, status=201)
    platform.answers("PUT", "/put")
    (tmp_path / f"{EVIL.replace('/', '')}.csv").write_text(f'n\n"{EVIL}"\nmore,than,one\n')
    (tmp_path / "classes.json").write_text("[]")
    return platform


def filled(words: Sequence[str], folder: Path) -> list[str]:
    """Put the names of files into a command."""
    places = {
        "{table}": folder / f"{EVIL.replace('/', '')}.csv",
        "{classes}": folder / "classes.json",
        "{missing}": folder / EVIL / "x.csv",
        "{folder}": folder / EVIL.replace("/", ""),
    }
    return [str(places.get(word, word)) for word in words]


def named(group: Any, *before: str) -> Iterator[str]:
    """Name every command there is."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from named(command, *before, name)
        else:
            yield " ".join([*before, name])


def test_every_command_is_looked_at() -> None:
    group = typer.main.get_command(app)

    assert set(named(group)) == (COMMANDS.keys() | LOCAL.keys()) - {"commands ID"}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("as_json", [False, True])
def test_no_answer_steers_a_terminal(
    evil: FakePlatform, spice: Spice, tmp_path: Path, command: str, as_json: bool
) -> None:
    done = spice(*filled(COMMANDS[command], tmp_path), *(["--json"] if as_json else []))

    assert done.exit_code in (0, 1, 2), done.output
    assert not isinstance(done.exception, Exception), done.exception
    assert STEERS.findall(done.stdout + done.stderr) == []
    assert "\nforged" not in done.stdout + done.stderr
    assert "\nline" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_no_refusal_steers_a_terminal(platform: FakePlatform, spice: Spice, tmp_path: Path, command: str) -> None:
    for method, path in SAYS:
        platform.answers(method, path, status=422, message=EVIL, errors=ERRORS)
    (tmp_path / "classes.json").write_text("[]")

    done = spice(*filled(COMMANDS[command], tmp_path))

    assert not isinstance(done.exception, Exception), done.exception
    assert STEERS.findall(done.stdout + done.stderr) == []


@pytest.mark.parametrize("command", LOCAL)
def test_no_name_of_a_folder_steers_a_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    with pytest.raises(SystemExit):
        main(filled(LOCAL[command], tmp_path))

    said = capsys.readouterr()
    assert STEERS.findall(said.out + said.err) == []


def test_data_is_printed_without_markup(evil: FakePlatform, spice: Spice) -> None:
    said = spice("get", "C", "1").stdout

    assert "[bold]x[/bold]" in said
    assert r"\x1b]0;owned\x07" in said


def test_json_is_what_it_was(evil: FakePlatform, spice: Spice) -> None:
    assert json.loads(spice("get", "C", "1", "--json").stdout) == ONE


@pytest.mark.parametrize("text", ["plain", "한글 é 🦊", "a\u200db"])
def test_what_steers_nothing_stays(text: str) -> None:
    assert (visible(text), visible_json(text)) == (text, text)


@pytest.mark.parametrize("text", [EVIL, "\U000e0041", "\ufeff", "\udcb0"])
def test_what_steers_is_an_escape(text: str) -> None:
    assert visible(text).isprintable()
    assert visible_json(json.dumps(text, ensure_ascii=False)).isprintable()


def test_an_export_is_exact_in_a_file_and_escaped_on_a_terminal(tmp_path: Path) -> None:
    read, write = os.openpty()
    content = f"{EVIL}\n".encode()
    with (tmp_path / "out").open("w") as file, os.fdopen(write, "w") as terminal, pytest.MonkeyPatch.context() as patch:
        for place in (file, terminal):
            patch.setattr("sys.stdout", place)
            Printer().bytes(content)
            place.flush()
        shown = os.read(read, 10_000).decode()
    os.close(read)

    assert (tmp_path / "out").read_bytes() == content
    assert STEERS.findall(shown.replace("\r\n", "\n")) == []


def test_a_wrong_option_steers_no_terminal(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["search", "--limit", EVIL], env={"COLUMNS": "300"})

    assert done.exit_code == 2
    assert STEERS.findall(done.output) == []
