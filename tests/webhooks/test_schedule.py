"""When it is tried again, when an endpoint rests, and how a message is signed."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from spice.adapters.ed25519 import Ed25519KeyPairs
from spice.domain.errors import DomainError
from spice.domain.webhooks.schedule import LONGEST_REST, TRIES, WAITS, Health, next_try
from spice.domain.webhooks.signatures import (
    asymmetric,
    read_private,
    read_secret,
    signed_headers,
    symmetric,
    write_public,
    write_secret,
)

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
    headers = dict(signed_headers("msg_1", now, b'{"a":"\xc3\xb6"}', [symmetric(new), symmetric(old)]))

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


PAIR = (
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
    "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
)
"""A pair as other implementations write it: the seed, and the public key behind it."""
PAIRS = Ed25519KeyPairs()


def test_a_private_key_is_read_with_and_without_its_public_half() -> None:
    both = b64decode(PAIR[0].removeprefix("whsk_"))

    seeds = [read_private(text, PAIRS.public) for text in (PAIR[0], "whsk_" + b64encode(both[:32]).decode())]

    assert seeds == [both[:32]] * 2
    assert write_public(PAIRS.public(seeds[0])) == PAIR[1]


def test_an_asymmetric_signature_is_what_the_specification_says() -> None:
    """`v1a,` and base64 of Ed25519 over `{id}.{timestamp}.{body}`; checked here by the public key alone."""
    body, now = b'{"a":"\xc3\xb6"}', datetime(2026, 1, 1, tzinfo=UTC)
    seed = read_private(PAIR[0], PAIRS.public)
    headers = signed_headers("msg_1", now, body, [asymmetric(seed, PAIRS.sign), symmetric(b"o" * 24)])
    first, second = headers["webhook-signature"].split(" ")
    key = Ed25519PublicKey.from_public_bytes(b64decode(PAIR[1].removeprefix("whpk_")))

    assert (first.partition(",")[0], second.partition(",")[0]) == ("v1a", "v1")
    key.verify(b64decode(first.partition(",")[2], validate=True), b'msg_1.1767225600.{"a":"\xc3\xb6"}')
    with pytest.raises(InvalidSignature):
        key.verify(b64decode(first.partition(",")[2]), b'msg_1.1767225601.{"a":"\xc3\xb6"}')


@pytest.mark.parametrize(
    "text",
    [
        "whsk_",
        "whsk_!!!",
        "whsk_" + b64encode(b"x" * 31).decode(),
        "whsk_" + b64encode(b"x" * 33).decode(),
        "whsk_" + b64encode(b"x" * 64).decode(),
        "whpk_" + b64encode(b"x" * 32).decode(),
    ],
)
def test_a_private_key_that_is_none_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_private(text, PAIRS.public)

    assert refused.value.problems[0].path == "/secret"
    assert refused.value.problems[0].value is None
