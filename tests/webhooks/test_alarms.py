"""A partner that is not told rings, and so does a webhook that was switched off."""

from spice.ports.http_sender import Sent
from tests.support.measuring import measured, rings
from tests.webhooks.partners import BROKEN, Partners


def test_a_partner_that_is_not_told_rings_until_it_is(partners: Partners) -> None:
    _, partner = partners.register()
    partner.answers = lambda told: BROKEN
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    soon = measured(partners.air.platform)

    partners.now.advance(3601)
    late = measured(partners.air.platform)

    assert not rings(soon, "webhook_oldest_seconds")
    assert rings(late, "webhook_oldest_seconds")
    assert not rings(late, "webhooks_disabled")


def test_a_webhook_that_was_switched_off_rings(partners: Partners) -> None:
    _, partner = partners.register()
    partner.answers = lambda told: Sent(status=410)
    partners.put(1, "a")
    before = measured(partners.air.platform)
    partners.deliver(seconds=0.2)

    assert not rings(before, "webhooks_disabled")
    assert rings(measured(partners.air.platform), "webhooks_disabled")


def test_an_event_that_nobody_took_from_the_log_rings(partners: Partners) -> None:
    partners.register()
    partners.deliver(seconds=0.2)
    partners.put(1, "a")
    soon = measured(partners.air.platform)

    partners.now.advance(3601)
    late = measured(partners.air.platform)
    partners.deliver(seconds=5)

    assert not rings(soon, "webhook_oldest_seconds")
    assert rings(late, "webhook_oldest_seconds")
    assert measured(partners.air.platform)["webhook_oldest_seconds"] == 0


def test_what_is_exhausted_and_what_is_behind_it_counts_apart(partners: Partners) -> None:
    id_, partner = partners.register()
    partner.answers = lambda told: BROKEN
    partners.put(1, "a")
    for _ in range(10):
        partners.now.advance(25 * 3600)
        partners.deliver(seconds=0.2)
    partners.put(1, "b")
    partners.deliver(seconds=0.2)
    partners.now.advance(3601)

    seen = measured(partners.air.platform)

    assert [each["state"] for each in partners.deliveries(id_)] == ["waiting", "exhausted"]
    assert (seen["webhook_oldest_seconds"], seen["webhook_letters"]) == (0, 1)
    assert rings(seen, "webhook_letters")
