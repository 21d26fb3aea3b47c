"""What maintenance does about the tree: it grows with the log, and both are held against each other when asked."""

from datetime import datetime

from spice.application.upkeep.sealing.check_log import CheckLog
from spice.application.upkeep.sealing.checked import Checked, Wrong
from spice.application.upkeep.sealing.judge import ByIndex
from spice.application.upkeep.sealing.seal_log import Sealing, SealLog
from spice.ports import Ports

AT_ONCE_SECONDS = 120.0
"""Before a verification: what is not sealed by then is walked by its chain alone."""


class KeepSealed:
    """Seals where this platform has a key; without one nothing is sealed, and nothing checked against a tree."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.last = Sealing()
        self._looked_at: datetime | None = None
        self._seal = _sealing(ports)

    def __call__(self, seconds: float) -> int:
        """Seal what has waited long enough; answers how many segments. Raises Transient."""
        return self._sealed(seconds, at_once=False)

    def checked(self, at_once: bool = True) -> Checked | None:
        """Seal what there is, if that is asked for, and hold the tree against an index that was just held against
        the log; what kept it from sealing is wrong, too. Raises Transient."""
        ports = self._ports
        if ports.signer is None:
            return None
        if at_once:
            self._sealed(AT_ONCE_SECONDS, at_once=True)
        judge, key = ByIndex(ports.model), ports.signer.key()
        signed = ports.signed_trees.last(key.name)
        check = CheckLog(ports.log, ports.proofs, judge, key=key, check=ports.is_signed, signed=signed)
        found = check(tail=False)
        if at_once and not found.wrong:
            found.wrong += [Wrong(reason=each) for each in self.last.wrong]
        return found

    def _sealed(self, seconds: float, *, at_once: bool) -> int:
        if self._seal is None:
            return 0
        # Where not even the log can be looked at, what waited before has waited for longer.
        before, self._looked_at = self._looked_at, self._ports.now()
        longer = 0.0 if before is None else (self._looked_at - before).total_seconds()
        self.last = Sealing(waits_seconds=self.last.waits_seconds + longer)
        self._seal(self.last, seconds=seconds, at_once=at_once)
        return self.last.sealed


def _sealing(ports: Ports) -> SealLog | None:
    if ports.signer is None:
        return None
    return SealLog(
        log=ports.log,
        proofs=ports.proofs,
        trees=ports.signed_trees,
        model=ports.model,
        signer=ports.signer,
        quarantine=ports.quarantine,
        check=ports.is_signed,
        now=ports.now,
        crash=ports.crash,
    )
