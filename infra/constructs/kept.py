"""What becomes of a resource when its stack goes: the one place that says it."""

from aws_cdk import RemovalPolicy

from infra.stage import Stage

KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
"""It stays, but not when its own creation failed: its name would be in the way of the next attempt."""


def kept(stage: Stage) -> RemovalPolicy:
    """Keep what holds data or evidence, unless the stage is disposable."""
    return RemovalPolicy.DESTROY if stage.disposable else KEPT
