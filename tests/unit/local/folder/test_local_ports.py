"""Ports of the services."""

import socket
from pathlib import Path

import pytest

from local.errors import Refused
from local.free_ports import BESIDE, choose_ports, is_free, listen
from tests.support.ports import free_port, service_ports
from tests.support.users import needs_root, somebody


def test_remembered_ports_are_kept_and_taken_ones_replaced() -> None:
    first = choose_ports({"a": 0, "b": 0}, {}, Path("/x"), among=service_ports())

    with socket.create_server(("127.0.0.1", first["a"])):
        second = choose_ports({"a": 0, "b": 0}, first, Path("/x"), among=service_ports())

    assert second["b"] == first["b"]
    assert second["a"] not in first.values()


def test_an_offset_port_is_free_and_below_the_ephemeral_range() -> None:
    chosen = choose_ports({"a": 10_000}, {}, Path("/x"), among=service_ports())

    assert is_free(chosen["a"] + 10_000)
    with pytest.raises(Refused, match="no free port"):
        choose_ports({"a": 20_000}, {}, Path("/x"), among=service_ports())


@needs_root
def test_a_port_is_passed_by_where_another_user_left_a_socket_beside_it() -> None:
    chosen = choose_ports({"master": 10_000}, {}, Path("/x"), among=service_ports())
    left = Path(BESIDE.format(name="master", port=chosen["master"] + 10_000))
    left.touch()

    try:
        again = choose_ports({"master": 10_000}, chosen, Path("/x"), among=service_ports())
        with somebody():
            other = choose_ports({"master": 10_000}, chosen, Path("/x"), among=service_ports())
    finally:
        left.unlink()

    assert again == chosen, "root may take it away"
    assert other["master"] != chosen["master"]


def test_a_taken_http_port_is_named() -> None:
    port = free_port()

    with listen(port), pytest.raises(Refused, match=rf"port {port} on 127\.0\.0\.1 is taken"):
        listen(port)
