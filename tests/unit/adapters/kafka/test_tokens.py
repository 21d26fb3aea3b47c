"""Tokens: fresh from a file at each connection; for MSK signed, and used again until shortly before they expire."""

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from spice.adapters.kafka.connection import KafkaConnection
from spice.adapters.kafka.tokens import FileToken, MskToken


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def test_a_token_for_msk_is_a_signed_request_to_connect() -> None:
    token = MskToken("eu-west-1").token()

    url = urlsplit(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode())
    asked = parse_qs(url.query)
    assert url.hostname == "kafka.eu-west-1.amazonaws.com"
    assert asked["Action"] == ["kafka-cluster:Connect"]
    assert asked["X-Amz-Credential"][0].startswith("AKIDEXAMPLE/")
    assert asked["X-Amz-Credential"][0].endswith("/eu-west-1/kafka-cluster/aws4_request")
    assert asked["X-Amz-Expires"] == ["900"]
    assert len(asked["X-Amz-Signature"][0]) == 64


def test_a_token_is_used_again_while_it_holds() -> None:
    provider = MskToken("eu-west-1")

    assert provider.token() == provider.token()


def test_a_token_file_is_read_anew_each_time(tmp_path: Path) -> None:
    kept = tmp_path / "token"
    provider = FileToken(str(kept))

    kept.write_text("one\n")
    first = provider.token()
    kept.write_text("two\n")

    assert (first, provider.token()) == ("one", "two")


def test_msk_is_reached_as_oauthbearer_with_its_own_tokens() -> None:
    connection = KafkaConnection(
        bootstrap=("b:9098",), security="SASL_SSL", mechanism="AWS_MSK_IAM", region="eu-west-1"
    )

    options = connection.options()

    assert options["sasl_mechanism"] == "OAUTHBEARER"
    assert isinstance(options["sasl_oauth_token_provider"], MskToken)
