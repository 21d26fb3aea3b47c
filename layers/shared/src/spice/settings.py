"""The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class SettingMissing(Exception):
    """A setting is missing or wrong; the message names the variable and what is expected."""


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
    cors_origins: tuple[str, ...] = ()
    rate_limit_per_second: int = 1000
    rate_limit_burst: int = 5000
    grow_up_to: int = 0
    """Partitions to which a family grows by itself when it lags; 0: never."""
    grow_at_lag: int = 10_000
    log_level: str = "INFO"
    crash_at: str | None = None
    """Tests only: the named point at which a process kills itself."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; SettingMissing names the first variable that is missing or wrong."""
    env = os.environ if environment is None else environment
    url = _required(env, "SPICE_POSTGRES_URL", "a postgresql:// URL")
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
        kick_url=_required(env, "SPICE_KICK_URL", "where to ask for an asynchronous run, udp://host:port"),
        cors_origins=tuple(filter(None, env.get("SPICE_CORS_ORIGINS", "").split(","))),
        rate_limit_per_second=_whole(env, "SPICE_RATE_LIMIT_PER_SECOND", 1000),
        rate_limit_burst=_whole(env, "SPICE_RATE_LIMIT_BURST", 5000),
        grow_up_to=_whole(env, "SPICE_GROW_UP_TO", 0),
        grow_at_lag=_whole(env, "SPICE_GROW_AT_LAG", 10_000),
        log_level=env.get("SPICE_LOG_LEVEL", "INFO"),
        crash_at=env.get("SPICE_CRASH_AT"),
    )


def _required(env: Mapping[str, str], name: str, expected: str) -> str:
    if not (value := env.get(name)):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingMissing(f"{name} is {text!r}: expected a whole number")
    return int(text)
