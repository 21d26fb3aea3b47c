"""The settings of Kafka: each that is wrong or missing is named, with what is expected."""

from pathlib import Path

import pytest

from spice.settings import SettingMissing, read_settings
from spice.settings.kafka import KafkaSettings

BASE = {
    "SPICE_POSTGRES_URL": "postgresql://x",
    "SPICE_LOG_BUCKET": "log",
    "SPICE_DATA_BUCKET": "data",
    "SPICE_REDIS_URL": "redis://x",
    "SPICE_SEARCH_PATH": "/x",
    "SPICE_JWT_ISSUER": "i",
    "SPICE_JWT_AUDIENCE": "a",
    "SPICE_JWKS_URL": "http://x",
    "SPICE_KICK_URL": "udp://:key@x:1",
}
PLAIN = {"SPICE_BUS": "kafka", "SPICE_KAFKA_BOOTSTRAP": "a:9092, b:9093"}
SASL = PLAIN | {"SPICE_KAFKA_SECURITY": "SASL_SSL"}
SCRAM = SASL | {"SPICE_KAFKA_MECHANISM": "SCRAM-SHA-512", "SPICE_KAFKA_USER": "spice", "SPICE_KAFKA_PASSWORD": "s"}
MSK = SASL | {"SPICE_KAFKA_MECHANISM": "AWS_MSK_IAM"}


def kafka(given: dict[str, str]) -> KafkaSettings | None:
    return read_settings(BASE | given).kafka


def test_without_a_word_the_bus_is_the_local_one() -> None:
    settings = read_settings(BASE | {"SPICE_KAFKA_BOOTSTRAP": "nonsense"})

    assert (settings.bus, settings.kafka) == ("postgres", None)


def test_brokers_are_read_one_by_one() -> None:
    assert kafka(PLAIN) == KafkaSettings(bootstrap=("a:9092", "b:9093"))


def test_a_mechanism_brings_what_it_needs() -> None:
    scram, msk = kafka(SCRAM), kafka(MSK | {"AWS_REGION": "eu-west-1"})

    assert scram is not None
    assert (scram.mechanism, scram.user, scram.password) == ("SCRAM-SHA-512", "spice", "s")
    assert msk is not None
    assert (msk.mechanism, msk.region, msk.user) == ("AWS_MSK_IAM", "eu-west-1", None)


def test_a_password_is_never_shown() -> None:
    assert "SPICE_KAFKA_PASSWORD" in SCRAM
    assert "password" not in repr(kafka(SCRAM))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SPICE_BUS": "rabbit"}, "SPICE_BUS is 'rabbit': expected one of postgres, kafka"),
        ({"SPICE_BUS": "kafka"}, "SPICE_KAFKA_BOOTSTRAP is not set: expected brokers as host:port,host:port"),
        (PLAIN | {"SPICE_KAFKA_BOOTSTRAP": "a:9092,b"}, "SPICE_KAFKA_BOOTSTRAP has 'b': expected brokers as host:port"),
        (PLAIN | {"SPICE_KAFKA_SECURITY": "TLS"}, "SPICE_KAFKA_SECURITY is 'TLS': expected one of PLAINTEXT, SSL"),
        (PLAIN | {"SPICE_KAFKA_CA_FILE": "/nowhere"}, "SPICE_KAFKA_CA_FILE is '/nowhere': expected a file"),
        (SASL, "SPICE_KAFKA_MECHANISM is not set: expected one of PLAIN, SCRAM-SHA-512, OAUTHBEARER, AWS_MSK_IAM"),
        (SASL | {"SPICE_KAFKA_MECHANISM": "GSSAPI"}, "SPICE_KAFKA_MECHANISM is 'GSSAPI': expected one of PLAIN"),
        (SCRAM | {"SPICE_KAFKA_USER": ""}, "SPICE_KAFKA_USER is not set"),
        (SCRAM | {"SPICE_KAFKA_PASSWORD": ""}, "SPICE_KAFKA_PASSWORD is not set"),
        (SASL | {"SPICE_KAFKA_MECHANISM": "OAUTHBEARER"}, "SPICE_KAFKA_TOKEN_FILE is not set"),
        (MSK, "SPICE_KAFKA_REGION is not set"),
        (
            MSK | {"SPICE_KAFKA_SECURITY": "SASL_PLAINTEXT"},
            "SPICE_KAFKA_SECURITY is 'SASL_PLAINTEXT': expected SASL_SSL",
        ),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingMissing) as refused:
        read_settings(BASE | given)

    assert str(refused.value).startswith(said)


def test_a_file_that_is_there_is_taken(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")

    found = kafka(PLAIN | {"SPICE_KAFKA_SECURITY": "SSL", "SPICE_KAFKA_CA_FILE": str(authority)})

    assert found is not None
    assert (found.security, found.ca_file) == ("SSL", str(authority))
