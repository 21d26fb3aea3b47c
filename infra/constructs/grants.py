"""What each grant of the catalogue means in IAM, and whose client it makes a function."""

from collections.abc import Callable, Sequence

from aws_cdk import aws_iam

from infra.catalogue import names
from infra.catalogue.functions import read_topics
from infra.catalogue.model import Function, Topic
from infra.constructs.places import Places

Statements = list[aws_iam.PolicyStatement]
READ_KEY, WRITE_KEY = ["kms:Decrypt"], ["kms:Decrypt", "kms:GenerateDataKey"]


class UnknownGrant(Exception):
    """The catalogue grants something that has no meaning here."""


def allow(actions: Sequence[str], *resources: str) -> aws_iam.PolicyStatement:
    """Allow some actions on some resources."""
    return aws_iam.PolicyStatement(actions=[*actions], resources=[*resources])


def _migrate(places: Places) -> Statements:
    return [
        allow(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], places.postgres_secret),
        allow(READ_KEY, places.key_arn),
    ]


def _read(bucket: str, path: str) -> Callable[[Places], Statements]:
    return lambda places: [
        allow(["s3:GetObject"], places.bucket_arn(bucket, path)),
        # Without it what is missing looks forbidden.
        allow(["s3:ListBucket"], places.bucket_arn(bucket)),
        allow(READ_KEY, places.key_arn),
    ]


def _write(bucket: str, path: str, *actions: str) -> Callable[[Places], Statements]:
    return lambda places: [
        *_read(bucket, path)(places),
        allow(["s3:PutObject", *actions], places.bucket_arn(bucket, path)),
        allow(WRITE_KEY, places.key_arn),
    ]


def _empty(places: Places) -> Statements:
    return [
        allow(["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"], *_all(places, "")),
        allow(["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"], *_all(places, "*")),
    ]


def _all(places: Places, path: str) -> list[str]:
    return [places.bucket_arn(name, path) for name in names.BUCKETS]


def _bus_write(places: Places) -> Statements:
    topics = [places.bus("topic", topic) for topic in names.TOPICS]
    return [
        allow(["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], places.bus_arn),
        allow(["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], *topics),
    ]


def _bus_admin(places: Places) -> Statements:
    topics = [places.bus("topic", topic) for topic in names.TOPICS]
    actions = ("CreateTopic", "DescribeTopic", "AlterTopic", "DescribeTopicDynamicConfiguration")
    return [
        allow(["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"], places.bus_arn),
        allow([f"kafka-cluster:{action}" for action in actions], *topics),
        # How far a group is: a family grows when its workers have read everything.
        allow(["kafka-cluster:DescribeGroup"], *(places.bus("group", trigger.group) for trigger in read_topics())),
    ]


def _bus_locate(places: Places) -> Statements:
    return [allow(["kafka:GetBootstrapBrokers", "kafka:DescribeCluster", "kafka:DescribeClusterV2"], places.bus_arn)]


def _search_read(places: Places) -> Statements:
    return [
        allow(["es:ESHttpGet", "es:ESHttpHead"], f"{places.search_arn}/*"),
        allow(["es:ESHttpPost", "es:ESHttpDelete"], f"{places.search_arn}/*_search*"),
    ]


def _search_write(places: Places) -> Statements:
    verbs = ("Get", "Head", "Post", "Put", "Delete")
    return [allow([f"es:ESHttp{verb}" for verb in verbs], f"{places.search_arn}/*")]


def _search_packages(places: Places) -> Statements:
    return [
        allow(["es:AssociatePackage", "es:ListPackagesForDomain", "es:DescribeDomain"], places.search_arn),
        # It takes no resource: packages are the service's own.
        allow(["es:DescribePackages"], "*"),
    ]


def _invoke(name: str) -> Callable[[Places], Statements]:
    return lambda places: [allow(["lambda:InvokeFunction"], places.function_arn(name))]


def _nothing(_: Places) -> Statements:
    return []


MEANINGS: dict[str, tuple[str | None, Callable[[Places], Statements]]] = {
    # Who it signs in as is the function's, whatever it does there.
    "postgres:read": ("postgres", _nothing),
    "postgres:write": ("postgres", _nothing),
    "postgres:migrate": ("postgres", _migrate),
    "cache": ("cache", _nothing),
    "log:read": (None, _read("log", f"{names.LOG_PREFIX}*")),
    "log:write": (None, _write("log", f"{names.LOG_PREFIX}*")),
    "packs:read": (None, _read("data", "packs/*")),
    "packs:write": (None, _write("data", "packs/*", "s3:DeleteObject")),
    "buckets:empty": (None, _empty),
    "bus:write": ("bus", _bus_write),
    "bus:admin": ("bus", _bus_admin),
    "bus:locate": (None, _bus_locate),
    "search:read": ("search", _search_read),
    "search:write": ("search", _search_write),
    "search:packages": (None, _search_packages),
    "ontology:write": ("graph", _nothing),
    "relay:invoke": (None, _invoke("relay")),
    "maintenance:invoke": (None, _invoke("maintenance")),
    "projection:invoke": (None, _invoke("projection")),
}
"""Grant to (the service it makes a function a client of, what IAM must allow)."""


def services(function: Function) -> list[str]:
    """The services whose client a function is."""
    return sorted({service for grant in function.grants if (service := _meaning(grant)[0]) is not None})


def statements(function: Function, places: Places) -> Statements:
    """Everything IAM must allow a function for its grants."""
    granted = [made for grant in sorted(function.grants) for made in _meaning(grant)[1](places)]
    if {"postgres:read", "postgres:write"} & function.grants:
        granted.append(allow(["rds-db:connect"], places.postgres_users[function.database_user]))
    return granted + [
        made for trigger in function.triggers if isinstance(trigger, Topic) for made in consume(trigger, places)
    ]


def consume(trigger: Topic, places: Places) -> Statements:
    """What the pollers of an event source mapping do under the function's role."""
    return [
        *_bus_locate(places),
        allow(["kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration"], places.bus_arn),
        allow(["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], places.bus("topic", trigger.topic)),
        allow(["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"], places.bus("group", trigger.group)),
    ]


def _meaning(grant: str) -> tuple[str | None, Callable[[Places], Statements]]:
    if grant not in MEANINGS:
        raise UnknownGrant(f"the grant {grant!r} has no meaning: expected one of {', '.join(sorted(MEANINGS))}")
    return MEANINGS[grant]
