"""Whatever a partner says, the exchange ends in an answer or in one of the errors it names."""

import ssl
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spice.adapters.http import exchange
from spice.adapters.http.guarded_sender import GuardedSender
from spice.domain.errors import DomainError
from spice.domain.webhooks.endpoints import Doors, Endpoint
from spice.ports.http_sender import Sent

ENDPOINT = Endpoint(url="https://partner.example/", host="partner.example", port=443, target="/")
HUGE = "99999999999999999999"
DATES = [
    f"Mon, 01 Jan {HUGE} 00:00:00 GMT",
    f"Mon, 01 Jan 2030 00:00:{HUGE} GMT",
    f"Mon, {HUGE} Jan 2030 00:00:00 GMT",
    f"Mon, 01 Jan 2030 00:00:00 +{HUGE}",
    "Mon, 01 Jan 2030 00:00:00 -999999999",
    f"Mon, 01 Jan 2030 {'9' * 5000}:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Mon",
    ",",
]
pieces = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 503 No\r\n", b"HTTP/1.0 101 Up\r\n", b"\r\n", b"\r\n\r\n", b"0\r\n"]
    ),
    st.sampled_from([b"Transfer-Encoding: chunked\r\n", b"Content-Length: 7\r\n", b"Content-Length: -1\r\n"]),
    st.sampled_from([f"Retry-After: {date}\r\n".encode() for date in [*DATES, HUGE, "٣", "-1"]]),
    st.text(max_size=30).map(lambda text: f"Retry-After: {text}\r\n".encode("utf-8", "replace")),
)


class Said:
    """A connection on which the partner says what it says, in pieces, and hangs up."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def settimeout(self, seconds: float) -> None:
        """Wait for nothing."""

    def send(self, data: memoryview) -> int:
        """Take everything."""
        return len(data)

    def recv(self, size: int) -> bytes:
        """Give the next piece."""
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        self._pieces[:0] = [piece[size:]] if piece[size:] else []
        return piece[:size]


def post(*said: bytes) -> Sent:
    return exchange.post(cast(ssl.SSLSocket, Said([*said])), ENDPOINT, {}, b"{}", deadline=float("inf"))


@pytest.mark.parametrize("date", DATES)
def test_a_time_to_wait_that_is_none_is_no_time(date: str) -> None:
    sent = post(f"HTTP/1.1 503 No\r\nRetry-After: {date}\r\nContent-Length: 0\r\n\r\n".encode())

    assert sent.status == 503
    assert sent.retry_after is None or sent.retry_after >= 0


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=12))
@example([b"HTTP/1.1 503 No\r\n", f"Retry-After: {DATES[0]}\r\n".encode(), b"\r\n"])
def test_nothing_that_is_said_breaks_the_exchange(said: list[bytes]) -> None:
    try:
        sent = post(*said)
    except (TimeoutError, OSError, exchange.Nonsense):
        return

    assert isinstance(sent.status, int)


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from([*"a0Z-_.~%!$&'()*+,;=:[]{}\"`^|ß한。\u200d\ud83d"]), max_size=80))
@example("a..example.com")
@example(f"{'a' * 64}.example.com")
def test_a_host_is_refused_at_once_or_can_be_looked_up(host: str) -> None:
    # Nobody is asked: a name that is known to nobody, as all are here.
    sent = GuardedSender(Doors(), resolve=_encoded).send(f"https://{host}/", {}, b"{}")

    assert sent.status is None
    assert sent.error


def _encoded(host: str, port: int) -> list[str]:
    assert host.encode("idna")
    ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=host)
    return []


@pytest.mark.parametrize(
    "host",
    ["a..example.com", ".example.com", "example.com..", f"{'a' * 64}.com", "a." * 130 + "com", "a!b.com", "a,b.com"],
)
def test_a_host_that_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(DomainError, match="labels of 1 to 63"):
        Doors().endpoint(f"https://{host}/")


@pytest.mark.parametrize("host", ["example.com.", f"{'a' * 63}.com", "my_own.example.com", "[2606:4700::1]"])
def test_a_name_that_can_be_looked_up_is_taken(host: str) -> None:
    assert Doors().endpoint(f"https://{host}/").target == "/"
