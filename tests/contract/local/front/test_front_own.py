"""What the host answers by itself, over the wire: to people who come by its address, and to nobody's page."""

import json

import pytest

from tests.contract.local.front.conftest import Answered, Front, Play

FORM = "content-type: application/x-www-form-urlencoded"
POLICY = "content-security-policy"
PERSON = "accept: text/html,*/*;q=0.8"


async def get(front: Front, path: str, *headers: str, method: str = "GET") -> Answered:
    """Ask as a browser does that came by the right address."""
    host = () if any(header.startswith("host:") for header in headers) else (f"host: 127.0.0.1:{front.port}",)
    head = front.head(method, path, *host, *headers, token=False)
    line = await front.dial()
    line.send(head)
    if method != "HEAD":
        return await line.answer()
    lines = (await line.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    line.writer.write_eof()
    assert await line.reader.read() == b""
    return Answered(int(lines[0].split()[1]), dict(each.lower().split(": ", 1) for each in lines[1:] if each), b"")


async def post(front: Front, path: str, body: bytes, *headers: str) -> Answered:
    """Send a form."""
    host = () if any(header.startswith("host:") for header in headers) else (f"host: 127.0.0.1:{front.port}",)
    head = front.head("POST", path, *host, FORM, f"content-length: {len(body)}", *headers, token=False)
    return await front.once(head, body)


def build(front: Front) -> None:
    (front.site / "assets").mkdir(parents=True)
    (front.site / "index.html").write_text("<title>console</title>")
    (front.site / "assets" / "main-1.js").write_text("1;" * 2000)


def test_unbuilt_it_says_how_to_build_it(play: Play) -> None:
    async def scenario(front: Front) -> None:
        root, other = await get(front, "/"), await get(front, "/db/x")

        assert root.status == 200
        assert b"make web" in root.body
        assert b'href="/docs"' in root.body
        assert (other.status, other.code) == (404, "not_found")

    play(scenario)


def test_the_api_and_the_ways_in_come_first(play: Play) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        answers = {
            path: await get(front, path)
            for path in ("/docs", "/health", "/api", "/api/v2/x", "/.well-known/x", "/oauth/x")
        }
        keys = await get(front, "/.well-known/jwks.json", "host: anybody")

        assert [answers[path].status for path in answers] == [302, 302, 404, 404, 404, 404]
        assert answers["/docs"].headers["location"] == "/api/v1/docs"
        assert answers["/health"].headers["location"] == "/api/v1/health"
        assert json.loads(keys.body)["keys"]

    play(scenario)


@pytest.mark.parametrize("path", ["/", "/index.html", "/db/flights/explore?q=1", "/signed-in?code=1", "/x.y/z"])
def test_whatever_else_is_the_console(play: Play, path: str) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        shown, looked = await get(front, path, PERSON), await get(front, path, PERSON, method="HEAD")

        assert (shown.status, shown.body) == (200, b"<title>console</title>")
        assert shown.headers["cache-control"] == "no-cache"
        assert f"connect-src 'self' http://127.0.0.1:{front.port} http://127.0.0.1:9;" in shown.headers[POLICY]
        assert "require-trusted-types-for 'script'" in shown.headers[POLICY]
        assert looked.headers["content-length"] == str(len(shown.body))
        assert looked.headers["etag"] == shown.headers["etag"]

    play(scenario)


def test_a_program_is_told_that_there_is_nothing(play: Play) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        told, index = await get(front, "/elsewhere"), await get(front, "/")

        assert (told.status, told.code, index.status) == (404, "not_found", 200)

    play(scenario)


@pytest.mark.parametrize(
    "path", ["/assets/gone-2.js", "/%2e%2e/output.log", "/assets/%2e%2e/%2e%2e/output.log", "/assets"]
)
def test_no_file_outside_is_sent_and_none_made_up(play: Play, path: str) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        (front.site / "../output.log").resolve().write_text("secret")
        answered = await get(front, path)

        assert b"secret" not in answered.body
        assert answered.status == 404 or answered.body == b"<title>console</title>"
        assert not path.startswith("/assets/gone") or answered.status == 404

    play(scenario)


def test_a_file_that_is_held_is_not_sent_again(play: Play) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        first = await get(front, "/assets/main-1.js", "accept-encoding: gzip")
        again = await get(
            front, "/assets/main-1.js", "accept-encoding: gzip", f"if-none-match: {first.headers['etag']}"
        )

        assert first.headers["content-encoding"] == "gzip"
        assert "immutable" in first.headers["cache-control"]
        assert (again.status, again.body) == (304, b"")

    play(scenario)


def test_files_that_cannot_be_read_are_told_of(play: Play) -> None:
    async def scenario(front: Front) -> None:
        front.site.symlink_to(front.site)
        answered = await get(front, "/")

        assert (answered.status, answered.code) == (503, "unavailable")

    play(scenario)


def test_the_console_is_told_its_issuer(play: Play) -> None:
    async def scenario(front: Front) -> None:
        answered = await get(front, "/config.json")

        told = json.loads(answered.body)
        assert told == {"issuer": f"http://127.0.0.1:{front.port}", "client_id": "console", "features": {}}
        assert answered.headers["cache-control"] == "no-cache"

    play(scenario)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:{port}", "127.0.0.1:1", "[::1]:{port}"])
def test_under_another_name_there_is_nothing(play: Play, host: str) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        named = f"host: {host.format(port=front.port)}"
        looked = [await get(front, path, named) for path in ("/", "/config.json", "/oauth/authorize", "/oauth/open")]
        sent = [await post(front, path, b"code=x", named) for path in ("/oauth/session", "/oauth/token")]

        assert {each.status for each in (*looked, *sent)} == {404}

    play(scenario)


def test_who_comes_by_localhost_is_sent_to_the_one_address(play: Play) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        answered = await get(front, "//evil.example/x?a=1", f"host: localhost:{front.port}")

        assert answered.status == 307
        assert answered.headers["location"] == f"http://127.0.0.1:{front.port}//evil.example/x?a=1"

    play(scenario)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:{port}"])
def test_a_page_from_elsewhere_signs_nobody_in(play: Play, origin: str) -> None:
    async def scenario(front: Front) -> None:
        from_there = f"origin: {origin.format(port=front.port)}"
        answers = [
            await post(front, path, b"code=x", from_there)
            for path in ("/oauth/session", "/oauth/token", "/oauth/authorize")
        ]

        assert {each.status for each in answers} == {403}

    play(scenario)


def test_a_console_that_is_served_elsewhere_may_redeem_its_code_and_no_more(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPICE_CORS_ORIGINS", "http://127.0.0.1:5173")
    theirs = "origin: http://127.0.0.1:5173"

    async def scenario(front: Front) -> None:
        described = await get(front, "/.well-known/openid-configuration", theirs)
        redeemed = await post(front, "/oauth/token", b"code=x", theirs)
        opened = await post(front, "/oauth/session", b"code=x", theirs)

        assert [each.status for each in (described, redeemed, opened)] == [200, 400, 403]
        for each in (described, redeemed):
            assert each.headers["access-control-allow-origin"] == "http://127.0.0.1:5173"

    play(scenario)


def test_a_form_is_small_and_says_so(play: Play) -> None:
    async def scenario(front: Front) -> None:
        large = await post(front, "/oauth/token", b"x" * 16385)
        line = await front.dial()
        line.send(front.head("POST", "/oauth/token", f"host: 127.0.0.1:{front.port}", "transfer-encoding: chunked"))
        unsaid = await line.answer()

        assert (large.status, unsaid.status) == (413, 413)
        assert front.app._bodies.held == 0

    play(scenario)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_pages_are_only_looked_at(play: Play, method: str) -> None:
    async def scenario(front: Front) -> None:
        build(front)
        answered = await front.once(front.head(method, "/", f"host: 127.0.0.1:{front.port}"))

        assert (answered.status, answered.code) == (404, "not_found")

    play(scenario)
