"""One service under supervision: its process, its state, when it may start again."""

import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor

from local.errors import LocalError
from local.running.service import Process, Service
from local.running.starting import spawned

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
FAILING_PAUSE = 1.0
NEVER = float("inf")
STABLE_SECONDS = 30.0
PREPARING, STARTING, READY, WAITING, STOPPED = "preparing", "starting", "ready", "waiting", "stopped"


class Supervised:
    """A service that is started again whenever it ends, later each time until it stays up."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.state = STOPPED
        self.started_at = 0.0
        self.restarts = 0
        self.was_ready = False
        self.trouble = ""
        self._process: Process | None = None
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._ends_by = NEVER
        self._settling: Future[None] | None = None
        self._preparer = ThreadPoolExecutor(1, thread_name_prefix=f"prepare-{service.name}")
        self._prepared: Future[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process's number while there is one."""
        return self._process.pid if self._process else None

    @property
    def is_failing(self) -> bool:
        """Tell whether it ends again and again, soon after each start."""
        return self.state != READY and self._pause > FAILING_PAUSE

    def start(self) -> None:
        """Begin to start: preparations run beside those of the other services."""
        self._prepared = self._preparer.submit(self.service.prepare)
        self.state = PREPARING

    def _begin(self) -> None:
        """Spawn once prepared; what the world does not allow now is tried again, as a process that ends is."""
        assert self._prepared is not None
        prepared, self._prepared = self._prepared, None
        try:
            prepared.result()
            self._spawn()
        except OSError as failed:
            self.trouble = str(failed)
            self._ended()

    def _spawn(self) -> None:
        self._process = spawned(self.service)
        self.started_at = time.time()
        self.state = STARTING

    def step(self) -> bool:
        """Look after the process; tell whether its state changed."""
        before = (self.state, self.pid)
        if self.state == WAITING:
            if time.monotonic() >= self._next_start:
                self.start()
        elif self._prepared is not None:
            if self._prepared.done():
                self._begin()
        elif self._process is not None and self._process.poll() is not None:
            self._ended()
        elif self._process is not None and time.monotonic() > self._ends_by:
            self._process.kill()
        elif self.state == STARTING:
            self._settle()
        return (self.state, self.pid) != before

    def ask_to_stop(self) -> None:
        """Send the signal that ends it in good order."""
        self.state = STOPPED
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.service.stop_signal)

    def wait_stopped(self) -> None:
        """Wait until it has ended; kill it when it takes too long."""
        if self._process is not None:
            try:
                self._process.wait(self.service.stop_seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        # After the process: what settles it asks it question after question, and gives up when nobody answers.
        self._preparer.shutdown(wait=True)

    def last_words(self, lines: int = 5) -> str:
        """Quote the end of its log."""
        text = self.service.log.read_text(errors="replace") if self.service.log.exists() else ""
        return "\n".join([*text.strip().splitlines()[-lines:], *filter(None, [self.trouble])])

    def start_again(self) -> None:
        """Have it end, and begin anew."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.service.stop_signal)
            self._ends_by = time.monotonic() + self.service.stop_seconds

    def hurry(self) -> None:
        """Begin now what waits to be started again."""
        self._pause = FIRST_PAUSE
        self._next_start = time.monotonic()

    def _settle(self) -> None:
        """Count it as ready once it answers and what it needs then is done."""
        if self._settling is None:
            if self.service.answers():
                self._settling = self._preparer.submit(self.service.settle)
        elif self._settling.done():
            if failed := self._settling.exception():
                self._give_up(failed)
            else:
                self.state, self.was_ready = READY, True

    def _give_up(self, failed: BaseException) -> None:
        """Have it start again: it answers, but cannot be trusted. Only a LocalError says so."""
        if not isinstance(failed, LocalError) or self._process is None:
            raise failed
        with self.service.log.open("a") as log:
            log.write(f"{failed}\n")
        self._process.kill()
        self._process.wait()

    def _ended(self) -> None:
        if time.time() - self.started_at > STABLE_SECONDS:
            self._pause = FIRST_PAUSE
        self._process, self._settling, self._ends_by = None, None, NEVER
        self.state = WAITING
        self.restarts += 1
        self._next_start = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
