"""SnapStart: a version of the API's functions begins from a snapshot of what is wired."""

import json
from dataclasses import replace
from pathlib import Path

from aws_cdk import App

from infra.config import DEV
from infra.platform import Platform
from infra.stage import Api
from tests.infrastructure.synthesised import ROOT, Synthesised


def test_the_api_begins_from_snapshots_and_nothing_else_does(tmp_path: Path) -> None:
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"bundles": "placeholder"}
    app = App(context=context, outdir=str(tmp_path))
    stage = replace(DEV, api=Api(warm="snapstart"))

    Platform(app, stage)

    stacks = {stack.stack_name.rpartition("-")[2]: stack.template for stack in app.synth().stacks}
    functions = Synthesised(stage, stacks).properties("AWS::Lambda::Function")
    with_one = {each["FunctionName"] for each in functions if "SnapStart" in each}
    assert with_one == {"spice-dev-oms", "spice-dev-bff"}
