"""Personal values: how one is kept sealed, whose it is, and what stands for one whose key is gone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from spice.domain.datatypes.checking import Rejected
from spice.domain.errors import Problem, refuse

MARK = "sealed1"
KeyWord = Literal["absent", "alive", "erased"]
KEY_NAME_BYTES = 12
LONGEST_SUBJECT = 512
"""Bytes of UTF-8, as of an instance's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedValue:
    """A value under the key of a generation of its subject. The subject is told in clear: it is a pseudonym."""

    subject: str
    generation: int
    box: bytes

    def __str__(self) -> str:
        """Write it as data keeps it: a text."""
        return f"{MARK}.{self.generation}.{_coded(self.subject.encode())}.{_coded(self.box)}"

    @property
    def key(self) -> str:
        """Name the key it is under."""
        return key_name(self.subject, self.generation)


class Erased:
    """What stands for a value whose key is gone."""

    def __repr__(self) -> str:
        """Say so."""
        return "ERASED"


ERASED = Erased()


class Lost:
    """What stands for a value whose key is gone though nobody was erased: the database is an old copy."""

    def __repr__(self) -> str:
        """Say so."""
        return "LOST"


LOST = Lost()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlace:
    """Where a value stands. It opens there and nowhere else."""

    root_id: str
    """Stable id of the root of the instance's hierarchy."""
    instance: str
    property_id: str

    @property
    def parts(self) -> tuple[bytes, ...]:
        """Its parts, each by itself: no two places are one."""
        return self.root_id.encode(), self.instance.encode(), self.property_id.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """What is known of a subject's key: the last generation that is kept and whether its key is, the generation up to
    which the log erased, and whether the subject returned since."""

    generation: int = 0
    has_key: bool = False
    erased: int = 0
    readmitted: bool = False

    @property
    def state(self) -> KeyWord:
        """Tell how the subject stands. What the log erased stays so, whichever copy of a key comes back."""
        if self.has_key and self.generation > self.erased:
            return "alive"
        if self.last == 0 or (self.readmitted and self.generation <= self.erased):
            return "absent"
        return "erased"

    @property
    def last(self) -> int:
        """Tell the last generation there was; the next key is that of the one behind it."""
        return max(self.generation, self.erased)


def key_name(subject: str, generation: int) -> str:
    """Name the key of a generation of a subject, as the search index does: as short as questions about many want it."""
    return urlsafe_b64encode(blake2b(f"{generation}.{subject}".encode(), digest_size=KEY_NAME_BYTES).digest()).decode()


def read_sealed(value: object) -> SealedValue | None:
    """Read a sealed value; None for anything else."""
    if not isinstance(value, str) or not value.startswith(f"{MARK}."):
        return None
    parts = value.split(".")
    try:
        _, generation, subject, box = parts
        return SealedValue(subject=_read(subject).decode(), generation=int(generation), box=_read(box))
    except ValueError:
        return None


def check_sealed(value: object) -> object:
    """Check a personal value as it is kept. Rejected, without the value, where it is not sealed."""
    if read_sealed(value) is None:
        raise Rejected([Problem(code="not_supported", message="must be sealed before it is kept")])
    return value


def subject_erased(subject: str, path: str = "") -> Problem:
    """Make the problem of a write for somebody whose data was erased."""
    said = "the data of this subject was erased: nothing is written for it"
    hint = "POST …/subjects/{subject}/readmit takes somebody back who returns"
    return Problem(code="subject_erased", message=said, path=path, value=subject, hint=hint)


def read_subject(text: str) -> str:
    """Read a subject as a path names it."""
    if not 1 <= len(text.encode()) <= LONGEST_SUBJECT:
        raise refuse("not_found", f"a subject has 1 to {LONGEST_SUBJECT} bytes of UTF-8")
    return text


def hidden(problems: Collection[Problem], name: str, path: str) -> list[Problem]:
    """Tell problems of a personal value without it: no word of a message comes from there."""
    told = {problem.code: None for problem in problems}
    return [
        Problem(code=code, message=f"{name} is personal, and does not fit its type or its constraints", path=path)
        for code in told
    ]


def _coded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def _read(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
