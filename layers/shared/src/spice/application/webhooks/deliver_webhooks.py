"""The log -> partners, in the order of each aggregate; a partner that fails keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from spice.application.webhooks.lane_run import LaneRun
from spice.application.webhooks.take_in import TakeIn
from spice.domain.webhooks.model import SECRET_LOST
from spice.domain.webhooks.signatures import asymmetric, symmetric
from spice.ports.errors import BrokenChain, LeaseLost, PortError, Transient

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.application.webhooks.attempts import Chance
    from spice.domain.webhooks.model import SealedSecret
    from spice.domain.webhooks.signatures import Sign
    from spice.ports import Ports
    from spice.ports.webhook_queue import Lane

THREADS = 256
LEASE, RENEW = timedelta(seconds=30), timedelta(seconds=2)
POLL_SECONDS = 0.2
SOON_SECONDS = 7.0
"""What is tried again this soon is waited for: the first retries do not wait for a tick."""


class DeliverWebhooks:
    """Delivers until nothing is left that is due soon, or the time is over. Safe to repeat, and beside itself."""

    def __init__(
        self,
        ports: Ports,
        ontologies: Ontologies,
        *,
        new_lease: Callable[[], UUID],
        chance: Chance,
        pause: Callable[[float], None],
    ) -> None:
        self._ports, self._take_in = ports, TakeIn(ports, ontologies)
        self._queue, self._seal, self._sender = ports.webhook_queue, ports.seal, ports.sender
        self._new_lease, self._chance, self._pause = new_lease, chance, pause

    def __call__(self, *, seconds: float) -> dict[str, int]:
        """Go on for about `seconds`, and as long as tries that have begun take; answers what was done."""
        lease = self._new_lease()
        runs = self._claimed(lease, {})
        told, trouble = {"webhooks": len(runs)}, None
        if runs:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as threads:
                trouble = self._run(threads, lease, runs, seconds)
            told |= {"delivered": sum(run.delivered for run in runs.values())}
            told |= {"failed": sum(run.failed for run in runs.values())}
        self._queue.release(lease)
        if trouble is not None:
            raise trouble
        return told

    def _run(self, threads: Executor, lease: UUID, runs: dict[UUID, LaneRun], seconds: float) -> PortError | None:
        now, idle, trouble = self._ports.now, 0.0, None
        until, renewed = now() + timedelta(seconds=seconds), now()
        while True:
            at = now()
            if at - renewed >= RENEW:
                self._renew(lease, runs)
                renewed = at
            moved, met = self._step(threads, runs, begin=at < until)
            trouble = trouble or met
            if moved:
                idle = 0.0
            elif flying := [future for run in runs.values() for _, future in run.flying.values()]:
                wait(flying, POLL_SECONDS, FIRST_COMPLETED)
            elif at >= until or idle >= SOON_SECONDS or not self._soon(runs):
                return trouble
            else:
                self._pause(POLL_SECONDS)
                idle += POLL_SECONDS

    def _step(self, threads: Executor, runs: dict[UUID, LaneRun], *, begin: bool) -> tuple[bool, PortError | None]:
        """Let every webhook go on; one that somebody else holds by now is left alone, and one that is in trouble begins
        nothing more: it keeps no other waiting."""
        moved, trouble = False, None
        for id_, run in [*runs.items()]:
            try:
                moved |= run.step(threads, begin=begin)
            except LeaseLost:
                del runs[id_]
            except (Transient, BrokenChain) as met:
                trouble = met
                run.rest()
        return moved, trouble

    def _renew(self, lease: UUID, runs: dict[UUID, LaneRun]) -> None:
        """Hold what is held, and take what is new; what is in the air of one that ended meanwhile is written down."""
        claimed = self._claimed(lease, runs)
        for id_ in runs.keys() - claimed.keys():
            runs[id_].end()
        runs |= claimed

    def _claimed(self, lease: UUID, runs: dict[UUID, LaneRun]) -> dict[UUID, LaneRun]:
        now = self._ports.now()
        claimed: dict[UUID, LaneRun] = {}
        for lane in self._queue.claim(lease, now, now + LEASE):
            signs = self._signs(lane)
            if signs is None:
                self._queue.settle(lane, (), lane.health, at=now, off=SECRET_LOST)
            elif (run := runs.get(lane.webhook.id)) is not None:
                run.renew(lane, signs)
                claimed[lane.webhook.id] = run
            else:
                claimed[lane.webhook.id] = LaneRun(lane, signs, self._ports, self._sender, self._take_in, self._chance)
        return claimed

    def _signs(self, lane: Lane) -> Sequence[Sign] | None:
        """Open what signs now. A secret that was rotated out, and cannot be opened, signs no more."""
        of = str(lane.webhook.id)
        found = [self._sign(secret, of) for secret in lane.webhook.sealed(self._ports.now())]
        return None if found[0] is None else [sign for sign in found if sign is not None]

    def _sign(self, secret: SealedSecret, of: str) -> Sign | None:
        if (opened := self._seal.open(secret.sealed, of=of)) is None:
            return None
        return symmetric(opened) if secret.signatures == "v1" else asymmetric(opened, self._ports.key_pairs.sign)

    def _soon(self, runs: dict[UUID, LaneRun]) -> bool:
        return any(run.is_due_within(SOON_SECONDS) for run in runs.values())
