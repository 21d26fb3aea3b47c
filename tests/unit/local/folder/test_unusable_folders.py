"""Folders that cannot be used and files that are damaged: a sentence that names them and says what to do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port

ROOT = Path(__file__).parents[4]
PORT = str(free_port())
COMMANDS = (("up", "--port", PORT), ("down",), ("status",), ("token", "--user", "kim"), ("rebuild", "search"))


def spice(data: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "cli.main", *words]
    told = {**os.environ, "SPICE_DATA": str(data), "COLUMNS": "300", **environment}
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=60)


def is_a_sentence(ran: subprocess.CompletedProcess[str], named: Path) -> None:
    said = ran.stdout + ran.stderr
    assert ran.returncode in (1, 2, 3), said
    assert "Traceback" not in said
    assert str(named) in said
    assert len(ran.stderr.strip().splitlines()) == 1, said


def a_file(data: Path) -> None:
    data.write_text("")


def below_a_file(data: Path) -> None:
    data.parent.rmdir()
    data.parent.write_text("")


def a_loop(data: Path) -> None:
    data.symlink_to(data)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("spoil", [a_file, below_a_file, a_loop])
def test_what_is_no_folder_is_named(tmp_path: Path, spoil: Callable[[Path], None], words: tuple[str, ...]) -> None:
    data = tmp_path / "above" / "data"
    data.parent.mkdir()
    spoil(data)

    is_a_sentence(spice(data, *words), data)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write to: root as well, where it lies on a read-only file system."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_folder_that_nobody_may_write_is_named(read_only: Path) -> None:
    for data in (read_only, read_only / "data"):
        for detached in ((), ("--detach",)):
            ran = spice(data, "up", "--port", PORT, *detached)

            is_a_sentence(ran, data)
            assert "--data" in ran.stderr


def test_a_cache_and_a_config_that_nobody_may_write_are_named(tmp_path: Path, read_only: Path) -> None:
    cache = spice(tmp_path / "data", "up", "--full", "--port", PORT, SPICE_CACHE=str(read_only / "cache"))
    profile = spice(
        tmp_path / "data",
        *("login", "--endpoint", "http://127.0.0.1:1/api/v1", "--token", "t", "--profile", "p"),
        XDG_CONFIG_HOME=str(read_only),
    )

    is_a_sentence(cache, read_only / "cache")
    assert "SPICE_CACHE" in cache.stderr
    assert "Traceback" not in profile.stderr
    assert profile.returncode in (1, 2, 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("platform.json", b""),
        ("platform.json", b'{"ports": {"postgres": 1'),
        ("platform.json", b"\xff\xfe\x00"),
        ("platform.json", b'{"format": 99}'),
        ("issuer.pem", b"no key"),
    ],
)
def test_a_damaged_file_is_named_and_stays_as_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / name).write_bytes(content)

    words = ("up", "--port", PORT) if name == "platform.json" else ("token", "--user", "kim")
    ran = spice(data, *words)

    is_a_sentence(ran, data)
    assert (data / name).read_bytes() == content
    assert ("newer version" in ran.stderr) == (b"99" in content)


def test_a_lock_that_says_nothing_holds_nobody_up(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for left in (b"", b"{", b'{"pid": 1, "port": 2, "since": 3.0}'):
        (data / "lock").write_bytes(left)

        ran = spice(data, "status")

        assert (ran.returncode, "no platform runs" in ran.stderr) == (3, True), ran.stderr
