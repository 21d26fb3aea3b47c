"""The key that wraps the keys of personal data in a data folder."""

from secrets import token_hex

from local.errors import Refused, using
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private

KEY_BYTES = 32


def make_personal_key(folder: DataFolder) -> None:
    """See that a folder has the key; one without gets a new one. Refused when what is there is none."""
    file = folder.personal_key
    with using(folder.root):
        if not file.exists():
            write_private(file, f"{token_hex(KEY_BYTES)}\n".encode())
        text = file.read_bytes()
    try:
        found = bytes.fromhex(text.decode())
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Refused(
            f"{file} holds no key of {KEY_BYTES} bytes: put it back from a copy:"
            " without it the personal data of this folder can be read by nobody"
        )
