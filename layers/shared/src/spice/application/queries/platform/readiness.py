"""Whether the platform can work: what each backing service says of itself, remembered for a moment."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal, cast
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from spice.application.queries.platform.operations import QuarantinedRow, quarantined_rows
from spice.ports.errors import PortError
from spice.ports.probe import Guarded, Probe
from spice.ports.quarantine import Quarantine

FRESH = timedelta(seconds=2)
"""However many ask, services are asked no oftener."""
State = Literal["up", "down"]
BreakerState = Literal["closed", "open", "half_open"]
_OPTIONAL = frozenset({"redis", "cache"})
"""Without these the platform is slower, not down."""


class ServiceRow(Struct, frozen=True):
    """A backing service."""

    state: State
    latency_ms: Annotated[float, Meta(ge=0)]
    breaker: BreakerState
    reason: str | UnsetType = UNSET


Services = dict[str, ServiceRow]
"""What each says of itself, by name."""


class ReadinessRow(Struct, frozen=True):
    """Whether the platform can work; how the backing services are is for those who show a token."""

    ready: bool
    services: Mapping[str, ServiceRow] | UnsetType = UNSET
    quarantined: Sequence[QuarantinedRow] | UnsetType | None = UNSET


def nothing_lost() -> Sequence[UUID]:
    """Miss nothing."""
    return ()


def never() -> bool:
    """Tell that it is not so."""
    return False


class Readiness:
    """Asks every backing service how it is; `ready` when those it cannot do without answer, search lost nothing, and
    the index is whole."""

    def __init__(
        self,
        probes: Sequence[Probe],
        clock: Callable[[], float] = time.perf_counter,
        *,
        lost: Callable[[], Sequence[UUID]] = nothing_lost,
        rebuilding: Callable[[], bool] = never,
        quarantine: Quarantine | None = None,
    ) -> None:
        self._probes, self._clock, self._lost, self._quarantine = probes, clock, lost, quarantine
        self._rebuilding = rebuilding
        self._at: datetime | None = None
        self._told = ReadinessRow(ready=False)

    def __call__(self, now: datetime) -> ReadinessRow:
        """Tell how all of them are, or were a moment ago."""
        if self._at is None or not timedelta() <= now - self._at < FRESH:
            self._told, self._at = self._ask(), now
        return self._told

    def _ask(self) -> ReadinessRow:
        services = {probe.name: _asked(probe, self._clock) for probe in self._probes}
        # Marks and places are kept in the database: one that is away would keep all who ask waiting.
        if _is(services, "search", "up") and _answers(services):
            self._look_for_losses(services)
        quarantined = self._quarantined(services) if _answers(services) else None
        if _answers(services):
            self._look_for_rebuild(services)
        down = [name for name, service in services.items() if service.state != "up" and name not in _OPTIONAL]
        return ReadinessRow(ready=not down, services=services, quarantined=quarantined)

    def _look_for_losses(self, services: Services) -> None:
        try:
            count = len(self._lost())
        except PortError as failed:
            _blame(services, failed, otherwise="search")
            return
        if count:
            reason = f"the index of {count} databases is lost: it is being rebuilt"
            services["search"] = replace(services["search"], state="down", reason=reason)

    def _look_for_rebuild(self, services: Services) -> None:
        try:
            rebuilding = self._rebuilding()
        except PortError as failed:
            _blame(services, failed, otherwise="postgres")
            return
        if rebuilding:
            index = services.get("postgres", ServiceRow("down", 0.0, "closed"))
            services["postgres"] = replace(index, state="down", reason="the index is being rebuilt")

    def _quarantined(self, services: Services) -> list[QuarantinedRow] | None:
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
    return not _is(services, "postgres", "down")


def _is(services: Services, name: str, state: str) -> bool:
    return name in services and services[name].state == state


def _blame(services: Services, failed: PortError, *, otherwise: str) -> None:
    """Say of the service that failed, though it had answered its probe, that it is down."""
    for name in [name for name in (failed.service, otherwise) if name in services][:1]:
        said = failed.told or services[name].reason
        services[name] = replace(services[name], state="down", reason=said)


def _asked(probe: Probe, clock: Callable[[], float]) -> ServiceRow:
    started = clock()
    said: str | UnsetType = UNSET
    state: State = "up"
    try:
        probe.ping()
    except PortError as failed:
        # Only what may be told to anybody: an error of a driver may name what is inside.
        state, said = "down", failed.told or UNSET
    breaker = probe.breaker if isinstance(probe, Guarded) else "closed" if state == "up" else "open"
    return ServiceRow(state, round((clock() - started) * 1000, 3), cast(BreakerState, breaker), said)
