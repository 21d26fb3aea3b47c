"""The commands of docs/proofs.md do what the page says."""

import re
import shlex
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from typer.testing import CliRunner

from cli.app import app
from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.messages.segment_name import segment_key
from tests.flow.conftest import AIR, Air
from tests.support.wsgi_bridge import wsgi

PAGE = Path(__file__).parents[2] / "docs/proofs.md"
STEP = re.compile(r"^    \$ (?P<command>.+)\n(?P<answer>(?:    (?!\$).+\n)*)", re.MULTILINE)


class Silent(WSGIRequestHandler):
    """Says nothing of what it is asked."""

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def endpoint(air: Air) -> Iterator[str]:
    """The platform on a real port; what asks for maintenance has it at once."""

    def handle(event: Any, context: Any) -> dict[str, Any]:
        answer = air.client.handler(event, context)
        if event["requestContext"]["http"]["method"] == "POST":
            air.platform.maintain()
        return answer

    with make_server("127.0.0.1", 0, cast(Any, wsgi(handle)), handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class Shell:
    """Runs the page's lines in a folder: `spice` itself, and the little that it asks of other commands."""

    def __init__(self, air: Air, endpoint: str, folder: Path) -> None:
        self.air, self.folder = air, folder
        self.environment = {"SPICE_ENDPOINT": endpoint, "SPICE_TOKEN": air.client.token or "", "SPICE_DB": "air"}
        self.variables: dict[str, str] = {}

    def run(self, line: str) -> str:
        """Run a line; answers what it printed."""
        line = re.sub(r"\$(\w+)", lambda found: self.variables[found[1]], line)
        command, _, into = line.partition(" > ")
        name, *words = shlex.split(command)
        printed, warned = getattr(self, f"_{name}")(words)
        if into:
            (self.folder / into).write_text(printed)
            return str(warned)
        return f"{printed}{warned}"

    def _spice(self, words: list[str]) -> tuple[str, str]:
        files = {"copy", "kept", "line.json", "other.json", "x.tlog-proof"}
        placed = [str(self.folder / word) if word in files else word for word in words]
        done = CliRunner().invoke(app, placed, env={**self.environment, "COLUMNS": "250"})
        assert done.exit_code in (0, 1), done.output
        return done.stdout, done.stderr

    def _aws(self, words: list[str]) -> tuple[str, str]:
        log, proofs = self.air.platform.ports.log, self.air.platform.ports.proofs
        assert isinstance(log, MemoryEventLog)
        assert isinstance(proofs, MemoryProofStore)
        objects = {segment_key(*place): log.read(*place) for place in log.places()}
        objects |= {f"proof/{name}": body for name, body in proofs.objects.items()}
        objects["proof/checkpoint"] = proofs.checkpoint
        for name, body in objects.items():
            file = self.folder / words[-1] / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body or b"")
        return "", ""

    def _cp(self, words: list[str]) -> tuple[str, str]:
        (self.folder / words[1]).write_bytes((self.folder / words[0]).read_bytes())
        return "", ""

    def _sed(self, words: list[str]) -> tuple[str, str]:
        _, old, new, _ = words[0].split("/")
        return (self.folder / words[1]).read_text().replace(old, new), ""

    def _printf(self, words: list[str]) -> tuple[str, str]:
        with (self.folder / words[2]).open("a") as file:
            file.write(words[0])
        return "", ""


def test_the_page_runs(air: Air, endpoint: str, tmp_path: Path) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    (created,) = [each for each in air.client.get("/database/air/events").data if each.get("id") == "ICN"]
    shell = Shell(air, endpoint, tmp_path)
    shell.variables = {"EVENT_ID": created["event_id"]}
    air.client.post("/admin/verify")
    air.platform.maintain()
    shell.variables["VKEY"] = air.client.get("/admin/verify").data["checkpoint"]["vkey"]
    proof = air.client.get(f"/database/air/events/{created['event_id']}/proof").data
    shell.variables["SEGMENT"] = segment_key(proof["generation"], proof["shard"], proof["sequence"])

    steps = [*STEP.finditer(PAGE.read_text())]
    for step in steps:
        printed = " ".join(shell.run(step["command"]).split())
        for line in step["answer"].splitlines():
            parts = [re.escape(part.strip()) for part in line.strip().split("…")]
            assert re.search(".*".join(parts), printed), (step["command"], line, printed)

    assert len(steps) == 11


def test_an_event_is_found_by_its_command_and_only_in_its_own_database(air: Air) -> None:
    done = air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    command = done.data["command_id"]
    (created,) = [each for each in air.client.get("/database/air/events").data if each["command_id"] == command]
    path = f"/database/air/events/{created['event_id']}/proof"
    early = air.client.get(path)
    air.client.post("/admin/verify")
    air.platform.maintain()
    air.client.post("/database", {"name": "other"})
    air.platform.settle()

    walked, found = air.client.get(path), air.client.get(f"{path}?command={command}")
    elsewhere = [air.client.get(path.replace("air", "other") + query) for query in ("", f"?command={command}")]

    at = [air.client.get(f"{path}?at={quote(each)}") for each in (created["at"], "2020-01-01T00:00:00Z")]

    assert (early.status, early.codes) == (409, ["not_yet_visible"])
    assert walked.data == found.data == at[0].data
    assert at[1].codes == ["not_found"]
    assert len(found.data["proof"]) < 4096
    assert [each.codes for each in elsewhere] == [["not_found"], ["not_found"]]
    assert air.client.get(f"{path}?command={created['event_id']}").codes == ["not_found"]
    assert air.client.get("/database/air/events/x/proof").status == 400
