"""Where everything is that a function may be granted: ARNs and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Fn, aws_ec2
from aws_cdk.aws_kms import IKey

from infra.bundles import Bundles
from infra.catalogue import names
from infra.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionBase:
    """What every function stands on; `outward`: the subnets of those that ask the world."""

    stage: Stage
    bundles: Bundles
    vpc: aws_ec2.IVpc
    subnets: aws_ec2.SubnetSelection
    outward: aws_ec2.SubnetSelection
    group: aws_ec2.ISecurityGroup
    clients: Mapping[str, aws_ec2.ISecurityGroup]
    key: IKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The stores of a stage. An address of the database is host:port; `postgres_users` are the ARNs of its users."""

    stage: str
    partition: str
    region: str
    account: str
    key_arn: str
    seal_key_arn: str
    personal_key_arn: str
    postgres: str
    postgres_read: str
    postgres_users: Mapping[str, str]
    bus_arn: str
    search_arn: str
    search_url: str
    cache_url: str
    graph_url: str | None
    graph_secret: str | None

    def bucket(self, name: str) -> str:
        """The name of a bucket."""
        return names.bucket(self.stage, name, self.account, self.region)

    def bucket_arn(self, name: str, path: str = "") -> str:
        """The ARN of a bucket, or of what lies below a path in it."""
        return f"arn:{self.partition}:s3:::{self.bucket(name)}{path and '/' + path}"

    def function_arn(self, name: str) -> str:
        """The ARN of a function."""
        return f"arn:{self.partition}:lambda:{self.region}:{self.account}:function:{names.physical(self.stage, name)}"

    def bus(self, kind: str, name: str) -> str:
        """The ARN of a topic or a group of the bus: the cluster's, with another kind and a name behind it."""
        return Fn.join("", [*self._bus_parts(kind), f"/{name}"])

    def _bus_parts(self, kind: str) -> tuple[str, str, str]:
        cluster = Fn.select(1, Fn.split(":cluster/", self.bus_arn))
        return f"arn:{self.partition}:kafka:{self.region}:{self.account}:", f"{kind}/", cluster
