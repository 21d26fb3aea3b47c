"""Where ontologies are kept: in PostgreSQL alone, or in TerminusDB with a copy there."""

from collections.abc import Mapping

import pytest

from spice.adapters.copied_ontologies import CopiedOntologies
from spice.adapters.postgres.ontology_repository import PostgresOntologyRepository
from spice.adapters.terminusdb.connection import TerminusDBConnection
from spice.bootstrap import connect
from spice.settings import SettingMissing, read_settings
from tests.support.terminusdb.server import PASSWORD, terminus_server
from tests.unit.settings.test_settings import ENOUGH

CHOSEN = {**ENOUGH, "SPICE_ONTOLOGY": "terminusdb"}
SECRET = "arn:aws:secretsmanager:us-east-1:1:secret:terminusdb"
URL = "https://admin:ro%40ot@terminus:6363/"


def test_ontologies_are_in_postgres_where_nothing_is_said() -> None:
    ports = connect(read_settings({**ENOUGH, "SPICE_TERMINUSDB_URL": URL}))

    assert isinstance(ports.ontology, PostgresOntologyRepository)
    assert isinstance(ports.next_index.ontology(), PostgresOntologyRepository)
    assert "terminusdb" not in [each.name for each in ports.probes]


def test_a_rebuild_fills_what_the_platform_writes() -> None:
    ports = connect(read_settings({**CHOSEN, "SPICE_TERMINUSDB_URL": URL}))

    assert isinstance(ports.ontology, CopiedOntologies)
    assert isinstance(ports.next_index.ontology(), CopiedOntologies)
    assert "terminusdb" in [each.name for each in ports.probes]


def test_the_url_says_who_we_are_and_is_not_shown() -> None:
    told = read_settings({**CHOSEN, "SPICE_TERMINUSDB_URL": URL}).terminusdb

    assert told is not None
    assert (told.url, told.organization) == (URL.rstrip("/"), "admin")
    assert "ro%40ot" not in repr(told)


def test_or_a_secret_does() -> None:
    told = read_settings(
        {
            **CHOSEN,
            "SPICE_TERMINUSDB_URL": "http://terminus:6363",
            "SPICE_TERMINUSDB_SECRET": SECRET,
            "SPICE_TERMINUSDB_ORGANIZATION": "ours",
        }
    ).terminusdb

    assert told is not None
    assert (told.url, told.secret, told.organization) == ("http://terminus:6363", SECRET, "ours")


def test_who_we_are_is_asked_once() -> None:
    asked: list[str] = []

    class Secret:
        def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
            asked.append(host)
            return {"user": "admin", "password": PASSWORD}

    with terminus_server() as server:
        connection = TerminusDBConnection(server.url, credentials=Secret())
        connection.ping()
        connection.ping()

    assert asked == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"SPICE_ONTOLOGY": "terminus"}, "expected one of postgres, terminusdb"),
        ({}, "SPICE_TERMINUSDB_URL is not set"),
        ({"SPICE_TERMINUSDB_URL": "terminus:6363"}, "SPICE_TERMINUSDB_URL is wrong"),
        ({"SPICE_TERMINUSDB_URL": "http://admin:hidden@terminus:6363/api"}, "SPICE_TERMINUSDB_URL is wrong"),
        ({"SPICE_TERMINUSDB_URL": "http://terminus:6363"}, "a user and a password"),
        ({"SPICE_TERMINUSDB_URL": "http://:hidden@terminus"}, "a user and a password"),
        ({"SPICE_TERMINUSDB_URL": "http://a:hidden@terminus", "SPICE_TERMINUSDB_SECRET": SECRET}, "a user and a"),
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, str], why: str) -> None:
    with pytest.raises(SettingMissing, match=why) as refused:
        read_settings({**CHOSEN, **said})

    assert "hidden" not in str(refused.value)
