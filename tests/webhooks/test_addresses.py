"""What is inside is never asked: by number, by embedding, by spelling."""

from pathlib import Path

import pytest

from spice.domain.errors import DomainError
from spice.domain.webhooks.addresses import is_public
from spice.domain.webhooks.endpoints import Doors


def corpus(name: str) -> list[str]:
    """Read one a line."""
    return (Path(__file__).parent / "corpus" / f"{name}.txt").read_text().splitlines()


INSIDE_V4 = corpus("inside_v4")
INSIDE_V6 = corpus("inside_v6")
NO_ADDRESS = [
    "",
    "localhost",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.1",
    "2130706433",
    "127.0.0.1 ",
    "[::1]",
    "8.8.8.8/32",
    "08.8.8.8",
]
PUBLIC = corpus("public")
URLS = corpus("urls")


def test_the_corpus_is_long_enough() -> None:
    assert len({*INSIDE_V4, *INSIDE_V6, *NO_ADDRESS}) >= 120


@pytest.mark.parametrize("address", [*INSIDE_V4, *INSIDE_V6, *NO_ADDRESS])
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", [*URLS, "https://partner.example/a b", "https://partner.example/\n", "https://" + "a" * 3000]
)
def test_a_url_that_leads_elsewhere_is_refused_with_its_reason(url: str) -> None:
    with pytest.raises(DomainError) as refused:
        Doors().endpoint(url)

    assert (refused.value.code, refused.value.problems[0].path) == ("constraint_violated", "/url")


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://Partner.Example", "partner.example", 443, "/"),
        ("HTTPS://partner.example:8443/a?b=c", "partner.example", 8443, "/a?b=c"),
        ("https://bücher.example/ö", "xn--bcher-kva.example", 443, "/%C3%B6"),
        ("https://[2606:4700::1]/", "2606:4700::1", 443, "/"),
        ("https://8.8.8.8:443/", "8.8.8.8", 443, "/"),
    ],
)
def test_a_url_is_read_as_browsers_do(url: str, host: str, port: int, target: str) -> None:
    endpoint = Doors().endpoint(url)

    assert (endpoint.host, endpoint.port, endpoint.target) == (host, port, target)


def test_a_partner_on_this_machine_is_one_port_of_it(tmp_path: object) -> None:
    doors = Doors(partners=("127.0.0.1:9443",))
    endpoint = doors.endpoint("https://127.0.0.1:9443/")

    assert doors.admits("127.0.0.1", endpoint)
    assert not doors.admits("127.0.0.2", endpoint)
    with pytest.raises(DomainError):
        doors.endpoint("https://127.0.0.1:9444/")
