"""Settings are read once, and one that is wrong is named."""

from pathlib import Path

import pytest

from spice.settings import SettingMissing, read_settings

GIVEN = {
    "SPICE_POSTGRES_URL": "postgresql://here/db",
    "SPICE_LOG_BUCKET": "log",
    "SPICE_DATA_BUCKET": "data",
    "SPICE_REDIS_URL": "redis://here/0",
    "SPICE_SEARCH_PATH": "search",
    "SPICE_JWT_ISSUER": "issuer",
    "SPICE_JWT_AUDIENCE": "audience",
    "SPICE_JWKS_URL": "http://here/jwks",
    "SPICE_KICK_URL": "udp://here:1",
}


@pytest.mark.parametrize("scheme", ["redis", "rediss", "redis+cluster", "rediss+cluster"])
def test_redis_may_be_a_server_or_a_cluster_in_clear_or_over_tls(scheme: str, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()

    settings = read_settings({**GIVEN, "SPICE_REDIS_URL": f"{scheme}://here:1", "SPICE_REDIS_CA": str(authority)})

    assert (settings.redis_url, settings.redis_ca) == (f"{scheme}://here:1", str(authority))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPICE_REDIS_URL", "https://user:secret@here"),
        ("SPICE_REDIS_CA", "/no/such/file"),
        ("SPICE_POSTGRES_STATEMENT_SECONDS", "soon"),
    ],
)
def test_a_wrong_setting_is_named_and_its_secrets_are_not(name: str, value: str) -> None:
    with pytest.raises(SettingMissing, match=name) as refused:
        read_settings({**GIVEN, name: value})

    assert "secret" not in str(refused.value)


def test_a_statement_may_take_half_a_minute_unless_told_otherwise() -> None:
    told = read_settings({**GIVEN, "SPICE_POSTGRES_STATEMENT_SECONDS": "5"})

    assert (read_settings(GIVEN).postgres_statement_seconds, told.postgres_statement_seconds) == (30, 5)
