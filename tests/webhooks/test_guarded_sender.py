"""Nothing is sent but by TLS, to an address that was judged; whatever the other side does ends in time."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from spice.adapters.http import guarded_sender
from spice.adapters.http.guarded_sender import GuardedSender
from spice.domain.webhooks.endpoints import Doors
from tests.webhooks.hostile_partner import NAME, OK, HostilePartner, hostile_partner

HEADERS = {"webhook-id": "1", "webhook-timestamp": "2", "webhook-signature": "v1,x"}
BODY = b'{"type":"x"}'
Resolve = Callable[[str, int], Sequence[str]]
REDIRECTS = [
    (status, place)
    for status in (301, 302, 303, 307, 308, 300)
    for place in (b"http://127.0.0.1/", b"https://169.254.169.254/latest/meta-data/")
]


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[HostilePartner]:
    with hostile_partner(tmp_path) as made:
        yield made


def sender(partner: HostilePartner, resolve: Resolve = lambda host, port: ["127.0.0.1"]) -> GuardedSender:
    """One for which this partner alone, of all that is inside, may be asked."""
    doors = Doors(ports=(443, partner.port), partners=(f"127.0.0.1:{partner.port}",))
    return GuardedSender(doors, ca=partner.ca, resolve=resolve)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_sender, "DEADLINE_SECONDS", 1.0)


def test_the_name_is_in_sni_certificate_and_host(partner: HostilePartner) -> None:
    sent = sender(partner).send(partner.url("/ok?x=1"), HEADERS, BODY)

    (request,) = partner.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert (sent.status, sent.answer, sent.error) == (200, "ok", "")
    assert partner.names == [NAME]
    assert head.startswith(b"POST /ok?x=1 HTTP/1.1\r\n")
    assert f"Host: {NAME}:{partner.port}".encode() in head
    assert b"webhook-signature: v1,x" in head
    assert body == BODY


def test_a_certificate_of_another_name_or_of_nobody_is_not_taken(partner: HostilePartner) -> None:
    another = sender(partner).send(partner.url(host="another.test"), HEADERS, BODY)
    doors = Doors(partners=(f"127.0.0.1:{partner.port}",))
    nobody = GuardedSender(doors, resolve=lambda host, port: ["127.0.0.1"]).send(
        f"https://127.0.0.1:{partner.port}/", HEADERS, BODY
    )

    assert another.status is nobody.status is None
    assert another.error.startswith("its certificate")
    assert nobody.error.startswith("its certificate")
    assert partner.requests == []


@pytest.mark.parametrize(("status", "place"), REDIRECTS)
def test_redirects_are_not_followed(partner: HostilePartner, status: int, place: bytes) -> None:
    answer = b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, place)
    partner.behaves["/moved"] = lambda client: client.sendall(answer)

    sent = sender(partner).send(partner.url("/moved"), HEADERS, BODY)

    assert (sent.status, sent.error) == (status, "redirects are not followed")
    assert partner.connections == 1


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["127.0.0.1", "10.0.0.1"],
        ["8.8.8.8", "169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["nothing"],
    ],
)
def test_one_address_that_is_not_public_is_enough_to_send_nothing(
    partner: HostilePartner, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *place, **_: asked.append(place))

    sent = sender(partner, lambda host, port: addresses).send(partner.url(), HEADERS, BODY)

    assert sent.error == "its name leads to an address that is not public"
    assert asked == []
    assert partner.connections == 0


def test_a_name_is_looked_up_once_so_that_it_cannot_be_another_one_a_moment_later(partner: HostilePartner) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])

    sent = sender(partner, lambda host, port: next(answers)).send(partner.url(), HEADERS, BODY)

    assert sent.status == 200
    assert next(answers) == ["10.0.0.1"]


def test_a_name_that_is_never_answered_keeps_no_other_waiting(
    partner: HostilePartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More tries of one partner than there are threads that look names up."""
    monkeypatch.setattr(guarded_sender, "RESOLVE_SECONDS", 1.0)
    over, asked = Event(), list[str]()

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        if host == "hangs.example":
            over.wait(30)
        return ["127.0.0.1"]

    sends = sender(partner, resolve)
    try:
        with ThreadPoolExecutor(100) as threads:
            hung = [threads.submit(sends.send, "https://hangs.example/", HEADERS, BODY) for _ in range(100)]
            taken = sends.send(partner.url(), HEADERS, BODY)
        assert {each.result().error for each in hung} == {"no answer within 15 s"}
        assert taken.status == 200
        assert asked.count("hangs.example") == 1
    finally:
        over.set()


def _hang(client: ssl.SSLSocket) -> None:
    client.settimeout(5)
    assert client.recv(1) == b""


def _drip(client: ssl.SSLSocket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100:
        client.sendall(bytes([byte]))
        time.sleep(0.1)


def _endless_waits(client: ssl.SSLSocket) -> None:
    while True:
        client.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")


def _endless_head(client: ssl.SSLSocket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.sendall(b"X-More: %s\r\n" % (b"x" * 1000))


def _late(client: ssl.SSLSocket) -> None:
    time.sleep(1.5)
    client.sendall(OK)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("behaves", [_hang, _drip, _endless_waits, _endless_head, _late])
def test_what_does_not_end_is_ended(partner: HostilePartner, behaves: Callable[[ssl.SSLSocket], None]) -> None:
    partner.behaves["/bad"] = behaves

    sent = sender(partner).send(partner.url("/bad"), HEADERS, BODY)

    assert sent.status is None
    assert sent.error
    assert sent.milliseconds < 5000


def test_a_bomb_is_neither_unpacked_nor_read(partner: HostilePartner) -> None:
    def bomb(client: ssl.SSLSocket) -> None:
        client.sendall(b"HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            client.sendall(b"\x1f\x8b" * 5000)

    partner.behaves["/bomb"] = bomb

    sent = sender(partner).send(partner.url("/bomb"), HEADERS, BODY)

    assert sent.status == 500
    assert len(sent.answer) <= 256
    assert "\x1f" not in sent.answer


def test_a_status_counts_though_its_words_never_come(partner: HostilePartner) -> None:
    def words(client: ssl.SSLSocket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        partner.waits(10)

    partner.behaves["/half"] = words

    sent = sender(partner).send(partner.url("/half"), HEADERS, BODY)

    assert (sent.status, sent.answer) == (200, "half")


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH\r\n", b"\x00\x01\x02", b"HTTP/9.9 banana\r\n\r\n", b""])
def test_who_speaks_no_http_or_hangs_up_took_nothing(partner: HostilePartner, said: bytes) -> None:
    partner.behaves["/odd"] = lambda client: client.sendall(said)

    sent = sender(partner).send(partner.url("/odd"), HEADERS, BODY)

    assert sent.status is None
    assert sent.error


@pytest.mark.parametrize(("said", "seconds"), [("120", 120.0), ("soon", None), ("99999999999999", None), ("-1", None)])
def test_retry_after_is_read(partner: HostilePartner, said: str, seconds: float | None) -> None:
    answer = f"HTTP/1.1 503 No\r\nRetry-After: {said}\r\nContent-Length: 0\r\n\r\n".encode()
    partner.behaves["/later"] = lambda client: client.sendall(answer)

    sent = sender(partner).send(partner.url("/later"), HEADERS, BODY)

    assert (sent.status, sent.retry_after) == (503, seconds)


def test_who_is_away_and_whose_name_is_not_known_is_told_apart(partner: HostilePartner) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    away = Doors(ports=(1,), partners=("127.0.0.1:1",))
    refused = GuardedSender(away, resolve=lambda host, port: ["127.0.0.1"]).send("https://127.0.0.1:1/", HEADERS, BODY)

    assert sender(partner, unknown).send(partner.url(), HEADERS, BODY).error == "its name is not known"
    assert refused.error == "no connection"
