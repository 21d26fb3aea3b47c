"""The platform on one machine, from lock to clean end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
                plan = make_plan(folder, among=self.service_ports)
                make_issuer(folder)
                services = [
                    postgres_service(folder, plan),
                    seaweedfs_service(folder, plan),
                    redis_service(folder, plan),
                    host_service(folder, plan, port=self.port, listener=listener.fileno(), catalogue=self.catalogue),
                ]
                Supervisor(folder, services).run(on_ready)
        finally:
            lock.release()
