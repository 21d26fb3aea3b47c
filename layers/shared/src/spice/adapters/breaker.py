"""A circuit breaker per backing service: while it is away nobody waits for it, and one call in a while looks again."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from spice.ports.errors import CircuitOpen, Momentary, Permanent, PortError, Transient, Unknown

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
FAILURES = 3
"""Failures in a row that open it."""
SLOW_SECONDS = 1.0
"""A failure that took this long opens it at once: nobody else shall wait as long."""
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 1.0
"""What the longest outage costs once it is over: nobody is held up for longer."""

OnChange = Callable[[str, str, str], None]
"""Hears the service, the state before, and the state."""


def ignore(service: str, before: str, state: str) -> None:
    """Hear nothing."""


class Breaker:
    """closed -> open -> half_open -> closed, for one service in one process; safe for threads.

    An adapter makes every call inside it, with its errors translated inside:

        with self._breaker.guarded(), translated(topic):
            self._client.send(...)

    Transient and Unknown of its own service count against it; Momentary does not (raise that for locks, conflicts and
    lost connections: the service is there). Everything else it answers is a sign of life. Guards may be nested: a
    thread that is inside passes. No guard may stay open across a `yield` to the caller of a generator.

    Bootstrap makes it with the service's name (that of the port errors), gives the same one to all adapters of the
    service and to its `NamedProbe`, and passes `on_change` on from the entrypoint. The probe says how to `look`: a call
    that tries asks first how the service is, which takes less patience than what was to be done. A service that refuses
    the look is there: the call is made, and ends as it ends.
    """

    look: Callable[[], object] | None = None

    def __init__(
        self,
        service: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        failures: int = FAILURES,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
        on_change: OnChange = ignore,
    ) -> None:
        self.service = service
        self._clock, self._chance, self._on_change = clock, chance, on_change
        self._most, self._longest = failures, longest_pause_seconds
        self._lock = threading.Lock()
        self._inside = threading.local()
        self._failed = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._until: float | None = None
        self._trying = False

    @property
    def longest_pause_seconds(self) -> float:
        """Tell how long anybody may be kept from a service that is back."""
        return self._longest

    @property
    def state(self) -> str:
        """closed, open, or half_open when the next call tries it or one does."""
        until = self._until
        if until is None:
            return CLOSED
        return HALF_OPEN if self._trying or self._clock() >= until else OPEN

    @contextmanager
    def guarded(self, *, asking: bool = False) -> Iterator[None]:
        """Make a call. Raises CircuitOpen at once while the service is away, unless `asking` how it is."""
        if getattr(self._inside, "call", False):
            yield
            return
        trying = self._admit(asking=asking)
        began = self._clock()
        self._inside.call = True
        try:
            if trying:
                self._look_first()
            yield
        except PortError as failed:
            self._learn(failed, self._clock() - began, trying=trying)
            raise
        else:
            self._succeeded()
        finally:
            self._inside.call = False
            if trying:
                self._trying = False

    def _look_first(self) -> None:
        if self.look is None:
            return
        # What the look reads may be forbidden to this process, though what the call is about is not.
        with suppress(Permanent):
            self.look()
        self._succeeded()

    def _admit(self, *, asking: bool) -> bool:
        """Let a call pass, and tell whether it is the one that tries."""
        if self._until is None:
            return False
        with self._lock:
            if self._until is None or asking:
                return False
            left = self._until - self._clock()
            if left > 0 or self._trying:
                raise CircuitOpen(self.service, max(left, FIRST_PAUSE_SECONDS))
            self._on_change(self.service, OPEN, HALF_OPEN)
            # Last: whoever tries has to come to where it ends.
            self._trying = True
        return True

    def _learn(self, failed: PortError, seconds: float, *, trying: bool) -> None:
        if failed.service != self.service or isinstance(failed, CircuitOpen | Momentary):
            return
        if isinstance(failed, Transient | Unknown):
            self._count(seconds, trying=trying)
        else:
            self._succeeded()

    def _count(self, seconds: float, *, trying: bool) -> None:
        with self._lock:
            self._failed += 1
            enough = self._failed >= self._most or seconds >= SLOW_SECONDS
            # While it is open only the one that tries moves the time of the next try: not those that began before.
            if not (trying if self._until is not None else enough):
                return
            # Half of the pause is chance: processes that failed together do not come back together.
            self._until = self._clock() + self._pause * (1 + self._chance()) / 2
            self._pause = min(self._pause * 2, self._longest)
        self._on_change(self.service, HALF_OPEN if trying else CLOSED, OPEN)

    def _succeeded(self) -> None:
        if self._until is None and not self._failed:
            return
        with self._lock:
            before = self.state
            self._until, self._failed, self._pause = None, 0, FIRST_PAUSE_SECONDS
        if before != CLOSED:
            self._on_change(self.service, before, CLOSED)
