"""The emulation on one machine, from lock to clean end: servers, the emulated AWS, the poller."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.catalogue.names import DATABASE_ADMIN
from infra.catalogue.tables import DATABASE_USERS
from local.emulation.servers import Account, Server, ministack_service, poller_service
from local.emulation.transport import transport
from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.lock import take_lock
from local.folder.plan import Plan, make_plan
from local.folder.room import disk_of
from local.free_ports import RANGE, choose_ports, is_free
from local.running.service import Service
from local.running.supervisor import Supervisor, end_left_behind
from local.services.kafka import kafka_bootstrap, kafka_service
from local.services.opensearch import opensearch_service
from local.services.postgres import postgres_service, postgres_url
from local.services.redis import redis_service

GATEWAY = 4566
PLAYED = {"postgres": "postgres", "redis": "redis", "opensearch": "opensearch"}


@dataclass(frozen=True, slots=True)
class Emulation:
    """An emulated account on a folder and the port of its API."""

    data: Path
    gateway: int = GATEWAY
    service_ports: range = RANGE

    def run(self, on_ready: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM. Refused when the folder or the port are taken."""
        folder = DataFolder(self.data)
        folder.prepare()
        lock = take_lock(folder.lock, port=self.gateway)
        try:
            end_left_behind(folder)
            if not is_free(self.gateway):
                raise Refused(f"port {self.gateway} is taken; name another with --port")
            plan = make_plan(folder, among=self.service_ports, full=True)
            Supervisor(folder, self._services(folder, plan), disk_of(folder, full=True)).run(on_ready)
        finally:
            lock.release()

    def _services(self, folder: DataFolder, plan: Plan) -> list[Service]:
        names = dict.fromkeys((*plan.ports, "poller"), 0)
        poller = choose_ports(names, plan.ports, folder.root, among=self.service_ports)["poller"]
        brokers = kafka_bootstrap(plan)
        account = self._account(folder, plan)
        return [
            postgres_service(folder, plan),
            redis_service(folder, plan),
            kafka_service(folder, plan, guarded=False),
            opensearch_service(folder, plan, secluded=False),
            ministack_service(folder, account, port=self.gateway, brokers=brokers),
            poller_service(folder, gateway=self.gateway, port=poller, brokers=brokers),
        ]

    def _account(self, folder: DataFolder, plan: Plan) -> Account:
        return Account(
            servers={played: Server(port=plan.ports[name]) for played, name in PLAYED.items()},
            database_url=postgres_url(plan),
            users=dict.fromkeys((DATABASE_ADMIN, *DATABASE_USERS.values()), plan.postgres_password),
            transport=transport(plan, gateway=self.gateway),
            function_python=str(folder.of("ministack") / "python"),
        )
