"""The door of the API: routes, tokens, roles, limits, the envelope."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

from spice.adapters.memory.directory import MemoryDirectory
from spice.adapters.memory.ontology_repository import MemoryOntologyRepository
from spice.adapters.memory.rate_limiter import MemoryRateLimiter
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.waits import MemoryWaits
from spice.domain.errors import DomainError, Problem, refuse
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.meta import FoundMeta
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API, Parameter
from spice.ports.directory import Database
from spice.ports.errors import CircuitOpen, Permanent, Transient, Unknown
from spice.settings import Settings
from tests.support.api_client import AUDIENCE, ISSUER, ApiClient, Issuer

KOREA = UUID(int=1)


@dataclass
class Clock:
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Ports:
    settings: Settings
    now: Clock
    directory: MemoryDirectory
    limiter: MemoryRateLimiter
    waits: MemoryWaits


class Greeting(EdgeModel):
    name: str
    times: int = 1


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def ports(issuer: Issuer) -> Ports:
    settings = Settings(
        postgres_url="",
        postgres_read_url="",
        s3_endpoint=None,
        s3_region="",
        log_bucket="",
        data_bucket="",
        redis_url="",
        search_path="",
        kick_url="",
        jwt_issuer=(ISSUER,),
        jwt_audience=(AUDIENCE,),
        jwks_url=issuer.url,
        cors_origins=("https://console.test", "https://other.test"),
    )
    state, clock = MemoryState(), Clock()
    state.databases[KOREA] = Database(uuid=KOREA, name="korea")
    for subject in ("viewer", "editor", "modeler", "owner"):
        state.grant(KOREA, subject, subject, at=clock(), by="root")
    limiter = MemoryRateLimiter(per_second=1, burst=100, clock=lambda: clock().timestamp())
    return Ports(
        settings, clock, MemoryDirectory(state, MemoryOntologyRepository()), limiter, MemoryWaits(each=8, most=8)
    )


@pytest.fixture
def api(ports: Ports) -> Api:
    api = Api(cast(Any, ports))

    @api.get("/health", needs="nothing")
    def health(request: Request) -> Answer:
        return Answer(data={"who": request.actor.subject})

    @api.get("/me", needs="token")
    def me(request: Request) -> Answer:
        return Answer(data={"subject": request.actor.subject, "correlation": request.correlation_id})

    @api.get("/admin", needs="admin")
    def admin(request: Request) -> Answer:
        return Answer()

    @api.get("/database/{db}/things/{class}/{id}", needs="viewer", query=(Parameter(name="limit"),))
    def thing(request: Request) -> Answer:
        return Answer(data=[dict(request.path)], meta=FoundMeta(total=1))

    @api.put("/database/{db}/things/{class}/{id}", needs="editor", body=Greeting)
    def write(request: Request, body: Greeting) -> Answer:
        return Answer(status=201, data=body.model_dump(), headers={"ETag": '"1"'})

    @api.get("/broken/{how}", needs="nothing")
    def broken(request: Request) -> Answer:
        raise {
            "transient": Transient("postgres", "connection to 10.0.0.7 refused"),
            "unknown": Unknown("s3", "timeout"),
            "open": CircuitOpen("s3", 1.2),
            "permanent": Permanent("s3", "gone"),
            "bug": KeyError("secret"),
            "rules": DomainError(
                [Problem(code="wrong_type", message="no", path="/a"), Problem(code="unknown_property", message="y")]
            ),
            "later": refuse("not_yet_visible", "not yet"),
        }[request.path["how"]]

    return api


@pytest.fixture
def viewer(api: Api, issuer: Issuer, ports: Ports) -> ApiClient:
    return ApiClient(api, issuer.token("viewer", now=ports.now()))


def test_every_answer_is_in_the_envelope(viewer: ApiClient) -> None:
    answer = viewer.get("/database/korea/things/Flight/UA1")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {
        "status": "success",
        "message": "OK",
        "data": [{"db": "korea", "class": "Flight", "id": "UA1"}],
        "errors": [],
        "meta": {"request_id": answer.headers["X-Request-Id"], "total": 1},
    }


@pytest.mark.parametrize(
    "identity",
    ["it's", 'a"b', "`x`", "a|b", "a b", "😀", "비행 1", "a;b,c", "{x}", "<x>", "a=b&c", "(1)[2]", "~!@$^*_+-.:"],
)
def test_ids_of_any_script_and_sign_find_their_route(viewer: ApiClient, identity: str) -> None:
    answer = viewer.get(f"/database/korea/things/항공편/{identity}")

    assert answer.status == 200
    assert answer.data[0]["id"] == identity


@pytest.mark.parametrize(
    ("identity", "told"),
    [("a\0b", "a%00b"), ("a\nb", "a%0Ab"), ("a\x7fb", "a%7Fb"), ("a\x85b", "a%C2%85b"), ("\ud800", "%ED%A0%80")],
)
def test_a_path_with_control_characters_is_refused_by_name(viewer: ApiClient, identity: str, told: str) -> None:
    refused = viewer.get(f"/database/korea/things/Flight/{identity}")

    assert (refused.status, refused.codes) == (400, ["invalid_parameter"])
    assert refused.json["message"].startswith(f"'{told}' is no id: it has control characters")


def test_an_unknown_path_is_not_found(viewer: ApiClient) -> None:
    answer = viewer.get("/nowhere")

    assert (answer.status, answer.codes) == (404, ["not_found"])
    assert viewer.get("/database/korea/things/Flight/a/b").status == 404
    assert viewer.get("/database/korea/things/Flight/").status == 404


def test_another_method_is_refused_with_those_allowed(viewer: ApiClient) -> None:
    answer = viewer.post("/database/korea/things/Flight/UA1", {})

    assert (answer.status, answer.codes) == (405, ["method_not_allowed"])
    assert answer.headers["Allow"] == "GET, HEAD, PUT"


def test_head_answers_as_get_without_a_body(viewer: ApiClient) -> None:
    answer = viewer.call("HEAD", "/database/korea/things/Flight/UA1")

    assert (answer.status, answer.body) == (200, b"")


def test_without_a_token_nothing_is_told(api: Api) -> None:
    answer = ApiClient(api).get("/database/korea/things/Flight/UA1")

    assert (answer.status, answer.codes) == (401, ["unauthenticated"])
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_what_needs_nothing_is_open(api: Api) -> None:
    assert ApiClient(api).get("/health").data == {"who": "anonymous"}


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "Bearer a.b.c", "token", "Bearer " + "x" * 9000])
def test_what_is_no_token_is_refused(api: Api, header: str) -> None:
    answer = ApiClient(api, headers={"authorization": header}).get("/me")

    assert (answer.status, answer.codes) == (401, ["unauthenticated"])


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"iss": "https://evil.test"},
        {"sub": ""},
        {"sub": 5},
        {"sub": "a\0b"},
        {"exp": None},
        {"nbf": 99999999999},
    ],
)
def test_a_token_for_something_else_is_refused(api: Api, issuer: Issuer, claims: dict[str, Any]) -> None:
    answer = ApiClient(api, issuer.token("viewer", **claims)).get("/me")

    assert (answer.status, answer.codes) == (401, ["unauthenticated"])


def test_a_token_of_another_issuer_is_refused(api: Api, tmp_path: Path) -> None:
    stranger = Issuer(tmp_path)

    assert ApiClient(api, stranger.token("viewer")).get("/me").codes == ["unauthenticated"]


def test_a_token_expires_also_while_it_is_remembered(api: Api, issuer: Issuer, ports: Ports) -> None:
    client = ApiClient(api, issuer.token("viewer", now=ports.now()))
    before = client.get("/me")

    ports.now.moment += timedelta(hours=1, seconds=10)
    after = client.get("/me")

    assert before.status == 200
    assert (after.status, after.codes) == (401, ["token_expired"])
    assert "invalid_token" in after.headers["WWW-Authenticate"]


def test_a_new_key_is_fetched_when_a_token_names_it(api: Api, tmp_path: Path, issuer: Issuer, ports: Ports) -> None:
    ApiClient(api, issuer.token("viewer", now=ports.now())).get("/me")
    successor = Issuer(tmp_path, key_id="key-2")
    old = issuer.path.read_text()
    both = json.loads(old)["keys"] + json.loads(successor.path.read_text())["keys"]
    issuer.path.write_text(json.dumps({"keys": both}))
    client = ApiClient(api, successor.token("viewer", now=ports.now()))

    too_soon = client.get("/me")
    ports.now.moment += timedelta(seconds=6)
    later = client.get("/me")
    issuer.path.write_text(old)

    assert too_soon.status == 401
    assert later.status == 200


def test_without_the_issuers_keys_the_api_is_unavailable(ports: Ports, issuer: Issuer, tmp_path: Path) -> None:
    settings = Settings(
        **{**{name: getattr(ports.settings, name) for name in Settings.__slots__}, "jwks_url": "file:///x"}
    )
    api = Api(cast(Any, Ports(settings, ports.now, ports.directory, ports.limiter, ports.waits)))

    @api.get("/me", needs="token")
    def me(request: Request) -> Answer:
        return Answer()

    answer = ApiClient(api, issuer.token()).get("/me")

    assert (answer.status, answer.codes) == (503, ["unavailable"])
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("subject", "status"), [("viewer", 403), ("editor", 201), ("owner", 201), ("stranger", 403)])
def test_roles_decide_who_may_write(api: Api, issuer: Issuer, ports: Ports, subject: str, status: int) -> None:
    client = ApiClient(api, issuer.token(subject, now=ports.now()))

    assert client.put("/database/korea/things/Flight/UA1", {"name": "a"}).status == status


def test_an_admin_has_no_role_in_a_database_for_that(api: Api, issuer: Issuer, ports: Ports) -> None:
    client = ApiClient(api, issuer.token("root", now=ports.now(), roles=["admin"]))

    assert client.get("/admin").status == 200
    assert client.get("/database/korea/things/Flight/UA1").codes == ["forbidden"]


def test_a_user_is_no_admin(viewer: ApiClient) -> None:
    assert viewer.get("/admin").codes == ["forbidden"]


def test_a_database_that_is_not_there_is_not_found(viewer: ApiClient) -> None:
    assert viewer.get("/database/corea/things/Flight/UA1").codes == ["not_found"]


def test_request_ids_are_echoed_or_made(viewer: ApiClient) -> None:
    assert viewer.get("/me", headers={"X-Request-Id": "abc-1"}).json["meta"]["request_id"] == "abc-1"
    for bad in ("a b", "x" * 129, "\n", "ü"):
        made = viewer.get("/me", headers={"X-Request-Id": bad}).headers["X-Request-Id"]
        assert UUID(made).version == 4


def test_a_trace_is_what_commands_are_correlated_by(viewer: ApiClient) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    assert viewer.get("/me", headers={"traceparent": trace}).data["correlation"] == trace
    assert viewer.get("/me", headers={"traceparent": "nonsense", "X-Request-Id": "r"}).data["correlation"] == "r"


def test_a_subject_that_asks_too_often_is_told_when_to_come_back(viewer: ApiClient) -> None:
    first = viewer.get("/me")
    for _ in range(99):
        viewer.get("/me")

    answer = viewer.get("/me")

    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("100", "99")
    assert (answer.status, answer.codes) == (429, ["rate_limited"])
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["RateLimit-Remaining"] == "0"


@pytest.mark.parametrize("how", ["transient", "unknown"])
def test_an_outage_is_503_and_tells_nothing_of_the_inside(api: Api, how: str) -> None:
    answer = ApiClient(api).get(f"/broken/{how}")

    assert (answer.status, answer.codes) == (503, ["unavailable"])
    assert answer.headers["Retry-After"] == "1"
    assert b"10.0.0.7" not in answer.body


def test_clients_come_again_when_a_service_that_is_away_is_tried_again(api: Api) -> None:
    answer = ApiClient(api).get("/broken/open")

    assert (answer.status, answer.codes, answer.headers["Retry-After"]) == (503, ["unavailable"], "2")


@pytest.mark.parametrize("how", ["permanent", "bug", "no such way"])
def test_a_fault_is_500_and_tells_nothing_of_the_inside(api: Api, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = ApiClient(api).get(f"/broken/{how}")
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert (answer.status, answer.codes) == (500, ["internal"])
    assert b"secret" not in answer.body
    assert logged[0]["request_id"] == answer.headers["X-Request-Id"]


def test_the_first_problem_decides_the_status_and_all_are_listed(api: Api) -> None:
    answer = ApiClient(api).get("/broken/rules")

    assert answer.status == 422
    assert answer.json["errors"] == [
        {"code": "wrong_type", "message": "no", "path": "/a"},
        {"code": "unknown_property", "message": "y"},
    ]


def test_what_is_not_visible_yet_says_when_to_ask_again(api: Api) -> None:
    answer = ApiClient(api).get("/broken/later")

    assert (answer.status, answer.headers["Retry-After"]) == (409, "1")


def test_unknown_parameters_are_refused_with_a_hint(viewer: ApiClient) -> None:
    answer = viewer.get("/database/korea/things/Flight/UA1?limt=5")

    assert (answer.status, answer.codes) == (400, ["invalid_parameter"])
    assert answer.json["errors"][0]["hint"] == "did you mean 'limit'?"


@pytest.mark.parametrize("query", ["limit=%ff", "limit=a%00b", "&".join(["limit=1"] * 501)])
def test_query_strings_that_cannot_be_read_are_refused(viewer: ApiClient, query: str) -> None:
    assert viewer.get(f"/database/korea/things/Flight/UA1?{query}").codes == ["invalid_parameter"]


def test_a_browser_may_ask_first(api: Api) -> None:
    answer = ApiClient(api).call(
        "OPTIONS", "/me", headers={"origin": "https://other.test", "access-control-request-method": "DELETE"}
    )

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://other.test"
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in answer.headers["Access-Control-Allow-Headers"]


def test_answers_say_which_origin_may_read_them(viewer: ApiClient) -> None:
    known = viewer.get("/me", headers={"origin": "https://console.test"})
    unknown = viewer.get("/me", headers={"origin": "https://evil.test"})

    assert known.headers["Access-Control-Allow-Origin"] == "https://console.test"
    assert {"ETag", "Location", "Idempotency-Replayed"} <= set(
        known.headers["Access-Control-Expose-Headers"].split(",")
    )
    assert known.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in unknown.headers


def test_every_request_is_one_line_in_the_log(viewer: ApiClient, capsys: pytest.CaptureFixture[str]) -> None:
    viewer.get("/database/korea/things/Flight/UA1?limit=5")

    lines = capsys.readouterr().err.splitlines()
    told = json.loads(lines[0])
    assert len(lines) == 1
    assert (told["event"], told["method"], told["status"]) == ("request", "GET", 200)
    assert told["route"] == "/database/{db}/things/{class}/{id}"
    assert told["actor"] == "viewer"
    assert "UA1" not in lines[0]


def test_the_base_path_is_the_one_the_infrastructure_knows() -> None:
    from infra.catalogue import names

    assert names.API == API


def test_a_url_that_is_too_long_is_told_in_the_envelope(viewer: ApiClient) -> None:
    answer = viewer.get("/database/korea/things/Flight/UA1?x=" + "y" * 70_000)

    assert (answer.status, answer.codes) == (400, ["invalid_parameter"])
    assert "65536 characters" in answer.json["message"]
