"""The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

POSTGRES_AUTH = ("password", "secret", "iam")
"""Where the database's password comes from: the URL, Secrets Manager, a token signed with the function's role."""


class SettingMissing(Exception):
    """A setting is missing or wrong; the message names the variable and what is expected. Never a password."""


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
    postgres_auth: str = "password"
    postgres_secret: str | None = None
    lambda_endpoint: str | None = None
    stage: str = "local"
    metrics: str = "off"
    bus: str = "postgres"
    cors_origins: tuple[str, ...] = ()
    rate_limit_per_second: int = 1000
    rate_limit_burst: int = 5000
    log_level: str = "INFO"
    crash_at: str | None = None
    """Tests only: the named point at which a process kills itself."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; SettingMissing names the first variable that is missing or wrong."""
    env = os.environ if environment is None else environment
    usual = POSTGRES_AUTH if not env.get("SPICE_POSTGRES_SECRET") else ("secret", "password", "iam")
    auth = _one_of(env, "SPICE_POSTGRES_AUTH", *usual)
    url = _postgres_url(env, "SPICE_POSTGRES_URL", auth, otherwise="")
    return Settings(
        postgres_url=url,
        postgres_read_url=_postgres_url(env, "SPICE_POSTGRES_READ_URL", auth, otherwise=url),
        postgres_auth=auth,
        postgres_secret=_postgres_secret(env, auth),
        s3_endpoint=env.get("SPICE_S3_ENDPOINT") or None,
        s3_region=env.get("SPICE_S3_REGION") or env.get("AWS_REGION") or "us-east-1",
        log_bucket=_required(env, "SPICE_LOG_BUCKET", "the name of the bucket that holds the event log"),
        data_bucket=_required(env, "SPICE_DATA_BUCKET", "the name of the bucket for packs and uploads"),
        redis_url=_required(env, "SPICE_REDIS_URL", "a redis:// URL"),
        search_path=_required(env, "SPICE_SEARCH_PATH", "the folder of the search index"),
        jwt_issuer=_required(env, "SPICE_JWT_ISSUER", "the `iss` of accepted tokens"),
        jwt_audience=_required(env, "SPICE_JWT_AUDIENCE", "the `aud` of accepted tokens"),
        jwks_url=_required(env, "SPICE_JWKS_URL", "the URL of the issuer's keys"),
        kick_url=_kick_url(env),
        lambda_endpoint=env.get("SPICE_LAMBDA_ENDPOINT") or None,
        stage=env.get("SPICE_STAGE") or "local",
        metrics=_one_of(env, "SPICE_METRICS", "off", "emf"),
        cors_origins=tuple(filter(None, env.get("SPICE_CORS_ORIGINS", "").split(","))),
        rate_limit_per_second=_whole(env, "SPICE_RATE_LIMIT_PER_SECOND", 1000),
        rate_limit_burst=_whole(env, "SPICE_RATE_LIMIT_BURST", 5000),
        log_level=env.get("SPICE_LOG_LEVEL", "INFO"),
        crash_at=env.get("SPICE_CRASH_AT"),
    )


def in_lambda() -> bool:
    """Tell whether this is AWS Lambda itself, where a process imports its handler at its start."""
    return "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ


def _postgres_url(env: Mapping[str, str], name: str, auth: str, *, otherwise: str) -> str:
    """Read an address: whole with a password, without one where that comes from elsewhere."""
    text = env.get(name) or otherwise
    if not text:
        if auth != "secret":
            raise SettingMissing(f"{name} is not set: expected a postgresql:// URL")
        text = "postgresql://"
    place = urlsplit(text)
    if place.scheme not in ("postgresql", "postgres"):
        raise SettingMissing(f"{name} does not begin with postgresql://: expected a postgresql:// URL")
    if auth == "password":
        return text
    if place.password is not None:
        raise SettingMissing(f"{name} holds a password: expected none beside SPICE_POSTGRES_AUTH={auth}")
    return _without_password(name, text, auth)


def _without_password(name: str, text: str, auth: str) -> str:
    place = urlsplit(text)
    mode = parse_qs(place.query).get("sslmode", [""])[0]
    if auth == "iam" and not (place.hostname and place.username):
        raise SettingMissing(f"{name} names no host and user: expected postgresql://user@host:port/name with iam")
    if auth == "iam" and mode not in ("", "require", "verify-ca", "verify-full"):
        raise SettingMissing(f"{name} has sslmode={mode}: expected require, verify-ca or verify-full with iam")
    return text if mode else f"{text}{'&' if place.query else '?'}sslmode=require"


def _postgres_secret(env: Mapping[str, str], auth: str) -> str | None:
    if auth == "secret":
        return _required(env, "SPICE_POSTGRES_SECRET", "the ARN of the secret with username and password")
    if env.get("SPICE_POSTGRES_SECRET"):
        raise SettingMissing(f"SPICE_POSTGRES_SECRET is set: expected none beside SPICE_POSTGRES_AUTH={auth}")
    return None


def _kick_url(env: Mapping[str, str]) -> str:
    expected = "where to ask for an asynchronous run, udp://host:port or lambda:<prefix of the functions' names>"
    text = _required(env, "SPICE_KICK_URL", expected)
    place = urlsplit(text)
    if place.scheme == "lambda" and place.path and not place.netloc:
        return text
    if place.scheme != "udp" or not place.hostname or not _port(text):
        raise SettingMissing(f"SPICE_KICK_URL is {text!r}: expected {expected}")
    return text


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def _one_of(env: Mapping[str, str], name: str, *allowed: str) -> str:
    """Read one of a few words; the first is the default."""
    text = env.get(name) or allowed[0]
    if text not in allowed:
        raise SettingMissing(f"{name} is {text!r}: expected {' or '.join(allowed)}")
    return text


def _required(env: Mapping[str, str], name: str, expected: str) -> str:
    if not (value := env.get(name)):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingMissing(f"{name} is {text!r}: expected a whole number")
    return int(text)
