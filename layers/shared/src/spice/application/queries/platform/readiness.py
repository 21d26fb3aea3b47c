"""Whether the platform can work: what each backing service says of itself, remembered for a moment."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from spice.application.queries.platform.operations import quarantined_rows
from spice.ports.errors import PortError
from spice.ports.probe import Guarded, Probe
from spice.ports.quarantine import Quarantine

FRESH = timedelta(seconds=2)
"""However many ask, services are asked no oftener."""
_OPTIONAL = frozenset({"redis", "cache"})
"""Without these the platform is slower, not down."""


def nothing_lost() -> Sequence[UUID]:
    """Miss nothing."""
    return ()


class Readiness:
    """Asks every backing service how it is; `ready` when those it cannot do without answer and search lost nothing."""

    def __init__(
        self,
        probes: Sequence[Probe],
        clock: Callable[[], float] = time.perf_counter,
        *,
        lost: Callable[[], Sequence[UUID]] = nothing_lost,
        quarantine: Quarantine | None = None,
    ) -> None:
        self._probes, self._clock, self._lost, self._quarantine = probes, clock, lost, quarantine
        self._at: datetime | None = None
        self._told: dict[str, object] = {}

    def __call__(self, now: datetime) -> dict[str, object]:
        """Tell how all of them are, or were a moment ago."""
        if self._at is None or not timedelta() <= now - self._at < FRESH:
            self._told, self._at = self._ask(), now
        return self._told

    def _ask(self) -> dict[str, object]:
        services = {probe.name: _asked(probe, self._clock) for probe in self._probes}
        # Marks and places are kept in the database: one that is away would keep all who ask waiting.
        reachable = _answers(services)
        if (search := services.get("search", {})).get("state") == "up" and reachable:
            search |= _looked_at(self._lost)
        down = [name for name, service in services.items() if service["state"] != "up" and name not in _OPTIONAL]
        return {"ready": not down, "services": services, "quarantined": self._quarantined() if reachable else None}

    def _quarantined(self) -> list[dict[str, object]] | None:
        """Name the shards that are set apart, which keeps nothing else from being ready; None when nobody can say."""
        if self._quarantine is None:
            return None
        try:
            return quarantined_rows(self._quarantine)
        except PortError:
            return None


def _answers(services: Mapping[str, Mapping[str, object]]) -> bool:
    """Tell whether the database answers, where it is among the services."""
    return services.get("postgres", {}).get("state", "up") == "up"


def _asked(probe: Probe, clock: Callable[[], float]) -> dict[str, object]:
    started, said = clock(), {}
    try:
        probe.ping()
        state = "up"
    except PortError as failed:
        state, said = "down", _reason(failed)
    breaker = probe.breaker if isinstance(probe, Guarded) else "closed" if state == "up" else "open"
    return {"state": state, "latency_ms": round((clock() - started) * 1000, 3), "breaker": breaker, **said}


def _looked_at(lost: Callable[[], Sequence[UUID]]) -> dict[str, object]:
    try:
        count = len(lost())
    except PortError as failed:
        return {"state": "down", **_reason(failed)}
    return {"state": "down", "reason": f"the index of {count} databases is lost: it is being rebuilt"} if count else {}


def _reason(failed: PortError) -> dict[str, object]:
    """Say why, of what may be told to anybody: an error of a driver may name what is inside."""
    return {"reason": failed.told} if failed.told else {}
