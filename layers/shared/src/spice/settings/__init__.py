"""The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from spice.domain.sheets.google_doors import GoogleDoors
from spice.settings.google import read_google
from spice.settings.kafka import KafkaSettings, read_kafka
from spice.settings.personal import PersonalSettings, read_personal
from spice.settings.postgres import POSTGRES_AUTH, postgres_url
from spice.settings.reading import SettingMissing as SettingMissing
from spice.settings.reading import file_at, kick_url, listed, one_of, redis_url, required, whole
from spice.settings.sealing import SealingSettings, read_sealing
from spice.settings.search import SearchSettings, read_search, search_path
from spice.settings.terminusdb import TerminusDBSettings, read_terminusdb
from spice.settings.webhooks import WebhookSettings, read_webhooks

BUSES = ("postgres", "kafka")
METRICS = ("off", "emf")
JWT_VERIFIERS = ("keys", "gateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskSettings:
    """The folder everything lies in, and what must be free on its disk."""

    path: str
    needed_bytes: int


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
    jwt_issuer: tuple[str, ...]
    jwt_audience: tuple[str, ...]
    """By commas: the API's own client and the console's; a token names one of each."""
    jwks_url: str
    kick_url: str
    jwt_verified_by: str = "keys"
    """Who checks a token's signature: we, by the issuer's keys; or the gateway, and nobody passes but through it."""
    postgres_auth: str = "password"
    lambda_endpoint: str | None = None
    stage: str = "local"
    metrics: str = "off"
    search: SearchSettings | None = None
    """OpenSearch; without it the index is in the folder `search_path`."""
    bus: str = "postgres"
    postgres_statement_seconds: float = 30.0
    """What a statement may take; requests take less patience (entrypoints/lazy.py)."""
    redis_ca: str | None = None
    """A file of the certificate authorities for rediss://; those of the system without it."""
    kafka: KafkaSettings | None = None
    """There if, and only if, `bus` is "kafka"."""
    terminusdb: TerminusDBSettings | None = None
    """Where ontologies are kept, beside their copy in PostgreSQL; None: SPICE_ONTOLOGY says they are there alone."""
    webhooks: WebhookSettings = field(default_factory=WebhookSettings)
    google: GoogleDoors = field(default_factory=GoogleDoors)
    cors_origins: tuple[str, ...] = ()
    rate_limit_per_second: int = 1000
    rate_limit_burst: int = 5000
    waits: int = 64
    """Requests that wait at once, of all subjects: each holds a function."""
    grow_at_lag: int = 10_000
    log_level: str = "INFO"
    disk: DiskSettings | None = None
    """The disk of a platform on one machine; a cloud's services have their own."""
    sealing: SealingSettings | None = None
    """The key that seals the log; None for functions that do not."""
    personal: PersonalSettings | None = None
    """The key that wraps the keys of personal data; None for functions that read and write none."""
    epoch_days: int = 7
    """How long an epoch's key wraps those of persons; it goes as long again after the next one began. 0: never."""
    verify_days: int = 1
    """How long after a verification of the log another one is asked for by itself. 0: never."""
    crash_at: str | None = None
    """Tests only: the named point at which a process kills itself."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; SettingMissing names the first variable that is missing or wrong."""
    env = os.environ if environment is None else environment
    auth = one_of(env, "SPICE_POSTGRES_AUTH", POSTGRES_AUTH)
    url = postgres_url(env, "SPICE_POSTGRES_URL", auth, otherwise="")
    bus, search = one_of(env, "SPICE_BUS", BUSES), read_search(env)
    return Settings(
        postgres_url=url,
        postgres_read_url=postgres_url(env, "SPICE_POSTGRES_READ_URL", auth, otherwise=url),
        postgres_auth=auth,
        postgres_statement_seconds=whole(env, "SPICE_POSTGRES_STATEMENT_SECONDS", 30),
        s3_endpoint=env.get("SPICE_S3_ENDPOINT") or None,
        s3_region=env.get("SPICE_S3_REGION") or env.get("AWS_REGION") or "us-east-1",
        log_bucket=required(env, "SPICE_LOG_BUCKET", "the name of the bucket that holds the event log"),
        data_bucket=required(env, "SPICE_DATA_BUCKET", "the name of the bucket for packs and uploads"),
        redis_url=redis_url(env),
        redis_ca=file_at(env, "SPICE_REDIS_CA"),
        search=search,
        search_path=search_path(env, search),
        jwt_issuer=listed(env, "SPICE_JWT_ISSUER", "the `iss` of accepted tokens"),
        jwt_audience=listed(env, "SPICE_JWT_AUDIENCE", "the `aud` of accepted tokens"),
        jwks_url=required(env, "SPICE_JWKS_URL", "the URL of the issuer's keys"),
        jwt_verified_by=one_of(env, "SPICE_JWT_VERIFIED_BY", JWT_VERIFIERS),
        bus=bus,
        kafka=read_kafka(env) if bus == "kafka" else None,
        terminusdb=read_terminusdb(env),
        webhooks=read_webhooks(env),
        google=read_google(env),
        kick_url=kick_url(env),
        lambda_endpoint=env.get("SPICE_LAMBDA_ENDPOINT") or None,
        stage=env.get("SPICE_STAGE") or "local",
        metrics=one_of(env, "SPICE_METRICS", METRICS),
        cors_origins=tuple(filter(None, env.get("SPICE_CORS_ORIGINS", "").split(","))),
        rate_limit_per_second=whole(env, "SPICE_RATE_LIMIT_PER_SECOND", 1000),
        rate_limit_burst=whole(env, "SPICE_RATE_LIMIT_BURST", 5000),
        waits=whole(env, "SPICE_WAITS", 64),
        grow_at_lag=whole(env, "SPICE_GROW_AT_LAG", 10_000),
        log_level=env.get("SPICE_LOG_LEVEL", "INFO"),
        disk=_disk(env),
        sealing=read_sealing(env),
        personal=read_personal(env),
        epoch_days=whole(env, "SPICE_EPOCH_DAYS", 7),
        verify_days=whole(env, "SPICE_VERIFY_DAYS", 1),
        crash_at=env.get("SPICE_CRASH_AT"),
    )


def _disk(env: Mapping[str, str]) -> DiskSettings | None:
    path = env.get("SPICE_DISK_PATH")
    return DiskSettings(path=path, needed_bytes=whole(env, "SPICE_DISK_NEEDED_BYTES", 0)) if path else None


def in_lambda() -> bool:
    """Tell whether this is AWS Lambda itself, where a process imports its handler at its start."""
    return "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ
