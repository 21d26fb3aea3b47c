"""The platform's own issuer of tokens: a key pair in the data folder."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Sequence

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from local.errors import Refused, using
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private
from local.free_ports import LOOPBACK

ISSUER = "spice-local"
AUDIENCE = "spice"
ALGORITHM = "ES256"
TWELVE_HOURS = 12 * 3600
HTTP = 80
"""The port that no browser names."""


def origin_of(port: int) -> str:
    """Name a running platform as its pages know it; an issuer of OpenID is called by its address."""
    return f"http://{LOOPBACK}" + ("" if port == HTTP else f":{port}")


class Issuer:
    """Signs tokens with the key of a data folder."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._key_id = urlsafe_b64encode(hashlib.sha256(public).digest()[:12]).decode()

    def token(self, subject: str, roles: Sequence[str] = (), *, expires_seconds: int = TWELVE_HOURS) -> str:
        """Make a token for a subject."""
        now = int(time.time())
        return self.signed(iss=ISSUER, aud=AUDIENCE, sub=subject, roles=list(roles), iat=now, exp=now + expires_seconds)

    def signed(self, **claims: object) -> str:
        """Sign claims; what they are good for, their audience says."""
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The key its tokens are checked with."""
        return self._key.public_key()

    def jwks(self) -> bytes:
        """Write the public key as a JWK set."""
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps({"keys": [public | {"kid": self._key_id, "use": "sig", "alg": ALGORITHM}]}).encode()


def make_issuer(folder: DataFolder) -> Issuer:
    """Open the issuer of a folder; a folder without one gets a new key."""
    if not folder.issuer_key.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_private(folder.issuer_key, pem)
    return open_issuer(folder)


def administrators_token(folder: DataFolder, subject: str = "local") -> str:
    """Make an administrator's token from a folder's issuer. Refused when there is none."""
    return open_issuer(folder).token(subject, ("admin",))


def open_issuer(folder: DataFolder) -> Issuer:
    """Open the issuer of a folder that has one. Refused when there is none."""
    file = folder.issuer_key
    with using(folder.root):
        if not file.exists():
            raise Refused(f"{folder.root} is no data folder of spice; `spice up` makes one, --data names another")
        text = file.read_bytes()
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused(
            f"{file} holds no EC key: put it back from a copy, or remove it; the next `spice up` makes another,"
            " and tokens signed with this one end"
        )
    return Issuer(key)
