"""A server's user and password in Secrets Manager."""

import json

import pytest
from botocore.exceptions import ClientError

from spice.adapters.aws.secret_credentials import SecretCredentials
from spice.ports.errors import Permanent


class Vault:
    """Secrets Manager."""

    def __init__(self, text: str) -> None:
        self.text, self.reads = text, 0

    def credentials(self) -> SecretCredentials:
        """Credentials that read here."""
        return SecretCredentials("arn:spice", region="", connect=lambda *_, **__: self)

    def get_secret_value(self, SecretId: str) -> dict[str, str]:
        """Answer the secret."""
        self.reads += 1
        if not self.text:
            denied = {"Error": {"Code": "AccessDeniedException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(denied, "GetSecretValue")  # type: ignore[arg-type]
        return {"SecretString": self.text}


def test_a_secret_is_read_once() -> None:
    vault = Vault(json.dumps({"username": "admin", "password": "one"}))
    credentials = vault.credentials()

    answers = [credentials("terminusdb", "", "") for _ in range(3)]

    assert answers[0] == {"user": "admin", "password": "one"}
    assert vault.reads == 1


@pytest.mark.parametrize(("text", "said"), [("hunter2", "is not a JSON"), ('{"username": "spice"}', "has no password")])
def test_a_secret_of_another_shape_is_named_and_not_quoted(text: str, said: str) -> None:
    with pytest.raises(Permanent, match=f"arn:spice {said}") as refused:
        Vault(text).credentials()("db", "", "")

    assert "hunter2" not in str(refused.value)


def test_a_secret_that_may_not_be_read_says_so() -> None:
    with pytest.raises(Permanent, match="arn:spice: 400 AccessDeniedException"):
        Vault("").credentials()("db", "", "")
