"""`spice open`: an address that signs one browser in, once, shown to nobody who only lists processes."""

import json
import re
import stat
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jwt
import pytest
from typer.testing import CliRunner

from cli.app import app
from local.folder.data_folder import DataFolder
from local.folder.issuer import make_issuer
from local.folder.lock import take_lock
from local.folder.opening import OPENING
from tests.unit.cli.conftest import FakePlatform

PORT = 18002


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.prepare()
    make_issuer(made)
    return made


@contextmanager
def running(folder: DataFolder) -> Iterator[None]:
    """Be the platform that runs on a folder."""
    lock = take_lock(folder.lock, port=PORT)
    try:
        yield
    finally:
        lock.release()


def claims_of(url: str) -> Mapping[str, Any]:
    """What the code behind the # says."""
    claims: Mapping[str, Any] = jwt.decode(urlsplit(url).fragment, options={"verify_signature": False})
    return claims


def test_it_prints_an_address_that_names_the_person(folder: DataFolder) -> None:
    with running(folder):
        words = ["open", "--print", "--no-admin", "--user", "kim", "--data", str(folder.root)]
        done = CliRunner().invoke(app, words)
        as_json = CliRunner().invoke(app, [*words, "--json"])

    url = done.stdout.strip()
    assert url.startswith(f"http://127.0.0.1:{PORT}/oauth/open#")
    claims = claims_of(url)
    assert (claims["aud"], claims["sub"], claims["roles"]) == (OPENING, "kim", [])
    assert claims_of(json.loads(as_json.stdout)["url"])["jti"] != claims["jti"]


def test_a_browser_is_started_with_a_file_that_only_its_owner_reads(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def shown(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", shown)

    with running(folder):
        done = CliRunner().invoke(app, ["open", "--data", str(folder.root)])

    page = Path(url2pathname(urlsplit(opened[0]).path))
    led = re.search(r"url=([^\"]+)", page.read_text())
    assert led is not None
    assert claims_of(unescape(led[1]))["roles"] == ["admin"]
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "oauth" not in done.stdout + opened[0]


def test_the_page_goes_once_its_code_is_good_no_more(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    there: list[Path] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "pages"))
    monkeypatch.setattr("local.folder.opening.CODE_SECONDS", 0.5)

    def shown(url: str) -> bool:
        there.extend((tmp_path / "pages").iterdir())
        return True

    monkeypatch.setattr(webbrowser, "open", shown)

    with running(folder):
        done = CliRunner().invoke(app, ["open", "--data", str(folder.root)])
    until = time.monotonic() + 30
    while there[0].exists() and time.monotonic() < until:
        time.sleep(0.05)

    assert done.exit_code == 0, done.output
    assert list((tmp_path / "pages").iterdir()) == []


def test_where_no_browser_opens_the_address_is_printed(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "pages"))
    monkeypatch.setattr(webbrowser, "open", lambda url: False)

    with running(folder):
        done = CliRunner().invoke(app, ["open", "--data", str(folder.root)])

    assert list((tmp_path / "pages").iterdir()) == []
    assert done.stdout.startswith(f"http://127.0.0.1:{PORT}/oauth/open#")


def test_a_platform_that_does_not_run_is_not_opened(folder: DataFolder) -> None:
    done = CliRunner().invoke(app, ["open", "--print", "--data", str(folder.root)])

    assert done.exit_code == 3
    assert "spice up" in done.stderr


def test_another_platforms_console_is_at_its_root(platform: FakePlatform) -> None:
    done = CliRunner().invoke(app, ["open", "--print", "--endpoint", f"{platform.endpoint}/api/v1"])

    assert done.stdout == f"{platform.endpoint}/\n"
