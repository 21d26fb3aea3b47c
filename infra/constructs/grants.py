"""What each grant of the catalogue means in IAM, and whose client it makes a function."""

from collections.abc import Callable

from infra.catalogue import names
from infra.catalogue.functions import read_topics
from infra.catalogue.model import Function, Topic
from infra.constructs.bucket_statements import READ_KEY, Statements, allow, empty, exports_write, forget, read, write
from infra.constructs.places import Endpoints


class UnknownGrant(Exception):
    """The catalogue grants something that has no meaning here."""


def _ontology_write(places: Endpoints) -> Statements:
    """Read the password; where ontologies are in the database alone there is none."""
    if places.graph_secret is None:
        return []
    return [allow(["secretsmanager:GetSecretValue"], places.graph_secret), allow(READ_KEY, places.key_arn)]


def _bus_write(places: Endpoints) -> Statements:
    topics = [places.bus("topic", topic) for topic in names.TOPICS]
    return [
        allow(["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], places.bus_arn),
        allow(["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], *topics),
    ]


def _bus_admin(places: Endpoints) -> Statements:
    topics = [places.bus("topic", topic) for topic in names.TOPICS]
    actions = ("CreateTopic", "DescribeTopic", "AlterTopic", "DescribeTopicDynamicConfiguration")
    return [
        allow(["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"], places.bus_arn),
        allow([f"kafka-cluster:{action}" for action in actions], *topics),
        # How far a group is: a family grows when its workers have read everything.
        allow(["kafka-cluster:DescribeGroup"], *(places.bus("group", trigger.group) for trigger in read_topics())),
    ]


def _bus_locate(places: Endpoints) -> Statements:
    return [allow(["kafka:GetBootstrapBrokers", "kafka:DescribeCluster", "kafka:DescribeClusterV2"], places.bus_arn)]


def _search_read(places: Endpoints) -> Statements:
    return [
        allow(["es:ESHttpGet", "es:ESHttpHead"], f"{places.search_arn}/*"),
        allow(["es:ESHttpPost", "es:ESHttpDelete"], f"{places.search_arn}/*_search*"),
    ]


def _search_write(places: Endpoints) -> Statements:
    verbs = ("Get", "Head", "Post", "Put", "Delete")
    return [allow([f"es:ESHttp{verb}" for verb in verbs], f"{places.search_arn}/*")]


def _search_packages(places: Endpoints) -> Statements:
    return [
        allow(["es:AssociatePackage", "es:ListPackagesForDomain", "es:DescribeDomain"], places.search_arn),
        # It takes no resource: packages are the service's own.
        allow(["es:DescribePackages"], "*"),
    ]


def _invoke(name: str) -> Callable[[Endpoints], Statements]:
    return lambda places: [allow(["lambda:InvokeFunction"], places.function_arn(name))]


def _unwrap(places: Endpoints) -> Statements:
    """Use the keys of persons: their epochs' keys are objects that the personal key wrapped."""
    return [*read("keys", f"{names.EPOCHS_PREFIX}*")(places), allow(["kms:Decrypt"], places.personal_key_arn)]


def _wrap(*more: str) -> Callable[[Endpoints], Statements]:
    """Make keys of epochs as well; `more`: what else may be done to them."""
    return lambda places: [
        *write("keys", f"{names.EPOCHS_PREFIX}*", *more)(places),
        allow(["kms:Decrypt", "kms:Encrypt"], places.personal_key_arn),
    ]


def _probe(places: Endpoints) -> Statements:
    return [allow(["s3:GetObject"], places.bucket_arn("log", names.PROBE_KEY))]


def _nothing(_: Endpoints) -> Statements:
    return []


MEANINGS: dict[str, tuple[str | None, Callable[[Endpoints], Statements]]] = {
    # Who it signs in as is the function's, whatever it does there.
    "postgres:read": ("postgres", _nothing),
    "postgres:write": ("postgres", _nothing),
    "postgres:migrate": ("postgres", _nothing),
    "cache": ("cache", _nothing),
    # With it goes what readiness asks: whether the bucket answers.
    "log:read": (None, read("log", f"{names.LOG_PREFIX}*", names.PROBE_KEY)),
    "log:write": (None, lambda places: [*write("log", f"{names.LOG_PREFIX}*")(places), *_probe(places)]),
    "proofs:read": (None, read("log", f"{names.PROOF_PREFIX}*")),
    "proofs:write": (None, write("log", f"{names.PROOF_PREFIX}*")),
    "seal:sign": (None, lambda places: [allow(["kms:Sign", "kms:GetPublicKey"], places.seal_key_arn)]),
    "personal:unwrap": (None, _unwrap),
    "personal:wrap": (None, _wrap()),
    "personal:rotate": (None, _wrap("s3:DeleteObject")),
    "packs:read": (None, read("data", "packs/*")),
    "packs:write": (None, write("data", "packs/*", "s3:DeleteObject")),
    "uploads:read": (None, read("data", "uploads/*")),
    # A URL that it signs may do what it may itself.
    "uploads:write": (None, write("data", "uploads/*")),
    "uploads:forget": (None, forget("data", "uploads/*")),
    "exports:read": (None, read("data", "exports/*")),
    "exports:write": (None, exports_write),
    # Rows that come with the request that asks for an import; what is done with them is its own function's.
    "imports:begin": (None, write("data", "imports/*")),
    "imports:write": (None, write("data", "imports/*", "s3:DeleteObject")),
    "imports:forget": (None, forget("data", "imports/*")),
    "buckets:empty": (None, empty),
    "bus:write": ("bus", _bus_write),
    "bus:admin": ("bus", _bus_admin),
    "bus:locate": (None, _bus_locate),
    "search:read": ("search", _search_read),
    "search:write": ("search", _search_write),
    "search:packages": (None, _search_packages),
    "ontology:write": ("graph", _ontology_write),
    # What it may do there is its security group's to say; it wears no other.
    "internet": ("internet", _nothing),
    "relay:invoke": (None, _invoke("relay")),
    "webhooks:invoke": (None, _invoke("webhooks")),
    "imports:invoke": (None, _invoke("imports")),
    "maintenance:invoke": (None, _invoke("maintenance")),
    "projection:invoke": (None, _invoke("projection")),
}
"""Grant to (the service it makes a function a client of, what IAM must allow)."""


def services(function: Function) -> list[str]:
    """The services whose client a function is."""
    return sorted({service for grant in function.grants if (service := _meaning(grant)[0]) is not None})


def statements(function: Function, places: Endpoints) -> Statements:
    """Everything IAM must allow a function for its grants."""
    granted = [made for grant in sorted(function.grants) for made in _meaning(grant)[1](places)]
    if any(grant.startswith("postgres:") for grant in function.grants):
        granted.append(allow(["rds-db:connect"], places.postgres_users[function.database_user]))
    return granted + [
        made for trigger in function.triggers if isinstance(trigger, Topic) for made in consume(trigger, places)
    ]


def consume(trigger: Topic, places: Endpoints) -> Statements:
    """What the pollers of an event source mapping do under the function's role."""
    return [
        *_bus_locate(places),
        allow(["kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration"], places.bus_arn),
        allow(["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], places.bus("topic", trigger.topic)),
        allow(["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"], places.bus("group", trigger.group)),
    ]


def _meaning(grant: str) -> tuple[str | None, Callable[[Endpoints], Statements]]:
    if grant not in MEANINGS:
        raise UnknownGrant(f"the grant {grant!r} has no meaning: expected one of {', '.join(sorted(MEANINGS))}")
    return MEANINGS[grant]
