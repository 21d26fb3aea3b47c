"""A step of a deployment: a custom resource, and the function of the catalogue that carries it out."""

from collections.abc import Mapping

from aws_cdk import CustomResource, Duration
from constructs import Construct

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.model import Function
from infra.constructs.function import SpiceFunction

WAIT = Duration.minutes(15)
"""A step lasts one invocation at most. CloudFormation would wait an hour for a resource, and never longer."""
STEPS: Mapping[str, Function] = {function.name: function for function in DEPLOYMENTS}


def step(scope: Construct, id: str, function: SpiceFunction, properties: Mapping[str, object]) -> CustomResource:
    """Call a function when its properties change."""
    resource = CustomResource(
        scope,
        id,
        service_token=function.resource.function_arn,
        resource_type=f"Custom::{id}",
        service_timeout=WAIT,
        properties={**properties},
    )
    resource.node.add_dependency(function)
    return resource
