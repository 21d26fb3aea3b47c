"""A real platform on a folder: the raw bytes of every store, and an old copy of the database put back."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from local.folder.data_folder import DataFolder
from local.folder.plan import read_plan
from local.services.postgres import postgres_url
from tests.erasure.probe import hits
from tests.erasure.world import INSTANCES, MAIL, NAME, OPEN, PEOPLE, PERSON, PERSONAL, PHONE, VISIT, WORD
from tests.support.stand.client import WAIT, Client
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.slow, pytest.mark.services, pytest.mark.timeout(900)]
KIM = {"number": "kim", "team": OPEN, "mail": MAIL, "phone": PHONE, "notes": [WORD, NAME], "age": 33}
PLACES = ("postgres", "seaweedfs", "search")
"""Folders of stores on a disk; the cache has none."""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    stand = Stand(tmp_path)
    try:
        stand.up()
        yield stand
    finally:
        stand.close()


def begun(stand: Stand) -> Client:
    """Make the database and write canaries, those that are refused too."""
    admin = stand.admin()
    made = [admin.post("/database", {"name": "people"}, headers=WAIT)]
    made += [admin.post(f"{PEOPLE}/ontology", each, headers=WAIT) for each in (PERSON, VISIT)]
    made += [admin.post(INSTANCES, {"class": "Person", "data": KIM}, headers={**WAIT, "Idempotency-Key": OPEN})]
    assert [each.status for each in made] == [201] * 4, made
    again = admin.post(INSTANCES, {"class": "Person", "data": KIM}, headers=WAIT)
    assert again.status == 409
    lines: list[dict[str, object]] = [{"data": {**KIM, "number": f"p{number}"}} for number in range(300)]
    lines += [{"data": {"number": "bad", "mail": WORD}}, {"class": OPEN}]
    bulk = admin.post(f"{INSTANCES}/bulk", {"class": "Person", "instances": lines, "reason": OPEN}, headers=WAIT)
    assert [each["line"] for each in bulk.data["rejected"]] == [301, 302]
    seen = admin.get(f"{INSTANCES}?class=Person&q={OPEN}&after={bulk.data['batch_id']}", headers=WAIT)
    assert seen.data[0]["data"]["mail"] == MAIL
    return admin


def bodies(stand: Stand) -> Iterator[tuple[str, bytes]]:
    """Read every file of the platform, by its place."""
    plan = read_plan(DataFolder(stand.data))
    assert plan is not None
    with psycopg.connect(postgres_url(plan), autocommit=True) as connection:
        connection.execute("checkpoint")
    for file in sorted(stand.data.rglob("*")):
        if file.is_file():
            yield file.relative_to(stand.data).parts[0], file.read_bytes()


def test_no_file_holds_what_is_personal_and_every_store_what_is_not(stand: Stand) -> None:
    begun(stand)
    found, seen = dict[str, list[str]](), set[str]()

    for place, body in bodies(stand):
        if wrong := hits(body, PERSONAL):
            found.setdefault(place, []).extend(wrong)
        if place not in seen and hits(body, [OPEN]):
            seen.add(place)

    assert found == {}
    assert seen >= {*PLACES}


def test_an_old_copy_of_the_database_shows_nothing_that_was_erased_since(stand: Stand, tmp_path: Path) -> None:
    begun(stand)
    folder = stand.data / "postgres"
    stand.stop()
    shutil.copytree(folder, tmp_path / "copy", symlinks=True)
    stand.up()
    admin = stand.admin()
    erased = admin.post(f"{PEOPLE}/subjects/kim/erase", headers=WAIT)
    shown = admin.get(f"{INSTANCES}/Person/kim")
    stand.stop()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "copy", folder, symlinks=True)
    stand.up()

    answers = [stand.admin().get(f"{INSTANCES}/Person/kim")]
    until = time.monotonic() + 150
    while answers[-1].status != 200 and time.monotonic() < until:
        time.sleep(1)
        answers.append(stand.admin().get(f"{INSTANCES}/Person/kim"))

    assert erased.data["result"] == {"subject": "kim", "generation": 1, "changed": True}
    assert "mail" in shown.data["erased"]
    assert {each.status for each in answers} <= {200, 503}
    assert answers[-1].status == 200
    assert "mail" in answers[-1].data["erased"]
    assert not [each for each in answers if MAIL in str(each)]
    assert admin.get(f"{INSTANCES}/Person/p1").data["data"]["mail"] == MAIL
