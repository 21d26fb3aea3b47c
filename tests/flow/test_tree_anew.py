"""After a restore that moved sealed segments away another tree is begun under another name, and both hold."""

from dataclasses import replace

from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.signer import MemorySigner
from spice.application.upkeep.sealing.check_log import CheckLog
from spice.application.upkeep.sealing.judge import ByBytes
from spice.application.upkeep.sealing.keep_sealed import KeepSealed
from tests.flow.conftest import AIR, Air


def test_another_name_seals_what_is_there_and_the_old_key_checks_none_of_it(air: Air) -> None:
    ports = air.platform.ports
    for number in range(3):
        air.client.post(AIR, {"class": "Airport", "data": {"code": f"A{number}"}})
        air.platform.settle()
    KeepSealed(ports).checked()
    old = ports.signer
    assert old is not None
    assert isinstance(ports.proofs, MemoryProofStore)
    tampered = replace(ports, signer=MemorySigner(seed=bytes([7]) * 32))
    under_the_old_tree = KeepSealed(tampered)
    under_the_old_tree.checked()

    anew = replace(ports, proofs=MemoryProofStore(), signer=MemorySigner("another.example/log", seed=bytes([7]) * 32))
    sealed = KeepSealed(anew)
    told = sealed.checked()

    assert under_the_old_tree.last.wrong
    assert (sealed.last.wrong, told is not None and told.wrong) == ([], [])
    assert anew.signer is not None
    assert anew.signer.key().name != old.key().name
    for key, good in ((anew.signer.key(), True), (old.key(), False)):
        check = CheckLog(ports.log, anew.proofs, ByBytes(ports.log), key=key, check=ports.is_signed)
        assert (not check().wrong) == good
