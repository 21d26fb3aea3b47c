"""Rows that an import keeps go with it, and by their age where it never begins or comes to no end."""

from datetime import timedelta
from uuid import UUID

import pytest

from spice.application.upkeep.importing import forget_parts
from spice.messages.work import Import
from spice.ports.jobs import Job
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import asked

SOURCE = {"columns": ["번호"], "rows": [["A-1"], ["A-2"]]}
HOUR, WEEK = timedelta(hours=1).total_seconds(), timedelta(days=7).total_seconds()


def kept(shop: Air) -> list[str]:
    """What imports keep now."""
    return [each.name for each in shop.platform.ports.import_files.listed(after=None, limit=1000)]


def test_rows_of_a_request_that_died_before_its_job_go_within_the_hour(
    shop: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(job_id: UUID, work: Import, detail: object) -> Job:
        raise Killed

    monkeypatch.setattr(shop.platform.ports.jobs, "request", dies)
    died = asked(shop, SOURCE, {"번호": "number"})
    shop.platform.bring_in()
    soon = kept(shop)
    shop.now.advance(HOUR + 1)
    shop.platform.bring_in()

    assert (died.status, soon, kept(shop)) == (500, ["source"], [])


def test_rows_of_one_that_ends_go_and_its_rejects_are_told_for_a_month(shop: Air) -> None:
    begun = asked(shop, SOURCE, {"번호": "number"})
    files, import_id = shop.platform.ports.import_files, UUID(begun.data["import_id"])
    shop.platform.ports.jobs.tell(import_id, "COMPLETED", {})
    for kind in ("rejects", "refused"):
        files.write(import_id, f"{kind}/000000", b"0")
    shop.now.advance(HOUR + 1)
    shop.platform.bring_in()
    soon = kept(shop)
    shop.now.advance(timedelta(days=31).total_seconds())
    shop.platform.bring_in()

    assert (soon, kept(shop)) == (["refused/000000", "rejects/000000"], [])


def test_rows_of_one_that_comes_to_no_end_go_after_a_week(shop: Air) -> None:
    asked(shop, SOURCE, {"번호": "number"})
    ports = shop.platform.ports
    forget = forget_parts.ForgetParts(ports.import_files, ports.jobs, ports.now)
    shop.now.advance(WEEK - 60)
    within = forget()
    shop.now.advance(120)

    assert (within, forget(), kept(shop)) == (0, 1, [])


def test_what_does_not_fit_one_look_is_looked_through_by_the_next(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget_parts, "AT_ONCE", 2)
    ports = shop.platform.ports
    for number in range(5):
        ports.import_files.write(UUID(int=number), "source", b"0")
    forget = forget_parts.ForgetParts(ports.import_files, ports.jobs, ports.now)
    shop.now.advance(HOUR + 1)

    assert [forget() for _ in range(3)] == [2, 2, 1]
