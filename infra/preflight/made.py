"""What the synthesised templates will make, by the names that can be in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAMED = {
    "AWS::CloudFront::Function": "Name",
    "AWS::Cognito::UserPoolDomain": "Domain",
    "AWS::ElastiCache::ServerlessCache": "ServerlessCacheName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::MSK::Cluster": "ClusterName",
    "AWS::MSK::Configuration": "Name",
    "AWS::OpenSearchService::Domain": "DomainName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::S3::Bucket": "BucketName",
}
"""Kinds of resources that cannot be made while another has their name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A stack with what it makes; `region` where it is not the stage's own."""

    stack: str
    region: str
    template: Mapping[str, Any]
    bootstrap: int

    def names(self, account: str) -> Iterator[tuple[str, str]]:
        """Every (kind, name) that the stack gives."""
        known = {"AWS::AccountId": account, "AWS::Region": self.region}
        for kind, property in NAMED.items():
            texts = (_text(each.get(property), known) for each in self.properties(kind))
            yield from ((kind, text) for text in texts if text is not None)

    def properties(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """The properties of every resource of a kind."""
        for resource in self.template.get("Resources", {}).values():
            if resource["Type"] == kind:
                yield resource.get("Properties", {})


def _text(value: Any, known: Mapping[str, str]) -> str | None:
    """Write a name; None when it depends on what is made with it."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return known.get(name)
        case {"Fn::Join": [separator, parts]}:
            texts = [_text(part, known) for part in parts]
            return None if None in texts else str(separator).join(text for text in texts if text is not None)
    return None
