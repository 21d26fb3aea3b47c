"""What an account must have had done once, and what stands there already."""

from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError

from infra.preflight.account import Account, code_of
from infra.preflight.finding import Finding, fails, mind
from infra.preflight.made import Made

VERSION = "/cdk-bootstrap/hnb659fds/version"
SEARCH = "AWS::OpenSearchService::Domain"
ROLES = {
    SEARCH: ("AWSServiceRoleForAmazonOpenSearchService", "opensearchservice.amazonaws.com"),
    "AWS::RDS::DBInstance": ("AWSServiceRoleForRDS", "rds.amazonaws.com"),
    "AWS::ElastiCache::ServerlessCache": ("AWSServiceRoleForElastiCache", "elasticache.amazonaws.com"),
    "AWS::MSK::Cluster": ("AWSServiceRoleForKafka", "kafka.amazonaws.com"),
    "AWS::ECS::Cluster": ("AWSServiceRoleForECS", "ecs.amazonaws.com"),
}
"""Service-linked roles, by what needs them. The first is never made by a stack; the others are, and in a new account
the first attempt may be over before they can be used."""
WHOLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
AGAIN = ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "DELETE_COMPLETE")
"""The cdk command deletes such a stack by itself and makes it again."""


def bootstrapped(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Is the account prepared for the CDK, in every region that the stage is in?"""
    for region in sorted({made.region for made in stacks}):
        wanted = max(made.bootstrap for made in stacks if made.region == region)
        do = f"cdk bootstrap aws://{account.id}/{region}"
        if not account.has("ssm", "get_parameter", region=region, Name=VERSION):
            yield fails(f"{region} is not bootstrapped", do)
            continue
        there = int(account.ask("ssm", "get_parameter", region=region, Name=VERSION)["Parameter"]["Value"])
        if there < wanted:
            yield fails(f"{region} is bootstrapped with version {there}, the stacks want {wanted}", do)


def roles(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Are the service-linked roles there of what the stacks make?"""
    kinds = {kind for made in stacks for kind in ROLES if any(True for _ in made.properties(kind))}
    for kind in sorted(kinds):
        name, service = ROLES[kind]
        if account.has("iam", "get_role", RoleName=name):
            continue
        do = f"aws iam create-service-linked-role --aws-service-name {service}"
        if kind == SEARCH:
            yield fails(f"the role {name} is missing: no domain can be made in a VPC", do)
        else:
            yield mind(f"the role {name} is missing: AWS makes it, and may be too late for what needs it first", do)


def unfinished(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Does a stack stand in a state from which no deployment goes on?"""
    for made in stacks:
        state = state_of(account, made)
        if state is None or state in WHOLE or state in AGAIN:
            continue
        named = f"--stack-name {made.stack} --region {made.region}"
        if state.endswith("_IN_PROGRESS"):
            yield fails(f"stack {made.stack} is {state}: somebody deploys it now", "wait until it is done")
        elif state.startswith("UPDATE"):
            yield fails(f"stack {made.stack} is {state}", f"aws cloudformation continue-update-rollback {named}")
        else:
            yield fails(
                f"stack {made.stack} is {state}",
                f"aws cloudformation delete-stack {named}; first undo what protects it (docs/deploy.md)",
            )


def state_of(account: Account, made: Made) -> str | None:
    """The state of a stack; None where there is none."""
    try:
        found = account.ask("cloudformation", "describe_stacks", region=made.region, StackName=made.stack)
    except ClientError as refused:
        # CloudFormation has no code of its own for a stack that is not there.
        if code_of(refused) == "ValidationError" and "does not exist" in str(refused):
            return None
        raise
    return str(found["Stacks"][0]["StackStatus"])
