"""Columns that options name: they are there, fill one property each, and are heeded in lines of JSON too."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from typer.testing import Result

from spice.domain.tables import record
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
NOTE: dict[str, Any] = {
    "name": "Note",
    "key": [],
    "properties": [{"name": "name", "type": "xsd:string"}, {"name": "n", "type": "xsd:integer"}],
}
BULK = "/database/db/instances/bulk"


@pytest.fixture
def notes(platform: FakePlatform) -> FakePlatform:
    platform.answers("GET", "/database/db", {"name": "db", "created_at": "2026-01-01T00:00:00Z"})
    platform.answers("GET", "/database/db/ontology/Note", NOTE)
    platform.answers("POST", BULK, {"batch_id": "b1", "accepted": 1, "rejected": []}, status=202)
    platform.answers("GET", "/database/db/batches/b1", {"accepted": 1, "completed": 1, "failed": 0})
    return platform


def sent(platform: FakePlatform) -> list[Any]:
    return [line for request in platform.requests("POST", BULK) for line in request.lines]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--skip", "nmae"), "--skip nmae: there is no column 'nmae' (did you mean 'name'?)"),
        (("--map", "nmae=n"), "--map nmae=n: there is no column 'nmae' (did you mean 'name'?)"),
        (("--map", "name=n", "--map", "name=name"), "--map: column 'name' cannot fill both 'n' and 'name'"),
        (("--map", "name=n", "--skip", "name"), "--map and --skip: column 'name' is either loaded or left out"),
        (("--op", "merge"), "--op 'merge': expected one of create, update, upsert, delete"),
        (("--id", "idd"), "a.csv: there is no column 'idd' to take the id from (did you mean 'id'?)"),
    ],
)
@pytest.mark.parametrize("piped", [False, True])
def test_a_column_that_is_nowhere_is_told(
    notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...], told: str, piped: bool
) -> None:
    text = "id,name\n1,x\n"
    (tmp_path / "a.csv").write_text(text)
    given = [] if "--id" in words else ["--id", "id"]
    file = "-" if piped else str(tmp_path / "a.csv")

    done = spice("load", file, "--class", "Note", *given, *words, input=text if piped else None)

    assert done.exit_code == 2, (done.output, done.exception)
    assert told.replace("a.csv", "-" if piped else "a.csv") in done.stderr
    assert sent(notes) == []


def test_a_column_need_not_be_in_every_file(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,old\nx,1\n")
    (tmp_path / "b.csv").write_text("name\ny\n")

    done = spice("load", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--class", "Note", "--skip", "old")

    assert done.exit_code == 0, done.output
    assert [line["data"] for line in sent(notes)] == [{"name": "x"}, {"name": "y"}]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("--skip", "n"), [{"op": "create", "class": "Note", "data": {"name": "x", "k": 7}}]),
        (("--map", "k=n", "--skip", "n"), [{"op": "create", "class": "Note", "data": {"n": 7, "name": "x"}}]),
        (("--id", "k"), [{"op": "upsert", "class": "Note", "id": "7", "data": {"name": "x", "n": 1}}]),
    ],
)
def test_lines_of_json_heed_what_is_said_of_columns(
    notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...], lines: list[Any]
) -> None:
    (tmp_path / "a.ndjson").write_text('{"name": "x", "n": 1, "k": 7}\n')

    done = spice("load", str(tmp_path / "a.ndjson"), "--class", "Note", *words)

    assert done.exit_code == 0, (done.output, done.exception)
    assert sent(notes) == lines


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--skip", "nmae"), "--skip nmae: there is no column 'nmae' (did you mean 'name'?)"),
        (("--map", "n=name"), "line 1: 'n' and another fill the property 'name'"),
        (("--id", "k"), "line 2: there is no 'k' to take the id from"),
    ],
)
def test_lines_of_json_that_do_not_fit_the_options_are_told(
    notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a.ndjson").write_text('{"name": "x", "n": 1, "k": "7"}\n{"name": "y", "k": true}\n')

    done = spice("load", str(tmp_path / "a.ndjson"), "--class", "Note", *words)

    assert done.exit_code in (1, 2)
    assert told in done.stderr
    assert sent(notes) == []


def test_a_property_that_is_not_there_is_named_and_what_may_be_meant(
    notes: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")

    done = spice("load", str(tmp_path / "a.csv"), "--class", "Note", "--map", "x=nmae")

    assert done.exit_code == 1
    assert "a.csv: line 1, column 1 (x): no property is called 'nmae' (did you mean 'name'?): --map" in done.stderr


def test_a_class_that_is_not_there_is_said_once(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    said = "there is no class 'Nope'"
    errors = [{"code": "not_found", "message": said, "hint": "known: Note"}]
    notes.answers("GET", "/database/db/ontology/Nope", status=404, errors=errors, message=said)
    (tmp_path / "a.csv").write_text("_class,name\nNope,x\n")

    done = spice("load", str(tmp_path / "a.csv"), "--class", "Note")

    assert done.exit_code == 1
    assert "line 2, column 1 (_class): there is no class 'Nope' (known: Note). Nothing was loaded." in done.stderr


def test_a_closed_cell_that_is_too_long_is_not_called_unclosed(
    notes: FakePlatform, spice: Spice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "LONGEST", 50)
    (tmp_path / "a.csv").write_text('name,n\n"' + "x\n" * 100 + '",1\n')

    done = spice("load", str(tmp_path / "a.csv"), "--class", "Note")

    assert done.exit_code == 1
    said = "the quote that is opened here is not closed within 50 characters, which is the most a record may have"
    assert f"a.csv: line 2, column 1 (name): {said}" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--na", "NA"), "is NDJSON, to which --na does not apply: JSON says itself what is absent"),
        (("--delimiter", ";"), "is NDJSON, to which --delimiter does not apply"),
        (("--na", "", "--spreadsheet"), "is NDJSON, to which --na and --spreadsheet do not apply"),
    ],
)
@pytest.mark.parametrize("file", ["a.ndjson", "a.txt", "-"])
def test_what_is_said_of_tables_is_refused_for_lines_of_json(
    notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...], told: str, file: str
) -> None:
    text = '{"name": "NA"}\n'
    (tmp_path / "a.ndjson").write_text(text)
    (tmp_path / "a.txt").write_text(text)

    given = file if file == "-" else str(tmp_path / file)
    done = spice("load", given, "--class", "Note", *words, input=text if file == "-" else None)

    assert done.exit_code == 2, (done.output, done.exception)
    assert f"{file} {told}" in done.stderr
    assert sent(notes) == []


def test_where_a_line_says_its_id_what_the_data_has_is_no_id_and_stays(
    notes: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    (tmp_path / "a.ndjson").write_text('{"id": "a", "data": {"code": "b", "name": "x"}}\n{"code": "c"}\n')

    done = spice("load", str(tmp_path / "a.ndjson"), "--class", "Note", "--id", "code")

    assert done.exit_code == 0, done.output
    assert [(each["id"], each["data"]) for each in sent(notes)] == [("a", {"code": "b", "name": "x"}), ("c", {})]


def test_names_in_lines_of_json_are_known_in_either_form(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    names = {name: normalize("NFD", name) for name in ("번호", "이름", "값")}
    line = {names["번호"]: "b", names["이름"]: "x", names["값"]: 1}
    (tmp_path / "a.ndjson").write_text(json.dumps(line))

    words = ("--id", "번호", "--map", "이름=name", "--skip", "값")
    done = spice("load", str(tmp_path / "a.ndjson"), "--class", "Note", *words)

    assert done.exit_code == 0, done.output
    assert [(each["id"], each["data"]) for each in sent(notes)] == [("b", {"name": "x"})]
