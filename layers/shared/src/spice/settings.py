"""The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

BUSES = ("postgres", "kafka")
SECURITIES = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-512", "OAUTHBEARER", "AWS_MSK_IAM")


class SettingMissing(Exception):
    """A setting is missing or wrong; the message names the variable and what is expected."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, typed. Each field is the environment variable SPICE_<FIELD> in capitals."""

    postgres_url: str
    postgres_read_url: str
    s3_endpoint: str | None
    s3_region: str
    log_bucket: str
    data_bucket: str
    redis_url: str
    search_path: str
    jwt_issuer: str
    jwt_audience: str
    jwks_url: str
    kick_url: str
    bus: str = "postgres"
    kafka: KafkaSettings | None = None
    """There if, and only if, `bus` is "kafka"."""
    cors_origins: tuple[str, ...] = ()
    rate_limit_per_second: int = 1000
    rate_limit_burst: int = 5000
    log_level: str = "INFO"
    crash_at: str | None = None
    """Tests only: the named point at which a process kills itself."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; SettingMissing names the first variable that is missing or wrong."""
    env = os.environ if environment is None else environment
    url = _required(env, "SPICE_POSTGRES_URL", "a postgresql:// URL")
    bus = _one_of(env, "SPICE_BUS", BUSES)
    return Settings(
        postgres_url=url,
        postgres_read_url=env.get("SPICE_POSTGRES_READ_URL", url),
        s3_endpoint=env.get("SPICE_S3_ENDPOINT"),
        s3_region=env.get("SPICE_S3_REGION", "us-east-1"),
        log_bucket=_required(env, "SPICE_LOG_BUCKET", "the name of the bucket that holds the event log"),
        data_bucket=_required(env, "SPICE_DATA_BUCKET", "the name of the bucket for packs and uploads"),
        redis_url=_required(env, "SPICE_REDIS_URL", "a redis:// URL"),
        search_path=_required(env, "SPICE_SEARCH_PATH", "the folder of the search index"),
        jwt_issuer=_required(env, "SPICE_JWT_ISSUER", "the `iss` of accepted tokens"),
        jwt_audience=_required(env, "SPICE_JWT_AUDIENCE", "the `aud` of accepted tokens"),
        jwks_url=_required(env, "SPICE_JWKS_URL", "the URL of the issuer's keys"),
        bus=bus,
        kafka=_kafka(env) if bus == "kafka" else None,
        kick_url=_required(env, "SPICE_KICK_URL", "where to ask for an asynchronous run, udp://host:port"),
        cors_origins=tuple(filter(None, env.get("SPICE_CORS_ORIGINS", "").split(","))),
        rate_limit_per_second=_whole(env, "SPICE_RATE_LIMIT_PER_SECOND", 1000),
        rate_limit_burst=_whole(env, "SPICE_RATE_LIMIT_BURST", 5000),
        log_level=env.get("SPICE_LOG_LEVEL", "INFO"),
        crash_at=env.get("SPICE_CRASH_AT"),
    )


def _kafka(env: Mapping[str, str]) -> KafkaSettings:
    security = _one_of(env, "SPICE_KAFKA_SECURITY", SECURITIES)
    return KafkaSettings(
        bootstrap=_brokers(env),
        security=security,
        ca_file=_file(env, "SPICE_KAFKA_CA_FILE"),
        **(_credentials(env, security) if security.startswith("SASL_") else {}),
    )


def _credentials(env: Mapping[str, str], security: str) -> dict[str, str]:
    _required(env, "SPICE_KAFKA_MECHANISM", f"one of {', '.join(MECHANISMS)}, needed with {security}")
    mechanism = _one_of(env, "SPICE_KAFKA_MECHANISM", MECHANISMS)
    needed = f"needed with SPICE_KAFKA_MECHANISM={mechanism}"
    given = {"mechanism": mechanism}
    if mechanism == "OAUTHBEARER":
        return given | {"token_file": _required(env, "SPICE_KAFKA_TOKEN_FILE", f"a file with a fresh token, {needed}")}
    if mechanism == "AWS_MSK_IAM":
        if security != "SASL_SSL":
            raise SettingMissing(f"SPICE_KAFKA_SECURITY is {security!r}: expected SASL_SSL, {needed}")
        regions = {"SPICE_KAFKA_REGION": env.get("SPICE_KAFKA_REGION") or env.get("AWS_REGION", "")}
        return given | {"region": _required(regions, "SPICE_KAFKA_REGION", f"the cluster's region, {needed}")}
    return given | {
        "user": _required(env, "SPICE_KAFKA_USER", f"a user's name, {needed}"),
        "password": _required(env, "SPICE_KAFKA_PASSWORD", f"that user's password, {needed}"),
    }


def _brokers(env: Mapping[str, str]) -> tuple[str, ...]:
    text = _required(env, "SPICE_KAFKA_BOOTSTRAP", "brokers as host:port,host:port")
    brokers = tuple(broker.strip() for broker in text.split(","))
    for broker in brokers:
        host, _, port = broker.rpartition(":")
        if not host or not port.isdigit():
            raise SettingMissing(f"SPICE_KAFKA_BOOTSTRAP has {broker!r}: expected brokers as host:port,host:port")
    return brokers


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Read a choice; where nothing is said the first is meant."""
    if (value := env.get(name) or allowed[0]) not in allowed:
        raise SettingMissing(f"{name} is {value!r}: expected one of {', '.join(allowed)}")
    return value


def _file(env: Mapping[str, str], name: str) -> str | None:
    if (path := env.get(name) or None) and not os.path.isfile(path):
        raise SettingMissing(f"{name} is {path!r}: expected a file that is there")
    return path


def _required(env: Mapping[str, str], name: str, expected: str) -> str:
    if not (value := env.get(name)):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingMissing(f"{name} is {text!r}: expected a whole number")
    return int(text)
