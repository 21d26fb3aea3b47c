"""Settings: what is missing or wrong is named, with what is expected."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from spice.settings import SettingMissing, Settings, read_settings
from spice.settings.postgres import RDS_AUTHORITIES

ENOUGH = {
    "SPICE_POSTGRES_URL": "postgresql://spice:secret@db:5432/spice",
    "SPICE_LOG_BUCKET": "log",
    "SPICE_DATA_BUCKET": "data",
    "SPICE_REDIS_URL": "redis://cache:6379",
    "SPICE_SEARCH_PATH": "/search",
    "SPICE_JWT_ISSUER": "https://issuer.test",
    "SPICE_JWT_AUDIENCE": "spice",
    "SPICE_JWKS_URL": "https://issuer.test/keys",
    "SPICE_KICK_URL": "udp://:key@127.0.0.1:9999",
}
REGION = {"AWS_REGION": "eu-west-1"}
BARE = "postgresql://spice@db:5432/spice"
VERIFIED = urlencode({"sslmode": "verify-full", "sslrootcert": RDS_AUTHORITIES / "eu-west-1.pem"})


def settings(**others: str) -> Settings:
    """Settings that are enough, but for some."""
    return read_settings({name: value for name, value in {**ENOUGH, **REGION, **others}.items() if value})


def test_a_url_with_a_password_is_all_a_database_needs() -> None:
    given = settings()

    assert given.postgres_auth == "password"
    assert given.postgres_url == given.postgres_read_url == ENOUGH["SPICE_POSTGRES_URL"]


def test_a_replica_is_reached_as_the_writer_is() -> None:
    given = settings(
        SPICE_POSTGRES_URL=BARE, SPICE_POSTGRES_READ_URL="postgresql://spice@replica/spice", SPICE_POSTGRES_AUTH="iam"
    )

    assert given.postgres_read_url == f"postgresql://spice@replica/spice?{VERIFIED}"


@pytest.mark.parametrize(
    ("asked", "added"),
    [
        ("sslmode=verify-full", f"&{urlencode({'sslrootcert': RDS_AUTHORITIES / 'eu-west-1.pem'})}"),
        ("sslmode=verify-full&sslrootcert=mine.pem", ""),
        ("sslmode=require", ""),
    ],
)
def test_who_may_say_that_it_is_the_database_is_rds_unless_it_is_told(asked: str, added: str) -> None:
    given = settings(SPICE_POSTGRES_URL=f"{BARE}?{asked}", SPICE_POSTGRES_AUTH="iam")

    assert given.postgres_url == f"{BARE}?{asked}{added}"


@pytest.mark.parametrize("region", sorted(path.stem for path in RDS_AUTHORITIES.iterdir()))
def test_the_authorities_are_roots_of_rds_that_are_valid_for_long(region: str) -> None:
    authorities = x509.load_pem_x509_certificates((RDS_AUTHORITIES / f"{region}.pem").read_bytes())

    names = {each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value for each in authorities}
    assert names == {f"Amazon RDS {region} Root CA {kind} G1" for kind in ("RSA2048", "RSA4096", "ECC384")}
    for each in authorities:
        each.verify_directly_issued_by(each)
        assert each.not_valid_after_utc > datetime(2060, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("region", ["", "moon-1", "../eu-west-1"])
def test_without_authorities_of_its_region_nothing_is_verified_and_nothing_starts(region: str) -> None:
    with pytest.raises(
        SettingMissing, match=re.escape(f"AWS_REGION is {region or 'not set'}: expected a region of RDS")
    ):
        settings(SPICE_POSTGRES_URL=BARE, SPICE_POSTGRES_AUTH="iam", AWS_REGION=region)


def test_the_region_is_the_functions_own() -> None:
    assert settings(AWS_REGION="ap-northeast-2").s3_region == "ap-northeast-2"
    assert settings(AWS_REGION="ap-northeast-2", SPICE_S3_REGION="eu-west-1").s3_region == "eu-west-1"


def test_functions_of_a_stage_are_kicked_by_their_prefix() -> None:
    assert settings(SPICE_KICK_URL="lambda:spice-dev-").kick_url == "lambda:spice-dev-"


@pytest.mark.parametrize("name", sorted(ENOUGH))
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(SettingMissing, match=f"^{name} is not set: expected .+"):
        settings(**{name: ""})


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("SPICE_POSTGRES_URL", {"SPICE_POSTGRES_URL": "mysql://db"}),
        ("SPICE_POSTGRES_AUTH", {"SPICE_POSTGRES_AUTH": "kerberos"}),
        ("SPICE_POSTGRES_AUTH", {"SPICE_POSTGRES_AUTH": "secret"}),
        ("SPICE_POSTGRES_URL", {"SPICE_POSTGRES_AUTH": "iam"}),
        ("SPICE_POSTGRES_URL", {"SPICE_POSTGRES_URL": "postgresql://db/spice", "SPICE_POSTGRES_AUTH": "iam"}),
        ("SPICE_POSTGRES_URL", {"SPICE_POSTGRES_URL": f"{BARE}?sslmode=prefer", "SPICE_POSTGRES_AUTH": "iam"}),
        ("SPICE_POSTGRES_URL", {"SPICE_POSTGRES_URL": "", "SPICE_POSTGRES_AUTH": "iam"}),
        (
            "SPICE_POSTGRES_READ_URL",
            {"SPICE_POSTGRES_URL": BARE, "SPICE_POSTGRES_READ_URL": "postgresql://a:b@c", "SPICE_POSTGRES_AUTH": "iam"},
        ),
        ("SPICE_KICK_URL", {"SPICE_KICK_URL": "lambda:"}),
        ("SPICE_KICK_URL", {"SPICE_KICK_URL": "udp://:key@127.0.0.1"}),
        ("SPICE_KICK_URL", {"SPICE_KICK_URL": "udp://127.0.0.1:9999"}),
        ("SPICE_KICK_URL", {"SPICE_KICK_URL": "udp://:key@127.0.0.1:port"}),
        ("SPICE_KICK_URL", {"SPICE_KICK_URL": "https://lambda"}),
        ("SPICE_METRICS", {"SPICE_METRICS": "statsd"}),
        ("SPICE_RATE_LIMIT_BURST", {"SPICE_RATE_LIMIT_BURST": "many"}),
    ],
)
def test_what_is_wrong_is_named_and_no_password_with_it(name: str, others: dict[str, str]) -> None:
    with pytest.raises(SettingMissing, match=f"^{name} .+expected .+") as refused:
        settings(**others)

    assert "secret@" not in str(refused.value)
    assert ":b@" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["redis", "rediss", "redis+cluster", "rediss+cluster"])
def test_redis_may_be_a_server_or_a_cluster_in_clear_or_over_tls(scheme: str, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()

    settings = read_settings({**ENOUGH, "SPICE_REDIS_URL": f"{scheme}://here:1", "SPICE_REDIS_CA": str(authority)})

    assert (settings.redis_url, settings.redis_ca) == (f"{scheme}://here:1", str(authority))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPICE_REDIS_URL", "https://user:secret@here"),
        ("SPICE_REDIS_CA", "/no/such/file"),
        ("SPICE_POSTGRES_STATEMENT_SECONDS", "soon"),
    ],
)
def test_a_wrong_address_is_named_and_its_secrets_are_not(name: str, value: str) -> None:
    with pytest.raises(SettingMissing, match=name) as refused:
        read_settings({**ENOUGH, name: value})

    assert "secret" not in str(refused.value)


def test_a_statement_may_take_half_a_minute_unless_told_otherwise() -> None:
    told = read_settings({**ENOUGH, "SPICE_POSTGRES_STATEMENT_SECONDS": "5"})

    assert (read_settings(ENOUGH).postgres_statement_seconds, told.postgres_statement_seconds) == (30, 5)
