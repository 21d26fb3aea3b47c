"""The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SEARCH_AUTHS = ("none", "basic", "sigv4")


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
    search_path: str | None
    jwt_issuer: str
    jwt_audience: str
    jwks_url: str
    kick_url: str
    bus: str = "postgres"
    search_url: str | None = None
    """OpenSearch; without it the index is in the folder `search_path`."""
    search_auth: str = "none"
    search_region: str = "us-east-1"
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
    return Settings(
        postgres_url=url,
        postgres_read_url=env.get("SPICE_POSTGRES_READ_URL", url),
        s3_endpoint=env.get("SPICE_S3_ENDPOINT"),
        s3_region=env.get("SPICE_S3_REGION", "us-east-1"),
        log_bucket=_required(env, "SPICE_LOG_BUCKET", "the name of the bucket that holds the event log"),
        data_bucket=_required(env, "SPICE_DATA_BUCKET", "the name of the bucket for packs and uploads"),
        redis_url=_required(env, "SPICE_REDIS_URL", "a redis:// URL"),
        **_search(env),
        jwt_issuer=_required(env, "SPICE_JWT_ISSUER", "the `iss` of accepted tokens"),
        jwt_audience=_required(env, "SPICE_JWT_AUDIENCE", "the `aud` of accepted tokens"),
        jwks_url=_required(env, "SPICE_JWKS_URL", "the URL of the issuer's keys"),
        kick_url=_required(env, "SPICE_KICK_URL", "where to ask for an asynchronous run, udp://host:port"),
        cors_origins=tuple(filter(None, env.get("SPICE_CORS_ORIGINS", "").split(","))),
        rate_limit_per_second=_whole(env, "SPICE_RATE_LIMIT_PER_SECOND", 1000),
        rate_limit_burst=_whole(env, "SPICE_RATE_LIMIT_BURST", 5000),
        log_level=env.get("SPICE_LOG_LEVEL", "INFO"),
        crash_at=env.get("SPICE_CRASH_AT"),
    )


def _search(env: Mapping[str, str]) -> dict[str, Any]:
    """OpenSearch where there is a URL, else a folder."""
    url, auth = env.get("SPICE_SEARCH_URL"), env.get("SPICE_SEARCH_AUTH", "none")
    if not url:
        folder = _required(env, "SPICE_SEARCH_PATH", "the folder of the search index (or set SPICE_SEARCH_URL)")
        return {"search_path": folder, "search_url": None}
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingMissing("SPICE_SEARCH_URL is wrong: expected http(s)://[user:password@]host:port")
    if auth not in SEARCH_AUTHS:
        raise SettingMissing(f"SPICE_SEARCH_AUTH is {auth!r}: expected one of {', '.join(SEARCH_AUTHS)}")
    if auth == "basic" and not (parts.username and parts.password):
        raise SettingMissing("SPICE_SEARCH_AUTH is basic: expected SPICE_SEARCH_URL with user:password@")
    region = env.get("SPICE_SEARCH_REGION") or env.get("AWS_REGION") or env.get("SPICE_S3_REGION", "us-east-1")
    path = env.get("SPICE_SEARCH_PATH")
    return {"search_path": path, "search_url": url, "search_auth": auth, "search_region": region}


def _required(env: Mapping[str, str], name: str, expected: str) -> str:
    if not (value := env.get(name)):
        raise SettingMissing(f"{name} is not set: expected {expected}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit():
        raise SettingMissing(f"{name} is {text!r}: expected a whole number")
    return int(text)
