"""Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), with Ed25519."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from spice.domain.transparency.merkle import HASH_BYTES, NotProven

ED25519 = b"\x01"
KEY_BYTES = 32
MOST_SIGNATURES = 16
Check = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature of a message is that of an Ed25519 key: key, message, signature."""
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE = re.compile(r"— (\S+) (\S+)")


def strict_base64(text: str) -> bytes:
    """Read base64 that is written the one canonical way. Raises NotProven."""
    try:
        found = b64decode(text.encode("ascii"), validate=True)
    except ValueError as broken:
        raise NotProven(f"{text[:60]!r} is no base64") from broken
    if b64encode(found).decode() != text:
        raise NotProven(f"{text[:60]!r} is not written as base64 is")
    return found


def strict_size(text: str) -> int:
    """Read a whole number without leading zeros. Raises NotProven."""
    if _SIZE.fullmatch(text) is None:
        raise NotProven(f"{text[:30]!r} is no size: expected digits without leading zeros")
    return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A key that notes are checked by: its name and its 32 bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """What a signature names it by, beside its name."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """Write it as it is handed to whoever checks."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"


def read_key(text: str) -> VerifierKey:
    """Read a verifier key. Raises NotProven."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or _NAME.fullmatch(parts[0]) is None:
        raise NotProven("a verifier key is written name+id+key")
    key = strict_base64(parts[2])
    if key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
        raise NotProven("the verifier key is none of Ed25519")
    found = VerifierKey(name=parts[0], public=key[1:])
    if found.id.hex() != parts[1]:
        raise NotProven(f"the verifier key's id is {parts[1]}, and its key's {found.id.hex()}")
    return found


def write_note(text: str, key: VerifierKey, signature: bytes) -> str:
    """Put a signature below a text that ends with a newline."""
    return f"{text}\n— {key.name} {b64encode(key.id + signature).decode()}\n"


def open_note(note: str, key: VerifierKey, check: Check) -> str:
    """Give the text of a note that is signed with a key; signatures of other keys are passed by. Raises NotProven."""
    text, signatures = split_note(note)
    ours = [signed for name, known, signed in signatures if (name, known) == (key.name, key.id)]
    if not ours:
        raise NotProven(f"the note is not signed by {key.name}+{key.id.hex()}")
    if not all(check(key.public, text.encode(), signed) for signed in ours):
        raise NotProven(f"the signature of {key.name}+{key.id.hex()} is not that of the note")
    return text


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Take a note apart, trusting nothing: its text, and its signatures as (name, key id, signature). Raises
    NotProven."""
    if _CONTROL.search(note):
        raise NotProven("a note has no control characters but newlines")
    text, parted, below = note.rpartition("\n\n")
    if not parted or not below.endswith("\n"):
        raise NotProven("a note is a text, an empty line and signatures, each line ended")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotProven(f"the note has {len(lines)} signatures, at most {MOST_SIGNATURES} are read")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE.fullmatch(line)
    if found is None or _NAME.fullmatch(found[1]) is None:
        raise NotProven(f"{line[:60]!r} is no signature line")
    signed = strict_base64(found[2])
    if len(signed) <= 4:
        raise NotProven("a signature has a key's id and then its bytes")
    return found[1], signed[:4], signed[4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself: who it is, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write it as the text of a note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint. Raises NotProven."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NotProven("a checkpoint is three lines or more, none of them empty")
    root = strict_base64(lines[2])
    if len(root) != HASH_BYTES:
        raise NotProven(f"the root has {len(root)} bytes, expected {HASH_BYTES}")
    return Checkpoint(origin=lines[0], size=strict_size(lines[1]), root=root)


def open_checkpoint(note: str, key: VerifierKey, check: Check) -> Checkpoint:
    """Read a checkpoint that is signed with a key, and that key's own. Raises NotProven."""
    found = read_checkpoint(open_note(note, key, check))
    if found.origin != key.name:
        raise NotProven(f"the checkpoint is of {found.origin!r}, and the key of {key.name!r}")
    return found
