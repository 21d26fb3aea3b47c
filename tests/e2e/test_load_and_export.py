"""`spice load` and `spice export` against a platform: what goes out comes back, and what is loaded last is there."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, Client
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
NOTE: dict[str, Any] = {
    "name": "Note",
    "properties": [
        {"name": "s", "type": "xsd:string"},
        {"name": "price", "type": "MONEY"},
        {"name": "exact", "type": "xsd:decimal"},
    ],
}
ROWS = {
    "1": {"s": ""},
    "2": {},
    "3": {"s": '=1+1\n"x"\r', "price": {"amount": "1", "currency": "KRW"}},
    "4": {"s": "\x1b]0;owned\x07"},
}


@pytest.fixture
def notes(library: Library) -> Library:
    made = library.owner.post(f"{library.path}/ontology", NOTE, headers=WAIT)
    assert made.status == 201, made
    return library


def put(notes: Library, rows: dict[str, Any]) -> None:
    """Put notes and wait until they are found."""
    lines = [json.dumps({"op": "upsert", "class": "Note", "id": key, "data": data}) for key, data in rows.items()]
    sent = notes.owner.call(
        "POST", f"{notes.instances}/bulk", raw="\n".join(lines).encode(), media="application/x-ndjson"
    )
    assert sent.status == 202, sent
    found(notes.owner, notes, sent.data["batch_id"])


def spice(notes: Library, stand: Stand, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the `spice` command as the owner of the notes."""
    return stand.spice(*words, "--db", notes.name, "--token", str(notes.owner.token))


def found(owner: Client, notes: Library, after: str) -> None:
    """Wait until a batch is found."""
    seen = owner.get(f"{notes.instances}?class=Note&limit=1&after={after}", headers=WAIT)
    assert seen.status == 200, seen


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_what_export_writes_load_takes(notes: Library, stand: Stand, tmp_path: Path, form: str) -> None:
    put(notes, ROWS)
    file = tmp_path / f"x.{form}"

    written = spice(notes, stand, "export", "--class", "Note", "--output", str(file), "--format", form)
    changed = {key: {"s": "changed"} for key in ROWS}
    put(notes, changed)
    loaded = spice(notes, stand, "load", str(file), "--class", "Note", "--op", "upsert")

    assert (written.returncode, loaded.returncode) == (0, 0), written.stderr + loaded.stderr
    for key, data in ROWS.items():
        assert notes.owner.get(f"{notes.instances}/Note/{key}").data["data"] == data


def test_what_is_loaded_last_is_there(notes: Library, stand: Stand, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"

    for value in ("A", "B", "A"):
        file.write_text(f"id,s\n1,{value}\n")
        done = spice(notes, stand, "load", str(file), "--class", "Note", "--id", "id")
        assert done.returncode == 0, done.stderr

    assert notes.owner.get(f"{notes.instances}/Note/1").data["data"] == {"s": "A"}


def test_creating_again_is_refused_a_sentence_a_line(notes: Library, stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,s,exact\n1,x,\n2,y,many\n")
    words = ("load", str(tmp_path / "a.csv"), "--class", "Note", "--id", "id", "--op", "create")

    spice(notes, stand, *words)
    again = spice(notes, stand, *words)

    told = [line for line in again.stderr.splitlines() if "a.csv:" in line]
    assert again.returncode == 1
    assert [line.split(": ")[1:3] for line in told] == [
        ["rejected", "wrong_type at /data/exact"],
        ["failed", "already_exists at /id"],
    ]


def test_twelve_thousand_instances_are_exported_whole(notes: Library, stand: Stand, tmp_path: Path) -> None:
    for start in (0, 6000):
        put(notes, {f"{n:05}": {"s": "x"} for n in range(start, start + 6000)})

    reply = notes.owner.get(f"{notes.instances}/export?class=Note&format=csv")
    done = spice(notes, stand, "export", "--class", "Note")

    assert reply.status == 200, reply
    assert reply.body.count(b"\r\n") == 12_001
    assert len(done.stdout.splitlines()) == 12_000


def test_what_is_in_data_does_not_steer_the_terminal(notes: Library, stand: Stand) -> None:
    put(notes, ROWS)

    shown = spice(notes, stand, "search", "--class", "Note")

    assert r"\x1b]0;owned" in shown.stdout
    assert "\x1b" not in shown.stdout
