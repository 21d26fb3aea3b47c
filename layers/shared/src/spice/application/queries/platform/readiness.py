"""Whether the platform can work: what each backing service says of itself, remembered for a moment."""

import time
from collections.abc import Callable, Sequence
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
Services = dict[str, dict[str, object]]
"""What each says of itself, by name."""


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
        if services.get("search", {}).get("state") == "up" and _answers(services):
            self._look_for_losses(services)
        quarantined = self._quarantined(services) if _answers(services) else None
        down = [name for name, service in services.items() if service["state"] != "up" and name not in _OPTIONAL]
        return {"ready": not down, "services": services, "quarantined": quarantined}

    def _look_for_losses(self, services: Services) -> None:
        try:
            count = len(self._lost())
        except PortError as failed:
            _blame(services, failed, otherwise="search")
            return
        if count:
            reason = f"the index of {count} databases is lost: it is being rebuilt"
            services["search"] |= {"state": "down", "reason": reason}

    def _quarantined(self, services: Services) -> list[dict[str, object]] | None:
        """Name the shards that are set apart, which keeps nothing else from being ready; None when nobody can say."""
        if self._quarantine is None:
            return None
        try:
            return quarantined_rows(self._quarantine)
        except PortError as failed:
            _blame(services, failed, otherwise="postgres")
            return None


def _answers(services: Services) -> bool:
    """Tell whether the database answers, where it is among the services."""
    return services.get("postgres", {}).get("state", "up") == "up"


def _blame(services: Services, failed: PortError, *, otherwise: str) -> None:
    """Say of the service that failed, though it had answered its probe, that it is down."""
    for name in [name for name in (failed.service, otherwise) if name in services][:1]:
        services[name] |= {"state": "down", **_reason(failed)}


def _asked(probe: Probe, clock: Callable[[], float]) -> dict[str, object]:
    started, said = clock(), {}
    try:
        probe.ping()
        state = "up"
    except PortError as failed:
        state, said = "down", _reason(failed)
    breaker = probe.breaker if isinstance(probe, Guarded) else "closed" if state == "up" else "open"
    return {"state": state, "latency_ms": round((clock() - started) * 1000, 3), "breaker": breaker, **said}


def _reason(failed: PortError) -> dict[str, object]:
    """Say why, of what may be told to anybody: an error of a driver may name what is inside."""
    return {"reason": failed.told} if failed.told else {}
