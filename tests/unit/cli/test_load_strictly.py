"""Files that break a rule: told by file, line and column, and nothing of any file is sent."""

import bz2
import codecs
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
NOTE: dict[str, Any] = {
    "name": "Note",
    "key": [],
    "properties": [{"name": "s", "type": "xsd:string"}, {"name": "n", "type": "xsd:integer"}],
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
    """List every line that was sent."""
    return [line for request in platform.requests("POST", BULK) for line in request.lines]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('id,s\n1,"a\nb\n2,c\n3,"d"\n', "line 5, column 2 (s): text stands behind a closed quote, which line 2 opens"),
        ("id,s\n1,x,EXTRA\n", "line 2, column 3: the row has 3 cells, the header 2"),
        ("id,s,s\n1,a,b\n", "line 1, column 3: columns 2 and 3 are both called 's'"),
        ('id,s\n1,"' + "z" * 1_500_000, "line 2, column 2 (s): the quote that is opened here is never closed"),
        ("id,s,nope\n", "line 1, column 3 (nope): no property is called 'nope'"),
        ("id,_class,s\n1,Nope,x\n", "line 2, column 2 (_class): there is no class 'Nope'"),
        ("id,s\n,x\n", "line 2, column 1 (id): the id is empty"),
        ("", "line 1: there is no header"),
    ],
)
def test_a_broken_table_is_told_in_a_sentence_and_not_sent(
    notes: FakePlatform, spice: Spice, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "good.csv").write_text("id,s\n1,x\n")
    (tmp_path / "bad.csv").write_text(text)

    done = spice("load", str(tmp_path / "good.csv"), str(tmp_path / "bad.csv"), "--class", "Note", "--id", "id")

    assert done.exit_code == 1
    assert f"bad.csv: {told}" in done.stderr
    assert "Nothing was loaded" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sent(notes) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"s": "x", "s": "y"}\n', "the key 's' is there twice"),
        ('\n{"s": "x"\n', "line 3: not JSON"),
        ("[1]\n", "no JSON object"),
        ('{"s": "\udcb0"}\n', "byte 0xB0"),
        ('{"s": "\\ud800"}\n', "surrogate"),
    ],
)
def test_a_broken_line_of_json_is_told_and_nothing_is_sent(
    notes: FakePlatform, spice: Spice, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "bad.ndjson").write_bytes(b'{"s": "good"}\n' + text.encode("utf-8", "surrogateescape"))

    done = spice("load", str(tmp_path / "bad.ndjson"), "--class", "Note")

    assert done.exit_code == 1
    assert told in done.stderr
    assert sent(notes) == []


def test_lenience_says_what_it_mended(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("id,s\n1,x,EXTRA\n")

    done = spice("load", str(tmp_path / "bad.csv"), "--class", "Note", "--id", "id", "--lenient")

    assert done.exit_code == 0, done.output
    assert "line 2, column 3: the row has 3 cells, the header 2: the cells too many are left out" in done.stderr
    assert [line["data"] for line in sent(notes)] == [{"s": "x"}]


def test_what_a_pipe_brings_is_loaded_up_to_the_bad_row(notes: FakePlatform, spice: Spice) -> None:
    rows = "".join(f"{n},x\n" for n in range(10_000))

    done = spice("load", "-", "--class", "Note", "--id", "id", input=f"id,s\n{rows}10000,x\nbad\n")

    assert done.exit_code == 1
    assert "-: line 10003, column 2 (s): the row has 1 cell" in done.stderr
    assert len(sent(notes)) == 10_000
    assert "ended: 1 lines of - had been accepted" in done.stderr


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('id,s,n\n1,"",\n', {"s": ""}),
        ("id,s,n\n1,,\n", {}),
        ('id,s,n\n1,x,""\n', {"s": "x"}),
        ("sep=;\nid;s;n\n1;x;2\n", {"s": "x", "n": 2}),
        ("\ufeffid,s\n1,x\n", {"s": "x"}),
        ("_id,_class,_version,_created_at,_updated_at,_updated_by,n,s\n1,Note,7,a,b,c,5,x\n", {"n": 5, "s": "x"}),
    ],
)
def test_cells_are_what_they_are(
    notes: FakePlatform, spice: Spice, tmp_path: Path, text: str, data: dict[str, object]
) -> None:
    (tmp_path / "t.csv").write_text(text)
    words = [] if "_id" in text else ["--id", "id"]

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Note", *words)

    assert done.exit_code == 0, done.output
    (line,) = sent(notes)
    assert (line["id"], line["data"], line["op"]) == ("1", data, "upsert")


def test_two_columns_of_one_property_are_refused(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("s,other\na,b\n")

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Note", "--map", "other=s")

    assert done.exit_code == 1
    assert "line 1, column 2 (other): column 1 fills the property 's' already" in done.stderr


@pytest.mark.parametrize("words", [("--delimiter", ";;"), ("--encoding", "nope"), ("--map", "x"), ("--id", "nope")])
def test_wrong_use_is_told(notes: FakePlatform, spice: Spice, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "t.csv").write_text("s\na\n")

    assert spice("load", str(tmp_path / "t.csv"), "--class", "Note", *words).exit_code == 2


@pytest.mark.parametrize(
    "encoding",
    ["base64", "rot13", "zlib", "hex", "idna", "punycode", "undefined", "unicode_escape", "", "a b", "nope", "a\0b"],
)
def test_what_no_text_is_written_in_is_no_encoding(
    notes: FakePlatform, spice: Spice, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "t.csv").write_text("s\na\n")

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Note", "--encoding", encoding)

    assert done.exit_code == 2, (done.output, done.exception)
    assert done.stderr == f"there is no text encoding {encoding!r}\n"
    assert sent(notes) == []


@pytest.mark.parametrize(
    ("encoding", "content", "told"),
    [
        ("utf-16", "s\n가\n".encode(), "line 1: this does not begin with the byte order mark by which utf-16 is read"),
        ("utf-16", "s\n가\n".encode(), "perhaps utf-8 (all of it decodes)"),
        ("utf-32", b"s\nx\n", "by which utf-32 is read"),
        ("utf-16", "s\nx\n".encode("utf-16-le"), "perhaps utf-16-le (every other byte is zero)"),
        ("cp949", "s\n가나다\n".encode(), "perhaps utf-8 (all of it decodes)"),
    ],
)
def test_a_file_in_another_encoding_than_was_said_is_told(
    notes: FakePlatform, spice: Spice, tmp_path: Path, encoding: str, content: bytes, told: str
) -> None:
    (tmp_path / "t.csv").write_bytes(content)

    done = spice("load", str(tmp_path / "t.csv"), "--class", "Note", "--encoding", encoding)

    assert done.exit_code == 1, (done.output, done.exception)
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sent(notes) == []


def packed(kind: str, members: dict[str, bytes]) -> bytes:
    """Pack members into an archive."""
    whole = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(whole, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    elif kind.startswith("tar"):
        mode: Any = f"w:{kind.removeprefix('tar').removeprefix('.')}"
        with tarfile.open(fileobj=whole, mode=mode) as tar:
            for name, content in members.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
    return whole.getvalue()


def commented(archive: bytes, comment: bytes) -> bytes:
    """Put a comment at the end of a zip."""
    whole = io.BytesIO(archive)
    with zipfile.ZipFile(whole, "a") as opened:
        opened.comment = comment
    return whole.getvalue()


TWO = packed("tar", {"a.csv": b"s\nx\n", "b.csv": b"s\ny\n"})


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_every_member_of_an_archive_is_loaded(notes: FakePlatform, spice: Spice, tmp_path: Path, kind: str) -> None:
    members = {"a.csv": b"id,s\nz1,a\n", "deep/b.ndjson": b'{"id": "z2", "data": {"s": "b"}}\n'}
    (tmp_path / f"two.{kind}").write_bytes(
        packed(kind, {**members, "__MACOSX/._a.csv": b"\0", "deep/.DS_Store": b"\0"})
    )

    done = spice("load", str(tmp_path / f"two.{kind}"), "--class", "Note", "--id", "id")

    assert done.exit_code == 0, done.output
    assert [line["id"] for line in sent(notes)] == ["z1", "z2"]
    assert f"two.{kind}/deep/b.ndjson: 1 lines" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.zip", packed("zip", {"a.csv": b"s\nx\n", "b.pdf": b"%PDF-1.7"}), "a.zip/b.pdf is a PDF"),
        ("a.zip", packed("zip", {"a.zip": packed("zip", {"b.csv": b"s\n"})}), "an archive in an archive"),
        ("a.xlsx", packed("zip", {"[Content_Types].xml": b"", "xl/a.xml": b""}), "is a spreadsheet: save its sheets"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("a.zip", packed("zip", {"a.csv": b"s\nx\n"})[:-30], "a.zip"),
        ("a.zip", packed("zip", {"a.csv": b"s\nx\n"}) + b"garbage", "something stands behind its end"),
        ("a.zip", packed("zip", {"a.csv": b"s\nx\n"}) + bytes(22), "something stands behind its end"),
        ("a.csv.gz", gzip.compress(b"s\nx\n" * 1000)[:-12], "cannot be read"),
        ("a.tar", TWO[:1044] + b"\xff" + TWO[1045:], "a.tar cannot be read: at byte 1,024 it is damaged"),
        ("a.tar", TWO[:1024], "a.tar cannot be read: it is cut short"),
        ("a.tar", TWO[:1300], "a.tar cannot be read: at byte 1,024 it is damaged, cut short"),
        ("a.tar", TWO + TWO, "a.tar cannot be read: at byte 2,048 it is damaged, cut short, or another archive begins"),
        ("a.tar.gz", packed("tar.gz", {"a.csv": b"s\nx\n"})[:-12], "a.tar.gz cannot be read"),
        ("a.tar.bz2", bz2.compress(TWO) + b"garbage", "something else stands behind it"),
        ("a.csv.bz2", bz2.compress(b"s\nx\n") + b"bzh9" + bz2.compress(b"y\n")[4:], "something else stands behind it"),
        ("a.csv.xz", lzma.compress(b"s\nx\n") + b"garbage", "something else stands behind it"),
        ("a.csv.xz", lzma.compress(b"s\nx\n")[:-6], "it ends within a packed stream"),
        ("a.zip", packed("zip", {}), "a.zip is an archive that holds no file"),
        ("a.tar", packed("tar", {}), "a.tar is an archive that holds no file"),
        ("a.json", b'[\n{"s": "x"}]', "write an object a line"),
        ("a.csv", "s\nx\n".encode("utf-16-le"), "perhaps utf-16-le (every other byte is zero)"),
    ],
)
def test_what_is_no_text_of_records_is_refused_in_a_sentence(
    notes: FakePlatform, spice: Spice, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)

    done = spice("load", str(tmp_path / name), "--class", "Note")

    assert done.exit_code == 1, done.output
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sent(notes) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", gzip.compress(b"s\nx\n") + gzip.compress(b"y\n")),
        ("a.csv.bz2", bz2.compress(b"s\nx\ny\n")),
        ("a.csv.bz2", bz2.compress(b"s\nx\n") + bz2.compress(b"y\n")),
        ("a.csv.xz", lzma.compress(b"s\nx\n") + bytes(4) + lzma.compress(b"y\n")),
        ("a.csv.xz", lzma.compress(b"s\nx\ny\n")),
        ("a.csv", gzip.compress(b"s\nx\ny\n")),
        ("a.csv", "s\nx\ny\n".encode("utf-16")),
        ("a.csv.gz", gzip.compress(codecs.BOM_UTF16_BE + "s\nx\ny\n".encode("utf-16-be"))),
        ("a.ndjson", '{"s": "x"}\n{"s": "y"}\n'.encode("utf-16")),
        ("a.zip", commented(packed("zip", {"a.csv": b"s\nx\ny\n"}), b"of last year")),
        ("a.txt", b'{"s": "x"}\n{"class": "Note", "data": {"s": "y"}, "meta": {"version": 1}}\n'),
    ],
)
def test_what_is_packed_is_read_by_what_it_is(
    notes: FakePlatform, spice: Spice, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    done = spice("load", str(tmp_path / name), "--class", "Note")

    assert done.exit_code == 0, done.output
    assert [line["data"] for line in sent(notes)] == [{"s": "x"}, {"s": "y"}]


def test_two_tables_in_one_stream_are_refused(notes: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,s\n1,x\n") + gzip.compress(b"id,s\n2,y\n"))

    done = spice("load", str(tmp_path / "a.csv.gz"), "--class", "Note", "--id", "id")

    assert done.exit_code == 1
    assert "line 3: the header is there again" in done.stderr


def test_an_export_may_come_through_a_pipe(notes: FakePlatform, spice: Spice) -> None:
    line = '{"class":"Note","id":"1","data":{"s":""},"meta":{"version":3}}\n'

    done = spice("load", "-", "--class", "Note", input=line)

    assert done.exit_code == 0, done.output
    assert sent(notes) == [{"op": "upsert", "class": "Note", "id": "1", "data": {"s": ""}}]


def test_an_export_of_nothing_is_loaded(notes: FakePlatform, spice: Spice) -> None:
    done = spice("load", "-", "--class", "Note", input="")

    assert done.exit_code == 0, done.output
    assert sent(notes) == []
