"""What an account must have had done once, and what stands there already."""

from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError

from infra.preflight.account import Account, code_of
from infra.preflight.finding import Finding, fails
from infra.preflight.made import Made

VERSION = "/cdk-bootstrap/hnb659fds/version"
SEARCH_ROLE = "AWSServiceRoleForAmazonOpenSearchService"
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
    """Is the service-linked role there that OpenSearch Service does not make in a stack?"""
    if not account.has("iam", "get_role", RoleName=SEARCH_ROLE):
        yield fails(
            f"the role {SEARCH_ROLE} is missing: no domain can be made in a VPC",
            "aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com",
        )


def unfinished(account: Account, stacks: Sequence[Made]) -> Iterator[Finding]:
    """Does a stack stand in a state from which no deployment goes on?"""
    for made in stacks:
        state = state_of(account, made)
        if state is None or state in WHOLE or state in AGAIN:
            continue
        if state.endswith("_IN_PROGRESS"):
            yield fails(f"stack {made.stack} is {state}: somebody deploys it now", "wait until it is done")
        else:
            yield fails(f"stack {made.stack} is {state}", f"delete it, or aws cloudformation … {made.stack}")


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
