"""A key in KMS that wraps others: it never leaves it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from spice.adapters.aws.client import client, translated

SERVICE = "kms"
CONTEXT = {"spice": "personal data"}
"""What the key's policy asks for: it is used for nothing else."""


class KmsKeyWrap:
    """Wraps with a symmetric key of KMS."""

    def __init__(self, key_id: str, *, region: str, connect: Callable[..., Any] = client) -> None:
        self._key_id, self._region, self._connect = key_id, region, connect

    def wrap(self, key: bytes) -> bytes:
        """Wrap a key."""
        with translated(SERVICE, self._key_id):
            answer = self._kms.encrypt(KeyId=self._key_id, Plaintext=key, EncryptionContext=CONTEXT)
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap one."""
        with translated(SERVICE, self._key_id):
            answer = self._kms.decrypt(KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext=CONTEXT)
        return bytes(answer["Plaintext"])

    @cached_property
    def _kms(self) -> Any:
        return self._connect(SERVICE, region=self._region)
