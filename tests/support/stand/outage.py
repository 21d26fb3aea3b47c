"""A backing service that goes away while requests flow: what clients and readiness are told; then all catches up."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx
import psutil

from tests.support.stand.client import WAIT, Answer, Client
from tests.support.stand.kills import kill_service, running
from tests.support.stand.load import Poured
from tests.support.stand.proof import prove
from tests.support.stand.stand import Stand

CLIENTS = 4
READINESS_PAUSE = 0.3
STOP_SECONDS = 5.0
LONGEST_ANSWER = 21.0
"""A request waits at most for an environment, a statement and what it needs beside."""


@dataclass
class Traffic:
    """Answers to clients that read and write all the time."""

    answers: list[tuple[Answer, float]] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    """The services that readiness named."""
    readiness: list[tuple[float, int, str]] = field(default_factory=list, repr=False)
    """All that it said: when, the status, the answer."""
    longest: float = 0.0

    def during(self, began: float, ended: float) -> list[Answer]:
        """The answers that came within a time."""
        return [answer for answer, at in self.answers if began <= at <= ended]


@contextmanager
def traffic(stand: Stand) -> Iterator[Traffic]:
    """Have clients put and get without pause, each its own instance."""
    seen, stop = Traffic(), threading.Event()
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        walks = [pool.submit(_walk, stand.admin(), n, seen, stop) for n in range(CLIENTS)]
        walks.append(pool.submit(_ask_readiness, stand.admin(), seen, stop))
        try:
            yield seen
        finally:
            stop.set()
        for walk in walks:
            # A walk that broke off has seen nothing since.
            walk.result()


def path_of(number: int) -> str:
    """The instance of a client."""
    return f"/database/alpha/instances/Tick/frozen-{number}"


def _walk(client: Client, number: int, seen: Traffic, stop: threading.Event) -> None:
    path, turn = path_of(number), 0
    while not stop.is_set():
        turn += 1
        for body in ({"data": {"n": turn}}, None):
            _call(client, path, body, seen)
        time.sleep(0.05)


def _ask_readiness(client: Client, seen: Traffic, stop: threading.Event) -> None:
    while not stop.wait(READINESS_PAUSE):
        with suppress(httpx.TransportError):
            answer = client.get("/health/ready")
            told = answer.data["services"] if answer.data else {}
            seen.readiness.append((time.monotonic(), answer.status, repr(answer)))
            seen.down.update(name for name, service in told.items() if service["state"] == "down")


def _call(client: Client, path: str, body: object, seen: Traffic) -> None:
    began = time.monotonic()
    try:
        answer = client.get(path) if body is None else client.put(path, body)
    except httpx.TransportError as broken:
        seen.broken.append(repr(broken))
        return
    ended = time.monotonic()
    seen.answers.append((answer, ended))
    seen.longest = max(seen.longest, ended - began)
    if answer.status == 202:
        seen.accepted.append(answer.data["command_id"])


@contextmanager
def still(stand: Stand, name: str) -> Iterator[None]:
    """Stop a service and every process of its own."""
    processes = _stopped(running(stand, name))
    try:
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _stopped(first: psutil.Process) -> list[psutil.Process]:
    """Suspend a process and all below it, until nothing below it runs; a service that runs on would be no outage."""
    until = time.monotonic() + STOP_SECONDS
    while True:
        family = [first, *first.children(recursive=True)]
        if all(each.status() in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE) for each in family):
            return family
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.suspend()
        assert time.monotonic() < until, f"{first} does not stop: {[(each.name(), each.status()) for each in family]}"
        time.sleep(0.02)


def outage(stand: Stand, poured: Poured, name: str, seconds: float, *, killed: bool = False) -> Traffic:
    """Take a service away while clients come, and prove that everything caught up."""
    stand.wait_ready()
    for number in range(CLIENTS):
        # What waits behind the outage would not be found right after it, which is no failure.
        made = stand.admin().insist("PUT", path_of(number), {"data": {"n": 0}}, headers=WAIT)
        assert made.status in (200, 201), made
        poured.singles.append(made.data["command_id"])
    with traffic(stand) as seen:
        time.sleep(1)
        began = time.monotonic()
        if killed:
            kill_service(stand, name)
            time.sleep(seconds)
        else:
            with still(stand, name):
                time.sleep(seconds)
        ended = time.monotonic()
        stand.wait_ready()
        time.sleep(3)
        back = time.monotonic()
        time.sleep(2)
    for answer, _ in seen.answers:
        assert answer.status in (200, 202, 404, 503), answer
        assert answer.status != 503 or int(answer.headers["retry-after"]) > 0, answer
    assert seen.broken == []
    assert seen.longest < LONGEST_ANSWER
    assert seen.during(began, ended), "nobody was answered"
    assert {answer.status for answer in seen.during(back, time.monotonic())} <= {200, 202}
    poured.singles.extend(seen.accepted)
    prove(stand, poured)
    return seen
