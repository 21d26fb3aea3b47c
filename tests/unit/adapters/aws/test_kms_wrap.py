"""A key in KMS wraps others, for one purpose alone."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from spice.adapters.aws.kms_wrap import CONTEXT, KmsKeyWrap
from spice.ports.errors import Permanent, Transient


class Kms:
    """KMS with one key; refuses what KMS refuses."""

    def encrypt(self, *, KeyId: str, Plaintext: bytes, EncryptionContext: dict[str, str]) -> dict[str, bytes]:
        return {"CiphertextBlob": str(sorted(EncryptionContext.items())).encode() + b"|" + Plaintext[::-1]}

    def decrypt(self, *, KeyId: str, CiphertextBlob: bytes, EncryptionContext: dict[str, str]) -> dict[str, bytes]:
        context, _, box = CiphertextBlob.partition(b"|")
        if context != str(sorted(EncryptionContext.items())).encode():
            code = {"ResponseMetadata": {"HTTPStatusCode": 400}, "Error": {"Code": "InvalidCiphertextException"}}
            raise ClientError(code, "Decrypt")  # type: ignore[arg-type]  # what we read of it
        return {"Plaintext": box[::-1]}


class Away:
    """KMS that nobody reaches."""

    def __getattr__(self, name: str) -> Any:
        def call(**asked: object) -> None:
            raise EndpointConnectionError(endpoint_url="https://kms")

        return call


def wrap(kms: object) -> KmsKeyWrap:
    return KmsKeyWrap("arn:key", region="eu-west-1", connect=lambda service, **where: kms)


def test_what_it_wraps_it_unwraps_for_that_purpose() -> None:
    kms = Kms()
    wrapped = wrap(kms).wrap(b"k" * 32)

    assert wrap(kms).unwrap(wrapped) == b"k" * 32
    assert b"personal data" in wrapped
    assert CONTEXT == {"spice": "personal data"}


def test_what_was_wrapped_elsewhere_is_refused_and_who_is_away_is_asked_again() -> None:
    with pytest.raises(Permanent):
        wrap(Kms()).unwrap(b"other|key")
    with pytest.raises(Transient):
        wrap(Away()).wrap(b"key")
