"""The handlers in this process on a running platform's real Postgres, S3 and Redis, in places of their own."""

from pathlib import Path
from uuid import uuid4

from infra.catalogue.names import TOPICS
from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.migrations import migrate
from spice.bootstrap import connect
from spice.entrypoints.lazy import Handler
from spice.settings import Settings
from spice.wired import Wired
from tests.support.api_client import AUDIENCE, ISSUER, Issuer
from tests.support.memory_platform import MemoryPlatform
from tests.support.stand.stand import Stand

TICK = {"name": "Tick", "properties": [{"name": "n", "type": "xsd:integer", "required": True}]}


class OwnPlatform:
    """A platform stepped by hand, with a database `own` and a class `Tick`."""

    def __init__(self, stand: Stand, folder: Path) -> None:
        name = f"own_{uuid4().hex[:8]}"
        self.bucket = name.replace("_", "-")
        self._stand = stand
        stand.sql(f"create database {name}")
        url = stand.postgres_url().rpartition("/")[0] + f"/{name}"
        for bucket in (self.bucket, f"{self.bucket}-data"):
            stand.s3().create_bucket(Bucket=bucket)
        migrate(url)
        self.issuer = Issuer(folder)
        self.settings = _settings(stand, url, self.bucket, folder, self.issuer)
        self._connected: list[Wired] = []
        ports = self.ports()
        assert isinstance(ports.bus, PostgresBus)
        ports.bus.create_topics(TOPICS)
        self.platform = MemoryPlatform(ports=ports, consumer=ports.bus, issuer=self.issuer)
        self.client = self.platform.client("kim", roles=["admin"])
        self.done("POST", "/database", {"name": "own"})
        self.done("POST", "/database/own/ontology", TICK)

    def ports(self) -> Wired:
        """Adapters of their own, as another process has them."""
        self._connected.append(connect(self.settings))
        return self._connected[-1]

    def handler(self, function: str, ports: Wired) -> Handler:
        """The handler of a function on other ports."""
        return MemoryPlatform(ports=ports, consumer=self.platform.consumer, issuer=self.issuer).handlers[function]

    def close(self) -> None:
        """Hang up."""
        for ports in self._connected:
            for each in (ports.model, ports.directory):
                postgres = getattr(each, "_postgres")  # noqa: B009 - a process ends; a test's connections must be closed
                postgres.close()

    def put(self, identity: str, n: int, **headers: str) -> str:
        """Submit a write; answers its command."""
        accepted = self.client.put(f"/database/own/instances/Tick/{identity}", {"data": {"n": n}}, headers=headers)
        assert accepted.status == 202, accepted.body
        return str(accepted.data["command_id"])

    def done(self, method: str, url: str, body: object) -> None:
        """Submit a command and let everything happen."""
        accepted = self.client.call(method, url, body)
        assert accepted.status == 202, accepted.body
        self.platform.settle()
        assert self.state(accepted.data["command_id"]) == "COMPLETED"

    def state(self, command_id: str) -> str:
        """What clients are told of a command."""
        return str(self.client.get(f"/commands/{command_id}").data["state"])

    def version(self, identity: str) -> int:
        """What clients are told of an instance."""
        return int(self.client.get(f"/database/own/instances/Tick/{identity}").data["version"])


def _settings(stand: Stand, url: str, bucket: str, folder: Path, issuer: Issuer) -> Settings:
    plan = stand.plan()
    return Settings(
        postgres_url=url,
        postgres_read_url=url,
        s3_endpoint=f"http://127.0.0.1:{plan['ports']['s3']}",
        s3_region="us-east-1",
        log_bucket=bucket,
        data_bucket=f"{bucket}-data",
        redis_url=f"redis://:{plan['redis_password']}@127.0.0.1:{plan['ports']['redis']}/1",
        search_path=str(folder / "search"),
        jwt_issuer=(ISSUER,),
        jwt_audience=(AUDIENCE,),
        jwks_url=issuer.url,
        kick_url="udp://:key@127.0.0.1:9",
    )
