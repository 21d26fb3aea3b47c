"""Start services, keep them running, stop first the one that uses the others, then those together."""

import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from types import FrameType

import msgspec

from local.errors import NotStarted
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private
from local.folder.room import Reserve
from local.logs import trim_logs
from local.running.processes import end_group, same_process, start_time
from local.running.service import Service
from local.running.supervised import READY, Supervised
from spice.adapters.disk.disk import Disk

GIVE_UP_AFTER = 4
STARTING_TICK, TICK = 0.03, 1.0
TRIM_SECONDS = 15.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A service as `state.json` tells it: for `spice status`, and for the next start to find what was left."""

    name: str
    state: str
    pid: int | None
    port: int
    started_at: float
    process_started_at: float
    restarts: int
    death_signal: int
    trouble: str = ""
    """What a service that ends again and again said last."""
    warning: str = ""


class Supervisor:
    """Looks after services from one thread: a process must not outlive the thread that started it."""

    def __init__(self, folder: DataFolder, services: Sequence[Service], disk: Disk) -> None:
        self.services = [Supervised(service) for service in services]
        self._folder = folder
        self._stopping = False
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        self._trimmed_at = 0.0
        self._disk, self._reserve = disk, Reserve(folder.reserve)
        self._spent, self._untold = False, False

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start all and look after them until a signal says stop. NotStarted when one cannot be started."""
        with closing(self._wake), closing(self._woken), self._signals():
            try:
                self._start()
                announced = False
                while not self._stopping:
                    self._step()
                    if not announced and all(each.state == READY for each in self.services):
                        on_ready()
                        announced = True
                    self._sleep()
            finally:
                self._stop()

    def _start(self) -> None:
        for each in self.services:
            each.start()

    def _step(self) -> None:
        if any([each.step() for each in self.services]) or self._untold:
            self._tell()
        for each in self.services:
            if not each.was_ready and each.restarts >= GIVE_UP_AFTER:
                raise NotStarted(f"{each.service.name} does not start; its log ends with\n{each.last_words()}")
        if time.monotonic() - self._trimmed_at > TRIM_SECONDS:
            self._trimmed_at = time.monotonic()
            trim_logs(self._folder.root / "logs")
        self._mind_the_disk()

    def _mind_the_disk(self) -> None:
        """Give up the reserve on a full disk; once there is room, start again what waits and what does not heal."""
        if self._disk.is_spent:
            self._spent = True
            self._reserve.release()
        elif not self._disk.is_full:
            self._reserve.keep(self._disk)
            if self._spent:
                self._spent = False
                for each in self.services:
                    each.hurry() if each.service.heals else each.start_again()

    def _sleep(self) -> None:
        busy = any(each.state != READY for each in self.services)
        select.select([self._woken], [], [], STARTING_TICK if busy else TICK)
        try:
            self._woken.recv(4096)
        except BlockingIOError:
            return

    def _stop(self) -> None:
        self._stopping = True
        # The last uses all the others, which do not know each other: together they take as long as the slowest.
        for together in (self.services[-1:], self.services[:-1]):
            for each in together:
                each.ask_to_stop()
            for each in together:
                each.wait_stopped()
        self._folder.state.unlink(missing_ok=True)

    def _tell(self) -> None:
        running = [_running(each) for each in self.services]
        try:
            write_private(self._folder.state, msgspec.json.encode(running))
        except OSError:
            self._untold = True  # a full disk; it is told at the next step
        else:
            self._untold = False

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._asked_to_stop) for number in STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _note)
        descriptor = signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(descriptor)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def read_running(folder: DataFolder) -> list[Running]:
    """Read what the supervisor of a folder runs; what it ran, if it was killed."""
    try:
        return msgspec.json.decode(folder.state.read_bytes(), type=list[Running])
    except (FileNotFoundError, msgspec.DecodeError):
        return []  # what a supervisor leaves ends with it; this only makes sure


def end_left_behind(folder: DataFolder) -> None:
    """End what a killed supervisor left running. Only for the holder of the folder's lock."""
    owner = folder.root.stat().st_uid
    for each in reversed(read_running(folder)):
        if each.pid is not None and (process := same_process(each.pid, each.process_started_at, user=owner)):
            end_group(process, each.death_signal)
    folder.state.unlink(missing_ok=True)


def _running(each: Supervised) -> Running:
    return Running(
        name=each.service.name,
        state=each.state,
        pid=each.pid,
        port=each.service.port,
        started_at=each.started_at,
        process_started_at=start_time(each.pid) if each.pid else 0.0,
        restarts=each.restarts,
        death_signal=int(each.service.death_signal),
        trouble=each.last_words() if each.is_failing else "",
        warning=each.service.warning,
    )


def _note(number: int, frame: FrameType | None) -> None:
    """Be interrupted: the wake-up descriptor does the rest."""
