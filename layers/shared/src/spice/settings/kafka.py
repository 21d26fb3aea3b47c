"""Kafka's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spice.settings.reading import SettingMissing, file_at, one_of, required

SECURITIES = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-512", "OAUTHBEARER", "AWS_MSK_IAM")


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaSettings:
    """Where Kafka is, and how one is let in: SPICE_KAFKA_<FIELD>."""

    bootstrap: tuple[str, ...]
    security: str = "PLAINTEXT"
    mechanism: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token_file: str | None = None
    region: str | None = None
    ca_file: str | None = None


def read_kafka(env: Mapping[str, str]) -> KafkaSettings:
    """Read where Kafka is and how one is let in; SettingMissing names what is missing or wrong."""
    security = one_of(env, "SPICE_KAFKA_SECURITY", SECURITIES)
    return KafkaSettings(
        bootstrap=_brokers(env),
        security=security,
        ca_file=file_at(env, "SPICE_KAFKA_CA_FILE"),
        **(_credentials(env, security) if security.startswith("SASL_") else {}),
    )


def _credentials(env: Mapping[str, str], security: str) -> dict[str, str]:
    required(env, "SPICE_KAFKA_MECHANISM", f"one of {', '.join(MECHANISMS)}, needed with {security}")
    mechanism = one_of(env, "SPICE_KAFKA_MECHANISM", MECHANISMS)
    needed = f"needed with SPICE_KAFKA_MECHANISM={mechanism}"
    given = {"mechanism": mechanism}
    if mechanism == "OAUTHBEARER":
        return given | {"token_file": required(env, "SPICE_KAFKA_TOKEN_FILE", f"a file with a fresh token, {needed}")}
    if mechanism == "AWS_MSK_IAM":
        if security != "SASL_SSL":
            raise SettingMissing(f"SPICE_KAFKA_SECURITY is {security!r}: expected SASL_SSL, {needed}")
        regions = {"SPICE_KAFKA_REGION": env.get("SPICE_KAFKA_REGION") or env.get("AWS_REGION", "")}
        return given | {"region": required(regions, "SPICE_KAFKA_REGION", f"the cluster's region, {needed}")}
    return given | {
        "user": required(env, "SPICE_KAFKA_USER", f"a user's name, {needed}"),
        "password": required(env, "SPICE_KAFKA_PASSWORD", f"that user's password, {needed}"),
    }


def _brokers(env: Mapping[str, str]) -> tuple[str, ...]:
    text = required(env, "SPICE_KAFKA_BOOTSTRAP", "brokers as host:port,host:port")
    brokers = tuple(broker.strip() for broker in text.split(","))
    for broker in brokers:
        host, _, port = broker.rpartition(":")
        if not host or not port.isdigit():
            raise SettingMissing(f"SPICE_KAFKA_BOOTSTRAP has {broker!r}: expected brokers as host:port,host:port")
    return brokers
