"""`cdk` calls this: the stage that the context names, `-c stage=prod`."""

import os

from aws_cdk import App

from infra.config import stage_named
from infra.platform import Platform

if __name__ == "__main__":
    app = App()
    said = app.node.try_get_context
    stage = stage_named(said("stage") or "dev", critical=said("critical") or "", graph=said("graph") or "")
    if said("bundles") != "placeholder":
        stage.deployable(os.environ.get("CDK_DEFAULT_REGION"))
    Platform(app, stage)
    app.synth()
