"""A folder with work under way stays what it is."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from infra.catalogue.names import INSTANCE_COMMANDS
from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.personal_key import make_personal_key
from local.folder.plan import Plan, make_plan, read_plan
from local.folder.seal_key import make_seal_key
from local.running.starting import running
from local.services.postgres import postgres_service, postgres_url
from local.switching import settle_kind
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.migrations import migrate
from spice.ports.bus import Record
from tests.support.ports import service_ports

pytestmark = pytest.mark.services


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A light folder whose stores were made."""
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    make_seal_key(folder)
    make_personal_key(folder)
    plan = make_plan(folder, among=service_ports())
    with running(postgres_service(folder, plan)), closing(PostgresBus(postgres_url(plan))) as bus:
        migrate(postgres_url(plan))
        bus.create_topics({INSTANCE_COMMANDS: 6})
    return folder


def jobs(folder: DataFolder, plan: Plan) -> list[tuple[str, str]]:
    with running(postgres_service(folder, plan)), psycopg.connect(postgres_url(plan)) as connection:
        return [(row[0], row[1]) for row in connection.execute("select name, state from intake.jobs")]


def test_a_quiet_folder_may_change_and_search_is_built_again(folder: DataFolder) -> None:
    kind = settle_kind(folder, True, among=service_ports())

    plan = read_plan(folder)
    assert plan is not None
    assert kind
    assert not plan.full, "it is remembered when the full platform starts, not before"
    assert jobs(folder, plan) == [("rebuild search", "REQUESTED")]


def test_what_no_worker_has_read_holds_a_folder_back(folder: DataFolder) -> None:
    plan = make_plan(folder, among=service_ports())
    with running(postgres_service(folder, plan)), closing(PostgresBus(postgres_url(plan))) as bus:
        bus.publish(INSTANCE_COMMANDS, 3, [Record(key=b"k", value=b"v")] * 2)

    with pytest.raises(Refused, match=r"2 of instance-commands are not yet read by instance-worker.*--light"):
        settle_kind(folder, True, among=service_ports())

    assert jobs(folder, plan) == []


def test_a_folder_stays_what_it_is_when_nothing_is_said(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    make_plan(folder, among=service_ports(), full=True)

    assert settle_kind(folder, None, among=service_ports())
    assert make_plan(folder, among=service_ports()).full
