"""The key that wraps the keys of personal data in a data folder."""

from secrets import token_hex

from local.errors import Refused, using
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private
from spice.settings.personal import EPOCHS

KEY_BYTES = 32


def _refuse_another(folder: DataFolder) -> None:
    """Another key opens none of what the lost one wrapped, and no data of a person would be written again."""
    epochs = folder.personal_key.with_name(EPOCHS)
    if epochs.is_dir() and any(epochs.iterdir()):
        raise Refused(
            f"{folder.personal_key} is gone, and {epochs} holds keys that it wrapped: put it back from a copy;"
            f" or, to go on without the personal data of this folder, move {epochs} away"
        )


def make_personal_key(folder: DataFolder) -> None:
    """See that a folder has the key; one without gets a new one. Refused when what is there is none."""
    file = folder.personal_key
    with using(folder.root):
        if not file.exists():
            _refuse_another(folder)
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
