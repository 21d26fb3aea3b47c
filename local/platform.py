"""The platform on one machine, from lock to clean end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.errors import NotStarted, using
from local.folder.data_folder import DataFolder
from local.folder.issuer import make_issuer
from local.folder.lock import take_lock
from local.folder.personal_key import make_personal_key
from local.folder.plan import Plan, make_plan
from local.folder.room import check_room, disk_of
from local.folder.seal_key import make_seal_key
from local.free_ports import RANGE, listen
from local.parts.watch import Watch
from local.running.service import Service
from local.running.supervisor import Supervisor, end_left_behind
from local.services.host import CATALOGUE, host_service
from local.services.postgres import postgres_service
from local.services.redis import redis_service
from local.services.seaweedfs.server import seaweedfs_service
from local.switching import is_full, obtain_parts, settle_kind
from local.unprivileged import Standing, leave_root

DEFAULT_PORT = 8002
ATTEMPTS = 3


def _silent() -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform on a data folder and an HTTP port. Without `full` the folder stays what it is; a new one is light."""

    data: Path | None = None
    port: int = DEFAULT_PORT
    service_ports: range = RANGE
    catalogue: str = CATALOGUE
    full: bool | None = None

    @property
    def folder(self) -> DataFolder:
        """The data folder."""
        return DataFolder(self.data)

    def obtain_parts(self, watch: Watch) -> None:
        """Have in the cache what this platform runs beside the wheels. Refused names what is missing."""
        obtain_parts(self.folder, self.full, watch)

    def run(self, on_ready: Callable[[], None] = _silent, watch: Watch | None = None) -> None:
        """Run until SIGINT or SIGTERM. Refused when folder or port are taken, LocalError when a service fails."""
        with using(self.folder.root):
            self._run(self.folder, on_ready, watch)

    def _run(self, folder: DataFolder, on_ready: Callable[[], None], watch: Watch | None) -> None:
        folder.prepare()
        check_room(folder, full=is_full(folder, self.full))
        lock = take_lock(folder.lock, port=self.port)
        try:
            end_left_behind(folder)
            with listen(self.port) as listener:
                obtain_parts(folder, self.full, watch)
                standing = leave_root(folder, full=is_full(folder, self.full), among=self.service_ports)
                make_seal_key(folder)
                make_personal_key(folder)
                full = settle_kind(folder, self.full, among=self.service_ports)
                make_issuer(folder)
                self._run_services(listener.fileno(), on_ready, standing, full=full)
        finally:
            lock.release()

    def _run_services(self, listener: int, on_ready: Callable[[], None], standing: Standing, *, full: bool) -> None:
        folder = self.folder
        for _ in range(ATTEMPTS):
            plan = make_plan(folder, among=self.service_ports, full=full)
            host = host_service(folder, plan, port=self.port, listener=listener, catalogue=self.catalogue)
            services = [*_stores(folder, plan, standing), replace(host, warning=standing.warning)]
            try:
                return Supervisor(folder, services, disk_of(folder, full=full)).run(on_ready)
            except NotStarted:
                # Somebody may have taken a port between our choice and its use; then there is another to choose.
                if make_plan(folder, among=self.service_ports) == plan:
                    raise
        raise NotStarted("the ports of the services are taken again and again")


def _stores(folder: DataFolder, plan: Plan, standing: Standing) -> Sequence[Service]:
    light = [postgres_service(folder, plan), seaweedfs_service(folder, plan), redis_service(folder, plan)]
    if not plan.full:
        return light
    from local.services.kafka import kafka_service
    from local.services.opensearch import may_seclude, opensearch_service

    search = opensearch_service(folder, plan, secluded=may_seclude(), network=standing.network)
    return [*light, kafka_service(folder, plan), search]
