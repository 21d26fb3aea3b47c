"""Archives that are unpacked once, however often they are asked for."""

import hashlib
import zipfile
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any


def kept_in(folder: Path) -> SimpleNamespace:
    """Make what stands in for the module `zipfile`: an archive is unpacked into `folder`, and linked from then on.

    Its names are asked of whoever unpacks it first.
    """
    unpacking = Lock()

    class KeptZip(zipfile.ZipFile):
        def namelist(self) -> list[str]:
            """List what is still to be unpacked."""
            return [] if self._kept().is_dir() else super().namelist()

        def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
            """Have the archive's files in a folder, which is empty."""
            kept = self._kept()
            with unpacking:
                if not kept.is_dir():
                    coming = kept.with_suffix(".coming")
                    super().extractall(coming, members, pwd)
                    coming.rename(kept)
            Path(path).rmdir()
            Path(path).symlink_to(kept)

        def _kept(self) -> Path:
            with Path(str(self.filename)).open("rb") as file:
                return folder / hashlib.file_digest(file, "sha256").hexdigest()

    return SimpleNamespace(ZipFile=KeptZip, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile)
