"""A real server that is killed again and again while ontologies are written: SPICE_TEST_TERMINUSDB_SERVE starts it.

The command's server answers at SPICE_TEST_TERMINUSDB_URL, and what it has written survives it.
"""

import os
import random
import shlex
import signal
import time
from collections.abc import Iterator
from subprocess import Popen
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from spice.adapters.terminusdb.ontology_repository import TerminusDBOntologyRepository
from spice.domain.ontology.branches import Branch
from spice.ports.errors import Transient
from tests.contract.terminusdb.stores import Place, live_place
from tests.contract.test_ontology_repository_behaviour import a_commit

COMMAND, LIVE = os.environ.get("SPICE_TEST_TERMINUSDB_SERVE"), live_place()
STARTED_WITHIN, DONE_WITHIN, KILLS = 90, 400, 16
FIRST, OTHERS = UUID(int=9), [UUID(int=100 + number) for number in range(3)]
BRANCHES = [Branch(id=UUID(int=50 + number), name=f"가지{number}", head=f"c{number}") for number in (2, 5)]
COMMITS = [a_commit(f"c{n}", f"c{n - 1}" if n else None, seconds=n, k=n, other="한") for n in range(8)]
pytestmark = pytest.mark.skipif(not (COMMAND and LIVE), reason="no command that starts a TerminusDB is named")


class Server:
    """The server, which dies at moments that nobody chose."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.prefix = f"k{uuid4().hex[:12]}_"
        self.killed = 0
        self._start()

    def _start(self) -> None:
        self._process = Popen(shlex.split(COMMAND or ""), start_new_session=True)
        until = time.monotonic() + STARTED_WITHIN
        while not self._answers():
            assert time.monotonic() < until, "it does not answer"
            assert self._process.poll() is None, "it ended by itself"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.place.url}/api/ok", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """Kill it, with all that it started."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def die_often(self) -> None:
        """Die and come back, a bounded number of times."""
        for _ in range(KILLS):
            time.sleep(random.uniform(0.05, 2.5))
            self.kill()
            self.killed += 1
            self._start()

    def repository(self) -> TerminusDBOntologyRepository:
        """A process's own: it remembers nothing."""
        return TerminusDBOntologyRepository(self.place.connection(self.prefix))


@pytest.fixture
def server() -> Iterator[Server]:
    assert LIVE is not None
    server = Server(LIVE)
    try:
        yield server
        connection = LIVE.connection(server.prefix)
        for database in (FIRST, *OTHERS):
            connection.ask("DELETE", f"/api/db/{LIVE.organization}/{server.prefix}{database.hex}?force=true")
    finally:
        server.kill()


def insist(server: Server, write: str, *arguments: Any, **options: Any) -> None:
    """Deliver a write until it is done, each time by a process of its own; nothing but Transient may stop it."""
    until = time.monotonic() + DONE_WITHIN
    while True:
        try:
            getattr(server.repository(), write)(*arguments, **options)
            return
        except Transient:
            assert time.monotonic() < until, "it never was"
            time.sleep(0.2)


@pytest.mark.timeout(900)
def test_what_was_written_is_there_once_however_often_the_server_was_killed(server: Server) -> None:
    dying = Thread(target=server.die_often)
    dying.start()
    try:
        for commit in COMMITS:
            insist(server, "commit", FIRST, commit, expected_head=next(iter(commit.parents), None))
            for branch in [each for each in BRANCHES if each.head == commit.id]:
                insist(server, "keep_branch", FIRST, branch)
        for database in OTHERS:
            insist(server, "commit", database, COMMITS[0], expected_head=None)
    finally:
        dying.join()

    fresh = server.repository()
    assert server.killed == KILLS
    assert [each.id for each in fresh.log(FIRST)] == [each.id for each in reversed(COMMITS)]
    assert len(fresh.graph(FIRST)) == len(COMMITS)
    assert [fresh.read(FIRST, each.id) for each in COMMITS] == COMMITS
    assert [each for each in fresh.branches(FIRST) if each.name != "main"] == BRANCHES
    assert [fresh.read(each, "c0") for each in OTHERS] == [COMMITS[0]] * len(OTHERS)
