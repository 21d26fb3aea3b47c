"""Where the search index is: a folder, or a cluster reached as the settings say."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from spice.adapters.engines.figures import TooManyBuckets
from spice.adapters.opensearch.connection import OpenSearchConnection
from spice.adapters.opensearch.failures import IndexGone, failure, item_failure
from spice.adapters.opensearch.search_index import OpenSearchIndex
from spice.adapters.tantivy.search_index import TantivySearchIndex
from spice.bootstrap import connect
from spice.domain.errors import DomainError
from spice.ports.errors import Permanent, Transient
from spice.settings import SettingMissing, read_settings

OTHERS = {
    "SPICE_POSTGRES_URL": "postgresql://x",
    "SPICE_LOG_BUCKET": "log",
    "SPICE_DATA_BUCKET": "data",
    "SPICE_REDIS_URL": "redis://x",
    "SPICE_JWT_ISSUER": "i",
    "SPICE_JWT_AUDIENCE": "a",
    "SPICE_JWKS_URL": "http://x",
    "SPICE_KICK_URL": "udp://:key@127.0.0.1:9",
}


def error(kind: str) -> Mapping[str, object]:
    return {"error": {"type": kind, "reason": "because"}}


def test_without_a_url_the_index_is_in_a_folder(tmp_path: os.PathLike[str]) -> None:
    ports = connect(read_settings({**OTHERS, "SPICE_SEARCH_PATH": str(tmp_path)}))

    assert isinstance(ports.search, TantivySearchIndex)
    assert "search" in [probe.name for probe in ports.probes]


def test_with_a_url_it_is_a_cluster_that_readiness_asks() -> None:
    read = read_settings({**OTHERS, "SPICE_SEARCH_URL": "http://127.0.0.1:9200"})

    ports = connect(read)

    assert isinstance(ports.search, OpenSearchIndex)
    assert "search" in [probe.name for probe in ports.probes]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "SPICE_SEARCH_PATH is not set"),
        ({"SPICE_SEARCH_URL": "127.0.0.1:9200"}, "SPICE_SEARCH_URL is wrong"),
        ({"SPICE_SEARCH_URL": "unix://host/path"}, "SPICE_SEARCH_URL is wrong"),
        ({"SPICE_SEARCH_URL": "http://x:1", "SPICE_SEARCH_AUTH": "token"}, "SPICE_SEARCH_AUTH is 'token'"),
        ({"SPICE_SEARCH_URL": "http://x:1", "SPICE_SEARCH_AUTH": "basic"}, "SPICE_SEARCH_URL with user:password@"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingMissing, match=named):
        read_settings({**OTHERS, **given})


@contextmanager
def a_server() -> Iterator[tuple[int, list[str]]]:
    """Answer every request with an empty object, and keep what it was authorised with."""
    seen: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, seen
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("auth", "user", "sent"),
    [
        ("none", "", ""),
        ("basic", "kim:p%40ss@", "Basic a2ltOnBAc3M="),
        ("sigv4", "", "AWS4-HMAC-SHA256 Credential=AKI/"),
    ],
)
def test_requests_are_authorised_as_the_settings_say(
    auth: str, user: str, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKI")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with a_server() as (port, seen):
        cluster = OpenSearchConnection(f"http://{user}127.0.0.1:{port}", auth=auth, region="ap-northeast-2")
        cluster.request("GET", "/x?filter_path=y")
        cluster.close()

    assert seen[0].startswith(sent)
    assert ("/ap-northeast-2/es/aws4_request" in seen[0]) is (auth == "sigv4")


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (429, error("circuit_breaking_exception"), Transient),
        (503, error("no_shard_available_action_exception"), Transient),
        (403, error("cluster_block_exception"), Transient),
        (404, error("index_not_found_exception"), IndexGone),
        (503, error("too_many_buckets_exception"), TooManyBuckets),
        (400, error("too_complex_to_determinize_exception"), DomainError),
        (400, error("parsing_exception"), Permanent),
        (401, "Unauthorized", Transient),
        (403, error("security_exception"), Transient),
        (413, "Request Entity Too Large", Transient),
        (405, "Method Not Allowed", Permanent),
    ],
)
def test_an_answer_is_classed(status: int, body: object, raised: type[Exception]) -> None:
    assert isinstance(failure(status, body), raised)


@pytest.mark.parametrize(
    ("status", "kind", "raised"),
    [
        (200, "", None),
        (409, "version_conflict_engine_exception", None),
        (400, "mapper_parsing_exception", Permanent),
        (429, "rejected_execution_exception", Transient),
        (500, "io_exception", Transient),
        (404, "index_not_found_exception", IndexGone),
    ],
)
def test_an_item_of_a_bulk_write_is_classed_by_itself(status: int, kind: str, raised: type[Exception] | None) -> None:
    failed = item_failure("a", status, {"type": kind, "reason": "because"})

    assert failed is None if raised is None else isinstance(failed, raised)


def test_what_a_field_held_is_not_told() -> None:
    reason = "failed to parse field [n3]. Preview of field's value: 'secret'"

    failed = item_failure("a", 400, {"type": "mapper_parsing_exception", "reason": reason})

    assert "secret" not in str(failed)
    assert "n3" in str(failed)


def test_wiring_imports_no_driver_and_the_driver_no_grpc() -> None:
    script = (
        "import sys, spice.bootstrap\n"
        "assert 'opensearchpy' not in sys.modules\n"
        "import opensearchpy\n"
        "assert not {'grpc', 'google.protobuf'} & set(sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
