"""The platform on one machine, from lock to clean end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local.errors import NotStarted
from local.folder import DataFolder
from local.free_ports import RANGE, listen
from local.issuer import make_issuer
from local.lock import take_lock
from local.plan import make_plan
from local.services.host import CATALOGUE, host_service
from local.services.postgres import postgres_service
from local.services.redis import redis_service
from local.services.seaweedfs import seaweedfs_service
from local.supervisor import Supervisor, end_left_behind

DEFAULT_PORT = 8002
ATTEMPTS = 3


def _silent() -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform on a data folder and an HTTP port."""

    data: Path | None = None
    port: int = DEFAULT_PORT
    service_ports: range = RANGE
    catalogue: str = CATALOGUE

    @property
    def folder(self) -> DataFolder:
        """The data folder."""
        return DataFolder(self.data)

    def run(self, on_ready: Callable[[], None] = _silent) -> None:
        """Run until SIGINT or SIGTERM. Refused when folder or port are taken, LocalError when a service fails."""
        folder = self.folder
        folder.prepare()
        lock = take_lock(folder.lock, port=self.port)
        try:
            end_left_behind(folder)
            with listen(self.port) as listener:
                make_issuer(folder)
                self._run_services(listener.fileno(), on_ready)
        finally:
            lock.release()

    def _run_services(self, listener: int, on_ready: Callable[[], None]) -> None:
        folder = self.folder
        for _ in range(ATTEMPTS):
            plan = make_plan(folder, among=self.service_ports)
            services = [
                postgres_service(folder, plan),
                seaweedfs_service(folder, plan),
                redis_service(folder, plan),
                host_service(folder, plan, port=self.port, listener=listener, catalogue=self.catalogue),
            ]
            try:
                return Supervisor(folder, services).run(on_ready)
            except NotStarted:
                # Somebody may have taken a port between our choice and its use; then there is another to choose.
                if make_plan(folder, among=self.service_ports) == plan:
                    raise
        raise NotStarted("the ports of the services are taken again and again")
