"""`cdk` calls this: the stage that the context names, `-c stage=prod`."""

from aws_cdk import App

from infra.config import stage_named
from infra.platform import Platform

if __name__ == "__main__":
    app = App()
    Platform(app, stage_named(app.node.try_get_context("stage") or "dev"))
    app.synth()
