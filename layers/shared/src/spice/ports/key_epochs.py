"""The epochs of the keys of personal data, and going on from one to the next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from spice.domain.epochs import KeyEpoch


class KeyEpochs(Protocol):
    """Everything here may be done again, and by several at once."""

    def all(self) -> Sequence[KeyEpoch]:
        """List the epochs that did not end, oldest first. Raises PortError."""
        ...

    def begin(self, number: int, at: datetime) -> None:
        """Begin an epoch: what is wrapped from now on is wrapped by its key. Raises PortError."""
        ...

    def rewrap(self, most: int) -> int:
        """Wrap up to so many keys of older epochs by the newest one's; answers how many. Raises PortError."""
        ...

    def end(self, number: int) -> bool:
        """Destroy the key of an epoch, for good; False, and nothing is done, while it wraps anything or is the newest.

        One that is gone already ends, whatever it wraps: that is lost. Raises PortError.
        """
        ...

    def strays(self) -> Sequence[int]:
        """Number the keys that are there though their epochs ended, or are unknown here: another copy of this database
        knows them. Raises PortError."""
        ...
