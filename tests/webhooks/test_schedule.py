"""When it is tried again, when an endpoint rests, and how a message is signed."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from spice.domain.errors import DomainError
from spice.domain.webhooks.schedule import LONGEST_REST, TRIES, WAITS, Health, next_try
from spice.domain.webhooks.signatures import read_secret, signed_headers, write_secret

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def waits(tries: int, chance: float, retry_after: float | None = None) -> float:
    due = next_try(tries, NOW, chance=chance, retry_after=retry_after)
    assert due is not None
    return (due - NOW).total_seconds()


def test_tries_are_ten_and_spread_by_a_fifth() -> None:
    assert [waits(tries, 0.5) for tries in range(1, TRIES)] == list(WAITS)
    assert (TRIES, waits(1, 0.0)) == (10, 4.0)
    assert 24 * 3600 * 1.19 < waits(9, 0.999999) <= 24 * 3600 * 1.2
    assert next_try(TRIES, NOW, chance=0.5) is None


def test_retry_after_makes_a_wait_longer_never_shorter_nor_endless() -> None:
    assert (waits(1, 0.5, 60.0), waits(2, 0.5, 1.0), waits(1, 0.5, 1e9)) == (60.0, 300.0, 24 * 3600)


def test_an_endpoint_that_fails_rests_and_is_lost_after_five_days_and_twenty_tries() -> None:
    health = Health()
    rests = []
    for n in range(25):
        health = health.after(delivered=False, at=NOW + timedelta(hours=n))
        rests.append((health.rests_until - NOW - timedelta(hours=n)).total_seconds() if health.rests_until else 0)

    assert rests[8:12] == [0, 5, 10, 20]
    assert rests[-1] == LONGEST_REST
    assert not health.is_lost(NOW + timedelta(days=4, hours=23))
    assert health.is_lost(NOW + timedelta(days=5))
    assert not Health(tries=19, failing_since=NOW).is_lost(NOW + timedelta(days=9))
    assert health.after(delivered=True, at=NOW) == Health()


def test_a_message_is_verified_by_the_published_library_with_either_secret() -> None:
    new, old = b"n" * 24, b"o" * 64
    now = datetime.now(UTC)
    headers = dict(signed_headers("msg_1", now, b'{"a":"\xc3\xb6"}', [new, old]))

    for secret in (new, old):
        assert Webhook(write_secret(secret)).verify('{"a":"ö"}', headers) == {"a": "ö"}
    with pytest.raises(WebhookVerificationError):
        Webhook(write_secret(b"x" * 24)).verify('{"a":"ö"}', headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(write_secret(new)).verify('{"a":"o"}', headers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "whsec_",
        "whsec_!!!",
        "whsec_" + b64encode(b"x" * 23).decode(),
        "whsec_" + b64encode(b"x" * 65).decode(),
        b64encode(b"x" * 32).decode(),
    ],
)
def test_a_secret_that_is_none_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_secret(text)

    assert refused.value.problems[0].path == "/secret"
    assert refused.value.problems[0].value is None
