"""The key that wraps the keys of personal data of a data folder."""

import stat
from pathlib import Path

import pytest

from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.personal_key import make_personal_key
from spice.adapters.disk.key_wrap import DiskKeyWrap
from spice.ports.errors import Permanent


def a_folder(path: Path) -> DataFolder:
    folder = DataFolder(path / "data")
    folder.prepare()
    return folder


def test_the_key_stays_the_same_and_is_private(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    make_personal_key(folder)
    wrapped = DiskKeyWrap(folder.personal_key).wrap(b"k" * 32)

    make_personal_key(folder)

    assert DiskKeyWrap(folder.personal_key).unwrap(wrapped) == b"k" * 32
    assert stat.S_IMODE(folder.personal_key.stat().st_mode) == 0o600


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    ours, theirs = a_folder(tmp_path / "ours"), a_folder(tmp_path / "theirs")
    make_personal_key(ours)
    make_personal_key(theirs)
    wrapped = DiskKeyWrap(ours.personal_key).wrap(b"k" * 32)

    with pytest.raises(Permanent, match="is not the key that wrapped it"):
        DiskKeyWrap(theirs.personal_key).unwrap(wrapped)


@pytest.mark.parametrize("content", [b"no key", b"abcd", b"\xff\xfe"])
def test_what_is_no_key_is_refused_and_stays(tmp_path: Path, content: bytes) -> None:
    folder = a_folder(tmp_path)
    folder.personal_key.write_bytes(content)

    with pytest.raises(Refused, match=r"personal\.key holds no key"):
        make_personal_key(folder)
    with pytest.raises(Permanent, match="holds no key"):
        DiskKeyWrap(folder.personal_key).wrap(b"k" * 32)
    with pytest.raises(Permanent, match="cannot be read"):
        DiskKeyWrap(tmp_path / "nothing").wrap(b"k" * 32)
    assert folder.personal_key.read_bytes() == content
