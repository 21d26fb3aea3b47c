"""The database's password in Secrets Manager."""

import json

import pytest
from botocore.exceptions import ClientError

from spice.adapters.aws.secret_credentials import AGAIN_SECONDS, SecretCredentials
from spice.ports.errors import Permanent

PLACE = {"host": "db", "port": 5432, "dbname": "spice"}


class Vault:
    """Secrets Manager, and the time."""

    def __init__(self, text: str) -> None:
        self.text, self.time, self.reads = text, 100.0, 0

    def credentials(self) -> SecretCredentials:
        """Credentials that read here."""
        return SecretCredentials("arn:spice", region="", connect=lambda *_, **__: self, clock=lambda: self.time)

    def get_secret_value(self, SecretId: str) -> dict[str, str]:
        """Answer the secret."""
        self.reads += 1
        if not self.text:
            denied = {"Error": {"Code": "AccessDeniedException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(denied, "GetSecretValue")  # type: ignore[arg-type]
        return {"SecretString": self.text}


def secret(password: str, **others: object) -> str:
    """A secret as RDS writes it."""
    return json.dumps({"username": "spice", "password": password, "engine": "postgres", **others})


def test_a_secret_is_read_once() -> None:
    vault = Vault(secret("one", **PLACE))
    credentials = vault.credentials()

    answers = [credentials("", "", "") for _ in range(3)]

    assert answers[0] == {"user": "spice", "password": "one", "host": "db", "port": "5432", "dbname": "spice"}
    assert vault.reads == 1


def test_a_host_the_url_names_is_not_the_secrets_to_say() -> None:
    credentials = Vault(secret("one", **PLACE)).credentials()

    assert credentials("127.0.0.1", "", "") == {"user": "spice", "password": "one"}


def test_a_rotated_secret_is_read_again() -> None:
    vault = Vault(secret("one"))
    credentials = vault.credentials()
    credentials("db", "", "")
    vault.text, vault.time = secret("two"), vault.time + AGAIN_SECONDS

    renewed = credentials.renew()

    assert renewed
    assert credentials("db", "", "")["password"] == "two"


def test_a_secret_that_was_just_read_is_not_read_at_every_failure() -> None:
    vault = Vault(secret("one"))
    credentials = vault.credentials()
    credentials("db", "", "")

    assert not credentials.renew()
    assert vault.reads == 1


@pytest.mark.parametrize(("text", "said"), [("hunter2", "is not a JSON"), ('{"username": "spice"}', "has no password")])
def test_a_secret_of_another_shape_is_named_and_not_quoted(text: str, said: str) -> None:
    with pytest.raises(Permanent, match=f"arn:spice {said}") as refused:
        Vault(text).credentials()("db", "", "")

    assert "hunter2" not in str(refused.value)


def test_a_secret_that_may_not_be_read_says_so() -> None:
    with pytest.raises(Permanent, match="arn:spice: 400 AccessDeniedException"):
        Vault("").credentials()("db", "", "")
