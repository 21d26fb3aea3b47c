"""Maintenance seals the log as it goes, says how far it is, and rings when it is not what was sealed."""

from dataclasses import replace

import pytest

from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.application.upkeep.sealing.keep_sealed import KeepSealed
from spice.application.work.carry_out import CarryOut
from spice.domain.transparency.note import VerifierKey
from spice.ports.errors import Transient
from tests.flow.conftest import AIR, Air
from tests.support.measuring import measured, rings
from tests.support.memory_platform import MemoryPlatform


class KmsAway:
    """A key that nobody reaches."""

    def key(self) -> VerifierKey:
        raise Transient("kms", "away")

    def sign(self, message: bytes) -> bytes:
        raise Transient("kms", "away")


def test_a_tick_seals_what_has_waited_and_nothing_rings(air: Air) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    assert air.client.get("/admin/verify").data["checkpoint"] is None

    air.now.advance(301)
    seen = measured(air.platform)

    told = air.client.get("/admin/verify").data["checkpoint"]
    assert told["size"] == len(air.log.places()) > 0
    assert told["note"].startswith(f"{told['origin']}\n{told['size']}\n")
    assert told["vkey"].startswith(told["origin"] + "+")
    assert not rings(seen, "checkpoint_age_seconds")
    assert not rings(seen, "verify_failures")


def test_a_key_that_is_away_rings_once_a_segment_waits_too_long(air: Air) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    ports = replace(air.platform.ports, signer=KmsAway())
    platform = MemoryPlatform(ports=ports, consumer=air.platform.consumer)
    assert not rings(measured(platform), "checkpoint_age_seconds")

    air.now.advance(901)

    assert rings(measured(platform), "checkpoint_age_seconds")


def test_while_the_store_is_away_what_waited_waits_for_longer(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    sealed = KeepSealed(air.platform.ports)
    sealed(10.0)

    def away() -> None:
        raise Transient("s3", "away")

    monkeypatch.setattr(air.platform.ports.proofs, "newest", away)
    for _ in range(2):
        air.now.advance(500)
        with pytest.raises(Transient):
            sealed(10.0)

    assert 1000 <= sealed.last.waits_seconds < 1100


def test_a_shard_that_cannot_go_on_does_not_keep_the_log_from_being_sealed(
    air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    catch_up = CarryOut.catch_up

    def broken(self: CarryOut, shard: str) -> int:
        if shard == "instance-0000":
            raise Transient("kafka", "away")
        return catch_up(self, shard)

    monkeypatch.setattr(CarryOut, "catch_up", broken)
    air.now.advance(301)
    measured(air.platform)

    assert air.client.get("/admin/verify").data["checkpoint"]["size"] == len(air.log.places())


def test_proofs_that_were_all_deleted_ring_and_are_not_signed_again(air: Air) -> None:
    air.client.post(AIR, {"class": "Airport", "data": {"code": "ICN"}})
    air.platform.settle()
    air.client.post("/admin/verify")
    air.platform.maintain()
    proofs = air.platform.ports.proofs
    assert isinstance(proofs, MemoryProofStore)
    assert proofs.checkpoint is not None
    proofs.objects.clear()
    proofs.checkpoint = None

    for _ in range(2):
        air.client.post("/admin/verify")
        seen = measured(air.platform)

        told = air.client.get("/admin/verify").data["last"]
        assert (told["state"], proofs.checkpoint, proofs.objects) == ("FAILED", None, {})
        assert "the checkpoint is gone, and one of" in told["detail"]["broken"][0]["reason"]
        assert rings(seen, "verify_failures")


@pytest.mark.parametrize("how", ["segment", "checkpoint"])
def test_a_log_that_is_not_what_was_sealed_rings_until_it_is_again(air: Air, how: str) -> None:
    for number in range(3):
        air.client.post(AIR, {"class": "Airport", "data": {"code": f"A{number}"}})
        air.platform.settle()
        air.client.post("/admin/verify")
        air.platform.maintain()
    proofs, log = air.platform.ports.proofs, air.platform.ports.log
    assert isinstance(proofs, MemoryProofStore)
    assert isinstance(log, MemoryEventLog)
    place, newest = log.places()[-1], proofs.checkpoint
    body = log.read(*place) or b""
    if how == "segment":
        vars(log)["_segments"][place] = body + b"x"
    else:
        proofs.checkpoint = proofs.objects[f"checkpoints/{proofs.sizes()[0]}"]

    air.client.post("/admin/verify")
    broken = measured(air.platform)
    told = air.client.get("/admin/verify").data["last"]
    vars(log)["_segments"][place] = body
    proofs.checkpoint = newest
    air.client.post(f"/admin/shards/{place[1]}/release")
    air.platform.maintain()
    air.client.post("/admin/verify")
    mended = measured(air.platform)

    assert told["state"] == "FAILED"
    named = told["detail"]["broken"][0]
    if how == "segment":
        assert (named["shard"], named["sequence"]) == (place[1], place[2])
    else:
        assert "moved back" in named["reason"]
    assert rings(broken, "verify_failures")
    assert not rings(mended, "verify_failures")
