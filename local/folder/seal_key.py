"""The key that seals the log of a data folder."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from local.errors import Refused, using
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private


def make_seal_key(folder: DataFolder) -> None:
    """See that a folder has a key that seals; one without gets a new one. Refused when what is there is none."""
    file = folder.seal_key
    with using(folder.root):
        if not file.exists():
            pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            write_private(file, pem)
        text = file.read_bytes()
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except ValueError:
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise Refused(
            f"{file} holds no Ed25519 key: put it back from a copy: what it has sealed"
            " is checked by its public half, and goes on with no other key"
        )
