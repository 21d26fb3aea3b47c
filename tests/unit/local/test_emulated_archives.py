"""The emulated Lambda unpacks an archive once."""

import zipfile
from pathlib import Path

from local.emulation.emulator.archives import kept_in


def test_an_archive_is_unpacked_once_and_linked_from_then_on(tmp_path: Path) -> None:
    kept, layer = tmp_path / "kept", tmp_path / "layer.zip"
    kept.mkdir()
    with zipfile.ZipFile(layer, "w") as written:
        written.writestr("python/spice/here.py", "X = 1")
    module = kept_in(kept)

    names = []
    for environment in ("first", "second"):
        (tmp_path / environment).mkdir()
        with module.ZipFile(layer) as archive:
            names.append(archive.namelist())
            archive.extractall(tmp_path / environment)

    assert names == [["python/spice/here.py"], []]
    assert (tmp_path / "first/python/spice/here.py").read_text() == "X = 1"
    assert (tmp_path / "second/python").resolve() == (tmp_path / "first/python").resolve()
    assert len(list(kept.iterdir())) == 1
