"""Names that a first deployment needs, and that something has already."""

from collections.abc import Callable, Iterator, Sequence

from botocore.exceptions import ClientError

from infra.preflight.account import Account, code_of
from infra.preflight.finding import Finding, fails
from infra.preflight.made import Made
from infra.preflight.standing import AGAIN, state_of

Look = Callable[[Account, str, str], bool]


def taken(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Does something have a name that a stack which is not there yet will give?"""
    for made in stacks:
        if state_of(account, made) not in (None, *AGAIN):
            continue
        for kind, name in made.names(account.id):
            if LOOKS[kind](account, made.region, name):
                yield fails(
                    f"{kind} {name} is there already, and stack {made.stack} is not",
                    "delete it if nothing of it is wanted, else `cdk import` it into the stack",
                )


def _bucket(account: Account, region: str, name: str) -> bool:
    try:
        return account.has("s3", "head_bucket", region=region, Bucket=name)
    except ClientError as refused:
        # Bucket names are the whole world's: 403 is somebody else's.
        if code_of(refused) in ("403", "301"):
            return True
        raise


def _alias(account: Account, region: str, name: str) -> bool:
    return any(alias["AliasName"] == name for alias in account.every("kms", "list_aliases", "Aliases", region=region))


def _log(account: Account, region: str, name: str) -> bool:
    found = account.ask("logs", "describe_log_groups", region=region, logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name for group in found)


def _domain(account: Account, region: str, name: str) -> bool:
    found = account.ask("opensearch", "list_domain_names", region=region)["DomainNames"]
    return any(domain["DomainName"] == name for domain in found)


def _bus(account: Account, region: str, name: str) -> bool:
    found = account.ask("kafka", "list_clusters_v2", region=region, ClusterNameFilter=name)["ClusterInfoList"]
    return any(cluster["ClusterName"] == name for cluster in found)


def _configuration(account: Account, region: str, name: str) -> bool:
    return any(
        each["Name"] == name for each in account.every("kafka", "list_configurations", "Configurations", region=region)
    )


def _sign_in(account: Account, region: str, name: str) -> bool:
    """Cognito answers with nothing where there is no such domain."""
    told = account.ask("cognito-idp", "describe_user_pool_domain", region=region, Domain=name)
    return bool(told.get("DomainDescription", {}).get("Domain"))


LOOKS: dict[str, Look] = {
    "AWS::CloudFront::Function": lambda account, region, name: account.has(
        "cloudfront", "describe_function", region=region, Name=name
    ),
    "AWS::Cognito::UserPoolDomain": _sign_in,
    "AWS::ElastiCache::ServerlessCache": lambda account, region, name: account.has(
        "elasticache", "describe_serverless_caches", region=region, ServerlessCacheName=name
    ),
    "AWS::IAM::Role": lambda account, region, name: account.has("iam", "get_role", RoleName=name),
    "AWS::KMS::Alias": _alias,
    "AWS::Lambda::Function": lambda account, region, name: account.has(
        "lambda", "get_function", region=region, FunctionName=name
    ),
    "AWS::Logs::LogGroup": _log,
    "AWS::MSK::Cluster": _bus,
    "AWS::MSK::Configuration": _configuration,
    "AWS::OpenSearchService::Domain": _domain,
    "AWS::RDS::DBCluster": lambda account, region, name: account.has(
        "rds", "describe_db_clusters", region=region, DBClusterIdentifier=name
    ),
    "AWS::RDS::DBInstance": lambda account, region, name: account.has(
        "rds", "describe_db_instances", region=region, DBInstanceIdentifier=name
    ),
    "AWS::S3::Bucket": _bucket,
}
