"""The data folder: where everything of one platform lives."""

import os
from pathlib import Path

import platformdirs

from local.errors import Refused, Unreachable, using
from local.folder.lock import Holder, read_holder
from local.folder.private_file import give_to_owner

PRIVATE = 0o700


FIRST = ("lock", "issuer.pem", "seal.pem")
"""What may be in a folder before its plan is."""


class DataFolder:
    """A data folder; every path in it is named here."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or default_folder()).expanduser().absolute()

    @property
    def lock(self) -> Path:
        """The file a running platform holds a lock on."""
        return self.root / "lock"

    @property
    def plan(self) -> Path:
        """The ports and passwords of the services."""
        return self.root / "platform.json"

    @property
    def state(self) -> Path:
        """What the supervisor runs at the moment."""
        return self.root / "state.json"

    @property
    def reserve(self) -> Path:
        """Room that is kept back for a full disk."""
        return self.root / "reserve"

    @property
    def issuer_key(self) -> Path:
        """The private key that signs tokens."""
        return self.root / "issuer.pem"

    @property
    def seal_key(self) -> Path:
        """The private key that seals the log."""
        return self.root / "seal.pem"

    @property
    def personal_key(self) -> Path:
        """The key that wraps the keys of personal data."""
        return self.root / "personal.key"

    @property
    def epochs(self) -> Path:
        """What that key wraps: the keys of epochs, each for a time, and none in the database."""
        return self.personal_key.with_name("epochs")

    @property
    def search(self) -> Path:
        """The search index."""
        return self.root / "search"

    def log(self, name: str) -> Path:
        """The log of a service."""
        return self.root / "logs" / f"{name}.log"

    def of(self, service: str) -> Path:
        """The folder of a service's data."""
        return self.root / service

    def prepare(self) -> None:
        """Make the folder, or refuse one that holds something else."""
        with using(self.root):
            self.root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            parts = self.root / "logs", self.search, self.epochs
            known = {*FIRST, *(part.name for part in parts)}
            if not self.plan.exists() and any(entry.name not in known for entry in self.root.iterdir()):
                raise Refused(f"{self.root} is not empty and is no data folder of spice; name another with --data")
            for part in parts:
                _make(part)

    def holder(self) -> Holder | None:
        """Tell who runs a platform on this folder. Refused when it cannot be looked into."""
        with using(self.root):
            return read_holder(self.lock)

    def endpoint(self) -> str:
        """Tell where the platform of this folder listens. Unreachable when none runs."""
        if (holder := self.holder()) is None:
            raise Unreachable(f"no platform runs on {self.root}; `spice up` starts one")
        return f"http://127.0.0.1:{holder.port}"


def default_folder() -> Path:
    """The data folder when none is named."""
    return platformdirs.user_data_path("spice", appauthor=False)


def _make(part: Path) -> None:
    try:
        part.mkdir(mode=PRIVATE)
    except FileExistsError:
        return
    made = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        give_to_owner(made, part.parent)
    finally:
        os.close(made)
