"""The key that seals the log of a data folder."""

import stat
from pathlib import Path

import pytest

from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.seal_key import make_seal_key
from spice.adapters.disk.signer import DiskSigner
from spice.adapters.ed25519 import is_signed
from spice.domain.transparency.note import read_key
from spice.ports.errors import Permanent


def a_folder(path: Path) -> DataFolder:
    folder = DataFolder(path / "data")
    folder.prepare()
    return folder


def test_the_key_stays_the_same_is_private_and_names_its_log(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    make_seal_key(folder)
    first = DiskSigner(folder.seal_key)

    make_seal_key(folder)
    second = DiskSigner(folder.seal_key)

    assert first.key() == second.key() == read_key(str(first.key()))
    assert first.key().name.startswith("spice.local/")
    assert DiskSigner(folder.seal_key, origin="example.com/log").key().name == "example.com/log"
    assert is_signed(second.key().public, b"text", first.sign(b"text"))
    assert stat.S_IMODE(folder.seal_key.stat().st_mode) == 0o600


def test_what_is_no_key_is_refused_and_stays(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    content = b"no key"
    folder.seal_key.write_bytes(content)

    with pytest.raises(Refused, match=r"seal\.pem holds no Ed25519 key"):
        make_seal_key(folder)
    with pytest.raises(Permanent, match="holds no key"):
        DiskSigner(folder.seal_key).key()
    with pytest.raises(Permanent, match="cannot be read"):
        DiskSigner(tmp_path / "nothing").key()
    assert folder.seal_key.read_bytes() == content
