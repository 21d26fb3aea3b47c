"""`python -m infra.preflight STAGE`: tells what would make its deployment fail; fails itself if anything would."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3
from aws_cdk import App
from botocore.exceptions import BotoCoreError, ClientError

from infra.config import stage_named
from infra.platform import Platform
from infra.preflight.account import Account
from infra.preflight.finding import Finding
from infra.preflight.look import look
from infra.preflight.made import Made
from infra.stage import Stage, WrongConfiguration

ROOT = Path(__file__).parents[2]
SAID = ROOT / "cdk.context.json"
"""What the cdk command takes beside `-c`, at each of its commands."""


def synthesised(stage: Stage, region: str) -> list[Made]:
    """Make the templates that a deployment would send, with placeholders for code."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    with tempfile.TemporaryDirectory() as folder:
        app = App(context=context | {"bundles": "placeholder"}, outdir=folder)
        Platform(app, stage)
        return [
            Made(
                stack=stack.stack_name,
                region=region if "unknown" in stack.environment.region else stack.environment.region,
                template=stack.template,
                bootstrap=int(stack.requires_bootstrap_stack_version or 0),
            )
            for stack in app.synth().stacks
        ]


def report(findings: Sequence[Finding]) -> str:
    """Write what was found, the worst first."""
    order = ("fails", "unknown", "mind")
    lines = [f"{f.kind:8}{f.says}\n        {f.do}" for f in sorted(findings, key=lambda f: order.index(f.kind))]
    return "\n".join(lines) or "nothing was found that would make it fail"


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read what is asked for; what is not said is what the account's own cdk.context.json says."""
    said = json.loads(SAID.read_text()) if SAID.exists() else {}
    parser = argparse.ArgumentParser(prog="infra.preflight", description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--region", default=None, help="the stage's region; that of the credentials without it")
    critical, graph = said.get("critical", ""), said.get("graph", "")
    parser.add_argument("--critical", default=critical, help="who hears of what is critical: addresses, by commas")
    parser.add_argument("--graph", default=graph, help="the image of the TerminusDB in which ontologies are kept")
    return parser.parse_args(argv)


def main() -> None:
    """Read the stage, look, tell."""
    given = arguments()
    session = boto3.session.Session()
    region = given.region or session.region_name
    if region is None:
        sys.exit("no region: say --region, or AWS_REGION")

    def connect(service: str, region: str) -> Any:
        return session.client(service, region_name=region)  # type: ignore[call-overload]

    account = Account(connect, region)
    try:
        stage = stage_named(given.stage, critical=given.critical, graph=given.graph)
        stage.deployable(region)
        print(f"{stage.name} in {region}, account {account.id}")
        findings = list(look(account, stage, synthesised(stage, region)))
    except (WrongConfiguration, BotoCoreError, ClientError) as broken:
        sys.exit(str(broken))
    print(report(findings))
    sys.exit(any(finding.kind == "fails" for finding in findings))


if __name__ == "__main__":
    main()
