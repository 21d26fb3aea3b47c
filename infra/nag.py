"""cdk-nag over the whole app: every rule that is not followed, and why. There is no other place for such reasons."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import Acknowledgment, App, Stack, Validations, aws_iam
from cdk_nag import AwsSolutionsChecks

from infra.stage import Stage

Reasons = Mapping[str, Mapping[str, str]]

BACKUPS = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
PYTHON = "python3.13 is the version the wheels are locked and tested for; 3.14 comes with its own change"
ALWAYS: Reasons = {
    "packages": {"L1": PYTHON},
    "release": {"L1": PYTHON},
    "app": {
        "L1": PYTHON,
        "APIG4": "health and docs answer without a token by contract; every other route has the authorizer",
    },
    "data": {
        "RDS11": "the port is no secret: only the clients' security group reaches it, from private subnets",
    },
    "search": {
        "OS3": "the domain is in private subnets: its security group, and IAM, say who; addresses of functions change",
    },
    "identity": {"COG8": "the plus plan costs by user; it is for a stage to choose when it has users of its own"},
    "front": {
        "CFR1": "who may read is for the issuer to say, not for countries",
        "CFR2": "ADR 57: the gateway throttles, and the API counts by subject",
        "CFR3": "what is asked of the API the gateway logs; of the console there are only its files",
        "CFR4": "CloudFront's own certificate sets the protocol; a name of one's own asks for TLS 1.2 (2021)",
        "CFR7": "the files' bucket has an origin access control; the other origin is the API",
    },
    "graph": {
        f"IAM4[Policy::{BACKUPS}]": "what AWS Backup needs is AWS's to know; the plan selects one file system",
        "SMG4": "TerminusDB reads its admin password once, when its store is made; changing it is in the runbook",
    },
}
DISPOSABLE: Reasons = {
    "front": {"S1": "a disposable stage: its files are made again by a build"},
    "storage": {"S1": "a disposable stage: logs delivered late would keep a bucket from being deleted"},
    "data": {
        "RDS3": "a disposable stage pays for one zone",
        "RDS10": "a disposable stage must be destroyable",
    },
    "search": {
        "OS4": "a disposable stage has one node",
        "OS7": "a disposable stage has one node",
        "AEC4": "a disposable stage has one node; a lost cache costs latency only",
        "AEC6": "only the clients' security group reaches it; it holds copies, over TLS",
    },
    "identity": {"COG2": "a disposable stage signs scripts and tests in"},
}
WILDCARDS = (
    (r"\*", "interfaces are made, packages of OpenSearch listed: these actions take no resource"),
    (r"arn:.*:logs:.*:log-group:/aws/lambda/spice-[\w-]+:\*", "the streams of the function's own log group"),
    (r"arn:.*:s3:::spice-\w+-log-.*/log/\*", "the segments: their names are made by the shard and the sequence"),
    (r"arn:.*:s3:::spice-\w+-log-.*/proof/\*", "what proves the log: names are made by its size"),
    (r"arn:.*:s3:::spice-\w+-keys-.*/epochs/\*", "keys of epochs: they are named by the day on which one begins"),
    (r"arn:.*:s3:::spice-\w+-data-.*/packs/\*", "the packs: their names are made when they are written"),
    (r"arn:.*:s3:::spice-\w+-data-.*/uploads/\*", "the uploads: their names are made when they are announced"),
    (r"arn:.*:s3:::spice-\w+-data-.*/exports/\*", "the exports: their names are made when they are asked for"),
    (r"arn:.*:s3:::spice-\w+-data-.*/imports/\*", "what imports keep: their names are made when they are asked for"),
    (r"arn:.*:s3:::spice-dev-\w+-[^/]*/\*", "emptying the buckets of a disposable stage when it is destroyed"),
    (r"arn:.*:es:.*:domain/[\w-]+/\*(_search\*)?", "the indices: there are some for each database of a user"),
    (r"<Log.*\.Arn>/\*", "replication copies every segment"),
    (r"arn:.*:s3:::spice-\w+-log-replica-.*/\*", "replication writes every segment"),
    (r"arn:.*:kms:.*:key/\*", "the replica's key: its alias, in another region, is the condition"),
    (r"<.*\.Arn>:\*", "the versions of the function that a schedule may invoke"),
)
"""Resources with a wildcard, as cdk-nag writes them, and why. Actions never have one."""


def check(app: App, stage: Stage) -> None:
    """Check every stack against AwsSolutions; a finding without a reason fails the synth."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    stacks = {child.stack_name.rpartition("-")[2]: child for child in app.node.children if isinstance(child, Stack)}
    for reasons in (ALWAYS, DISPOSABLE if stage.disposable else {}):
        for name, rules in reasons.items():
            for rule, reason in rules.items() if name in stacks else ():
                _acknowledge(stacks[name], rule, reason)
    for stack in stacks.values():
        for resource in sorted(set(_wildcards(stack))):
            if (known := _reason(resource)) is not None:
                _acknowledge(stack, f"IAM5[Resource::{resource}]", known)


def _acknowledge(stack: Stack, rule: str, reason: str) -> None:
    Validations.of(stack).acknowledge(Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason))


def _reason(resource: str) -> str | None:
    return next((reason for pattern, reason in WILDCARDS if re.fullmatch(pattern, resource)), None)


def _wildcards(stack: Stack) -> Iterator[str]:
    for construct in stack.node.find_all():
        if isinstance(construct, aws_iam.CfnPolicy):
            document = stack.resolve(construct.policy_document)
            for statement in document["Statement"]:
                resources = statement.get("Resource", [])
                for resource in resources if isinstance(resources, list) else [resources]:
                    if "*" in (text := _text(resource)):
                        yield text


def _text(value: Any) -> str:
    """Write a resource as cdk-nag does: <Ref> for what only AWS knows."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(map(_text, parts))
    return str(value)
