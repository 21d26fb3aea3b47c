"""A full disk: what only writes is refused before its body is read, and everything else goes on."""

import json
from pathlib import Path

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Http
from local.host.front.refusals import Refusal
from local.host.front.when_there_is_room import FULL_SECONDS, RoomToWrite
from spice.ports.errors import DiskFull
from tests.contract.local.front.conftest import Front, Play, SmallDisk, X


def test_a_write_is_refused_unread_while_there_is_no_room(play: Play) -> None:
    async def ask(front: Front) -> None:
        front.disk.full = True
        line = await front.dial()
        line.send(front.head("POST", X, "content-length: 4000000") + b"x" * 100_000)
        refused = await line.answer()
        without_body = await front.once(front.head("DELETE"))
        preflight = await front.once(front.head("OPTIONS", token=False))
        front.disk.full = False
        taken = await front.once(front.head("POST", X, "content-length: 2"), b"ok")

        for each in (refused, without_body):
            assert (each.status, each.code, each.headers["retry-after"]) == (503, "unavailable", str(FULL_SECONDS))
            assert json.loads(each.body)["message"] == DiskFull.told
        assert refused.headers["connection"] == "close"
        assert (preflight.status, taken.status) == (200, 200)
        assert front.app._bodies.held == 0

    play(ask)


def test_of_what_answers_requests_only_what_never_reads_is_refused(tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path, needed_bytes=0)
    disk.full = True
    room = RoomToWrite(disk, FUNCTIONS)
    answering = [each.name for each in FUNCTIONS if any(isinstance(trigger, Http) for trigger in each.triggers)]

    refused = []
    for name in answering:
        try:
            room.check(name, "POST", close=False)
        except Refusal:
            refused.append(name)

    assert refused == ["oms"]
    assert len(answering) > 1
