"""Functions of the catalogue made together: on the same layers, by the same rules."""

from dataclasses import dataclass

from aws_cdk import aws_lambda
from constructs import Construct

from infra.catalogue.model import Function
from infra.constructs.environment import environment
from infra.constructs.function import PYTHON, SpiceFunction
from infra.constructs.grants import statements
from infra.constructs.places import Endpoints, FunctionBase
from infra.issuer import Issuer

LAYERS = {"dependencies": "what we depend on", "spice": "the shared package"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionContext:
    """What a function is told, beside what it stands on."""

    ground: FunctionBase
    places: Endpoints
    issuer: Issuer


class Room(Construct):
    """Layers, and functions on them. Each stack has layers of its own: an exported version could never change."""

    def __init__(self, scope: Construct, id: str, around: FunctionContext) -> None:
        super().__init__(scope, id)
        self._around = around
        self._layers = {name: self._layer(name, what) for name, what in LAYERS.items()}

    def _layer(self, name: str, what: str) -> aws_lambda.LayerVersion:
        return aws_lambda.LayerVersion(
            self,
            f"{name.title()}Layer",
            code=self._around.ground.bundles.layer(name),
            description=what,
            compatible_runtimes=[PYTHON],
            compatible_architectures=[aws_lambda.Architecture.ARM_64],
        )

    def add(self, function: Function, *, brokers: str | None) -> SpiceFunction:
        """Make a function of the catalogue."""
        around = self._around
        return SpiceFunction(
            self,
            function,
            ground=around.ground,
            layers=self._layers,
            environment=environment(
                function, stage=around.ground.stage, places=around.places, issuer=around.issuer, brokers=brokers
            ),
            statements=statements(function, around.places),
        )
