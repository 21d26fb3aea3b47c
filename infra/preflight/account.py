"""The account and the region that a stage is deployed to, as far as one may look."""

from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any

from botocore.exceptions import ClientError

Connect = Callable[[str, str], Any]
"""(service, region) -> a client of boto3."""
MISSING = frozenset({"404", "NoSuchEntity", "ParameterNotFound", "ResourceNotFoundException", "NoSuchBucket"})
MISSING_STORES = frozenset({"DBClusterNotFoundFault", "DBInstanceNotFound", "DBInstanceNotFoundFault"}) | {
    *("ServerlessCacheNotFoundFault", "NoSuchFunctionExists")
}

ACTIONS = (
    "cloudformation:DescribeStacks",
    "cloudfront:DescribeFunction",
    "cloudfront:ListDistributions",
    "cognito-idp:DescribeUserPoolDomain",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeVpcEndpointServices",
    "ec2:DescribeVpcs",
    "elasticache:DescribeServerlessCaches",
    "es:DescribePackages",
    "es:ListDomainNames",
    "es:ListInstanceTypeDetails",
    "iam:GetRole",
    "kafka:ListClustersV2",
    "kafka:ListConfigurations",
    "kafka:ListKafkaVersions",
    "kms:ListAliases",
    "lambda:GetAccountSettings",
    "lambda:GetFunction",
    "logs:DescribeLogGroups",
    "rds:DescribeDBClusters",
    "rds:DescribeDBInstances",
    "rds:DescribeEngineDefaultClusterParameters",
    "rds:DescribeEngineDefaultParameters",
    "rds:DescribeOrderableDBInstanceOptions",
    "s3:ListBucket",
    "servicequotas:GetServiceQuota",
    "sns:ListSubscriptionsByTopic",
    "ssm:GetParameter",
    "sts:GetCallerIdentity",
)
"""What the looks need; all of them read."""


class Account:
    """One account, seen from one region."""

    def __init__(self, connect: Connect, region: str) -> None:
        self._connect, self.region = cache(connect), region

    @cached_property
    def id(self) -> str:
        """The account's number."""
        return str(self.ask("sts", "get_caller_identity")["Account"])

    def ask(self, service: str, operation: str, *, region: str | None = None, **given: Any) -> dict[str, Any]:
        """Ask a service something."""
        answer: dict[str, Any] = getattr(self._connect(service, region or self.region), operation)(**given)
        return answer

    def every(
        self, service: str, operation: str, key: str, *, region: str | None = None, **given: Any
    ) -> Iterator[Any]:
        """List something, page after page; `key` is where a page has it, with dots between."""
        for page in self._connect(service, region or self.region).get_paginator(operation).paginate(**given):
            for part in key.split("."):
                page = page.get(part, [])
            yield from page

    def has(self, service: str, operation: str, *, region: str | None = None, **given: Any) -> bool:
        """Tell whether what is asked for is there."""
        try:
            self.ask(service, operation, region=region, **given)
        except ClientError as refused:
            if code_of(refused) in MISSING | MISSING_STORES:
                return False
            raise
        return True


def code_of(refused: ClientError) -> str:
    """The code with which AWS refused."""
    return str(refused.response.get("Error", {}).get("Code", ""))
