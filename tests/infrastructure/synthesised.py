"""The synthesised app, as plain data: its stacks and their resources."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.config import stage_named
from infra.platform import Platform
from infra.stage import Graph, Stage

ROOT = Path(__file__).parents[2]
Resource = dict[str, Any]


@dataclass(frozen=True)
class Synthesised:
    """A stage's templates, by the last word of the stack's name."""

    stage: Stage
    templates: dict[str, dict[str, Any]]
    waits: dict[str, set[str]] = field(default_factory=dict)
    """Of each stack, those that are deployed before it."""

    def resources(self, kind: str) -> Iterator[Resource]:
        """Every resource of a kind, in all stacks."""
        for template in self.templates.values():
            for resource in template.get("Resources", {}).values():
                if resource["Type"] == kind:
                    yield resource

    def properties(self, kind: str) -> list[dict[str, Any]]:
        """The properties of every resource of a kind."""
        return [resource.get("Properties", {}) for resource in self.resources(kind)]

    def made(self, stack: str, kind: str) -> list[dict[str, Any]]:
        """The properties of every resource of a kind in one stack."""
        resources = self.templates[stack]["Resources"].values()
        return [resource["Properties"] for resource in resources if resource["Type"] == kind]

    def function(self, name: str) -> dict[str, Any]:
        """The properties of a function of the catalogue."""
        wanted = f"spice-{self.stage.name}-{name}"
        return next(f for f in self.properties("AWS::Lambda::Function") if f["FunctionName"] == wanted)

    def statements(self) -> Iterator[dict[str, Any]]:
        """Every statement of every policy of a role."""
        for policy in self.properties("AWS::IAM::Policy"):
            yield from policy["PolicyDocument"]["Statement"]

    def role_statements(self, name: str) -> list[dict[str, Any]]:
        """What the role of a function of the catalogue allows."""
        word = "".join(part.title() for part in name.split("-"))
        return [
            statement
            for policy in self.properties("AWS::IAM::Policy")
            if f"{word}RoleDefaultPolicy" in policy["PolicyName"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]


def synthesise(name: str, folder: Path) -> Synthesised:
    """Synthesise a stage with placeholders for bundles; a finding of cdk-nag without a reason is an error."""
    stage = stage_named(name)
    if name == "prod":
        stage = replace(stage, graph=Graph())
    return synthesise_stage(stage, folder)


def synthesise_stage(stage: Stage, folder: Path) -> Synthesised:
    """Synthesise any stage in the same way."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(context=context | {"bundles": "placeholder"}, outdir=str(folder))
    Platform(app, stage)
    stacks = app.synth().stacks
    return Synthesised(
        stage, {_word(stack): stack.template for stack in stacks}, {_word(s): _before(s) for s in stacks}
    )


def _word(artifact: Any) -> str:
    return str(artifact.stack_name).rpartition("-")[2]


def _before(stack: Any) -> set[str]:
    found = {each.id: each for each in stack.dependencies if hasattr(each, "stack_name")}
    return {word for each in found.values() for word in ({_word(each)} | _before(each))}


def listed(value: Any) -> list[Any]:
    """One or several, as several."""
    return value if isinstance(value, list) else [value]
