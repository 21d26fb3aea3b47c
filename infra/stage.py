"""The stages, as plain data: what differs between them, and nothing else."""

from dataclasses import dataclass, field
from typing import Literal

from infra.catalogue.functions import api_at_once, api_connections
from infra.issuer import Issuer

OTHER_CONNECTIONS = 24
"""Relay, workers, projection and maintenance, two each at most, and an operator."""
DAYS_OF_EVIDENCE = 35
"""How long backups are kept; what was erased they open for two epochs of keys at most (docs/privacy.md)."""


class WrongConfiguration(Exception):
    """A stage contradicts itself; the message names the field and the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`endpoint_zones`: in how many zones an interface endpoint is paid for. Where it is one, losing that zone
    stops event sources and what functions start of each other, wherever the stores are.
    `nat_gateways`: the way out of what asks the world, webhooks and Google Sheets; without one both are refused.
    `zone_names`: which zones, as the account knows them; the region's first ones where none is named.
    """

    zones: int
    nat_gateways: int
    endpoint_zones: int
    zone_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """`instance`: one RDS instance. `aurora`: Serverless v2, `readers` replicas.

    `connections`: what the server takes; AWS reckons it by memory, LEAST(bytes / 9531392, 5000).
    """

    kind: Literal["instance", "aurora"]
    version: str = "17.6"
    instance: str = "t4g.micro"
    storage_gb: int = 20
    least_units: float = 0.5
    most_units: float = 1
    readers: int = 0
    connections: int = 80
    backup_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """MSK. Express brokers bring their own storage and replication; `storage_gb` is a broker's, of the others:
    these disks grow by themselves and never shrink, and once they have, AWS refuses less here."""

    instance: str
    brokers: int
    replication: int
    in_sync: int
    storage_gb: int | None = None
    version: str = "3.9.x"
    retention_hours: int = 24 * 14

    @property
    def express(self) -> bool:
        """Tell whether the brokers are Express."""
        return self.instance.startswith("express.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """An OpenSearch domain; `zones` 1 or 2."""

    instance: str
    nodes: int
    zones: int
    storage_gb: int
    version: str = "OpenSearch_3.3"
    managers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """`node`: one Valkey node, the cheapest that idles. `serverless`: grows by itself, in every zone."""

    kind: Literal["node", "serverless"]
    node: str = "cache.t4g.micro"
    most_gb: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """TerminusDB on Fargate, where ontologies are kept there instead of in PostgreSQL."""

    image: str = "terminusdb/terminusdb-server:v12.0.6"
    cpu: int = 1024
    memory_mb: int = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A name of our own. The certificate of the API's is in the API's region, that of the console's in us-east-1."""

    name: str
    certificate_arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """`warm`: how the API's functions avoid a cold start; `provisioned` counts what is kept warm of each.

    `subject_…`: what one client may ask; less than all together, or it would never be told apart.
    `waits`: requests that may wait at once for an outcome or an event; each holds a function meanwhile.
    """

    origins: tuple[str, ...] = ()
    requests_per_second: int = 200
    burst: int = 400
    subject_per_second: int = 100
    subject_burst: int = 200
    waits: int = 8
    warm: Literal["no", "snapstart", "provisioned"] = "no"
    provisioned: int = 0
    issuer: Issuer | None = None
    domain: Domain | None = None
    console: Domain | None = None

    @property
    def greedy(self) -> bool:
        """Tell whether one client may have as much as all together."""
        return self.subject_per_second >= self.requests_per_second or self.subject_burst >= self.burst


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Who hears of what. `emails`, `phones` and `webhooks` (chat, by HTTPS) by severity."""

    emails: dict[str, tuple[str, ...]] = field(default_factory=dict)
    phones: dict[str, tuple[str, ...]] = field(default_factory=dict)
    webhooks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    monthly_budget_usd: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything one deployment decides. `disposable`: destroying it leaves nothing behind."""

    name: str
    disposable: bool
    log_days: int
    network: Network
    database: Database
    bus: Bus
    search: Search
    cache: Cache
    api: Api = field(default_factory=Api)
    alerts: Alerts = field(default_factory=Alerts)
    graph: Graph | None = None
    replica_region: str | None = None
    lock_days: int | None = None

    def __post_init__(self) -> None:
        unreachable = self.graph is not None and self.network.nat_gateways == 0 and ".dkr.ecr." not in self.graph.image
        refuse(unreachable, self, "graph.image", "without a NAT gateway the image must come from ECR")
        crowd = api_connections(self.name) + OTHER_CONNECTIONS > self.database.connections
        refuse(crowd, self, "database.connections", "must hold what the API and the workers open at once")
        waiting = 0 < api_at_once(self.name) < 2 * self.api.waits
        refuse(waiting, self, "api.waits", "must be at most half of what the API answers at once")
        refuse(self.api.greedy, self, "api.subject_per_second", "one client must have less than all together")
        refuse(self.bus.brokers % self.network.zones != 0, self, "bus.brokers", "must be a multiple of network.zones")
        named = self.network.zone_names
        wrong = bool(named) and (len(named), len({*named})) != (self.network.zones, self.network.zones)
        refuse(wrong, self, "network.zone_names", "must name network.zones different zones, or none")
        refuse(self.disposable and self.lock_days is not None, self, "lock_days", "a locked log cannot be disposable")
        refuse(self.search.nodes % self.search.zones != 0, self, "search.nodes", "must be a multiple of search.zones")
        warm = self.api.warm == "provisioned"
        refuse(warm != (self.api.provisioned > 0), self, "api.provisioned", "goes with warm = 'provisioned'")

    @property
    def endpoints(self) -> tuple[str, ...]:
        """What is asked of AWS from inside: kicks, roles of pollers, keys; TerminusDB's password, and its image."""
        graph = () if self.graph is None else ("secretsmanager",)
        task = ("ecr.api", "ecr.dkr", "logs") if graph and not self.network.nat_gateways else ()
        return ("lambda", "sts", "kms", *graph, *task)

    def deployable(self, region: str | None) -> None:
        """Refuse what only a deployment shows: its region (None where nobody knows it yet), and nobody to be told."""
        told = (self.alerts.emails, self.alerts.phones, self.alerts.webhooks)
        deaf = not self.disposable and not any(by.get("critical") for by in told)
        rule = "somebody has to be told of what is critical: -c critical=MAIL,… or in the configuration"
        refuse(deaf, self, "alerts", rule)
        same = region is not None and region == self.replica_region
        refuse(same, self, "replica_region", f"must be another region than the stage's own, {region}")


def refuse(broken: bool, stage: Stage, name: str, rule: str) -> None:
    """Raise WrongConfiguration when a rule is broken."""
    if broken:
        raise WrongConfiguration(f"stage {stage.name}: {name}: {rule}")
