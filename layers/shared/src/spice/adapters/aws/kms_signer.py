"""A key in KMS: its private half never leaves it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from spice.adapters.aws.client import client, translated
from spice.domain.transparency.note import KEY_BYTES, VerifierKey
from spice.ports.errors import Permanent

SERVICE = "kms"
ALGORITHM = "ED25519_SHA_512"
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410)."""


class KmsSigner:
    """Signs with a key of ECC_NIST_EDWARDS25519, message by message: RFC 8032, without a digest before it."""

    def __init__(self, key_id: str, *, origin: str, region: str, connect: Callable[..., Any] = client) -> None:
        self._key_id, self._origin, self._region, self._connect = key_id, origin, region, connect

    def key(self) -> VerifierKey:
        """Give what its signatures are checked by."""
        return self._verifier

    def sign(self, message: bytes) -> bytes:
        """Sign a message of up to 4 KB."""
        with translated(SERVICE, self._key_id):
            answer = self._kms.sign(KeyId=self._key_id, Message=message, MessageType="RAW", SigningAlgorithm=ALGORITHM)
        return bytes(answer["Signature"])

    @cached_property
    def _kms(self) -> Any:
        return self._connect(SERVICE, region=self._region)

    @cached_property
    def _verifier(self) -> VerifierKey:
        with translated(SERVICE, self._key_id):
            written = bytes(self._kms.get_public_key(KeyId=self._key_id)["PublicKey"])
        if not written.startswith(ED25519_DER) or len(written) != len(ED25519_DER) + KEY_BYTES:
            raise Permanent(SERVICE, f"{self._key_id} is no key of Ed25519")
        return VerifierKey(name=self._origin, public=written[len(ED25519_DER) :])
