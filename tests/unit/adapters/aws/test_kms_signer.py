"""A key in KMS signs as RFC 8032 says, and is read as KMS writes it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from spice.adapters.aws.kms_signer import KmsSigner
from spice.adapters.ed25519 import is_signed
from spice.ports.errors import Permanent, Transient


class Kms:
    """KMS with one key; refuses what KMS refuses."""

    def __init__(self, key: Any) -> None:
        self.key, self.asked = key, 0

    def get_public_key(self, *, KeyId: str) -> dict[str, bytes]:
        self.asked += 1
        written = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {"PublicKey": written}

    def sign(self, *, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str) -> dict[str, bytes]:
        if (MessageType, SigningAlgorithm) != ("RAW", "ED25519_SHA_512") or len(Message) > 4096:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 400}, "Error": {"Code": "Validation"}}, "Sign")  # type: ignore[typeddict-item]
        return {"Signature": self.key.sign(Message)}


class Away:
    """KMS that nobody reaches."""

    def __getattr__(self, name: str) -> Any:
        def call(**asked: object) -> None:
            raise EndpointConnectionError(endpoint_url="https://kms")

        return call


def signer(kms: object) -> KmsSigner:
    return KmsSigner("arn:key", origin="spice-dev-log", region="eu-west-1", connect=lambda service, **where: kms)


def test_what_it_signs_is_checked_by_its_key() -> None:
    kms = Kms(Ed25519PrivateKey.generate())
    signs = signer(kms)

    key = signs.key()

    assert (key.name, signs.key(), kms.asked) == ("spice-dev-log", key, 1)
    assert is_signed(key.public, b"text", signs.sign(b"text"))
    assert not is_signed(key.public, b"other", signs.sign(b"text"))


def test_another_kind_of_key_is_refused() -> None:
    with pytest.raises(Permanent, match="no key of Ed25519"):
        signer(Kms(generate_private_key(SECP256R1()))).key()


def test_what_kms_refuses_is_not_tried_again_and_what_is_away_is() -> None:
    with pytest.raises(Permanent):
        signer(Kms(Ed25519PrivateKey.generate())).sign(bytes(5000))
    with pytest.raises(Transient):
        signer(Away()).key()
