"""Bundles: what is in them, how large they are. Those that need `make bundle` are left out where there is no dist."""

import ast
from pathlib import Path

import pytest

from infra.bundle import DIST
from infra.bundle_contents import FUNCTIONS as ROOMS
from infra.bundle_contents import LOCAL, SERVICES
from infra.bundle_sizes import Part, Sizes, check, measure
from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS
from tests.architecture.source import ROOT, imported, modules

MB = 1_000_000
built = pytest.mark.skipif(not (DIST / "functions").is_dir(), reason="no bundle here: make bundle")


def test_every_handler_is_in_a_bundle_of_its_room() -> None:
    assert {function.handler.split(".")[1] for function in (*FUNCTIONS, *DEPLOYMENTS)} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_other_and_nothing_that_stays_on_one_machine(room: str) -> None:
    found = set().union(*(imported(path) for path in modules(ROOT / "functions" / room)))

    assert {name for name in found if name.startswith("functions.")} <= {
        name for name in found if name == f"functions.{room}" or name.startswith(f"functions.{room}.")
    }
    assert {name.partition(".")[0] for name in found} & {"infra", "local", "cli", "tests"} == set()


def test_every_service_our_adapters_ask_is_kept() -> None:
    asked = set[str]()
    for path in modules(ROOT / "layers" / "shared" / "src" / "spice" / "adapters" / "aws"):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_connect":
                named = node.args[0]
                asked.add(str(named.value if isinstance(named, ast.Constant) else constants[ast.unparse(named)]))

    assert asked == {"lambda", "rds", "secretsmanager", "kafka", "opensearch", "kms"}
    assert asked | {"s3"} <= set(SERVICES)


def test_a_limit_that_is_broken_is_named() -> None:
    heavy = Sizes((Part("layers/dependencies", 251 * MB, 60 * MB, ""), Part("functions/api", MB, MB, "")))

    assert [line.partition(":")[0] for line in check(heavy)] == [
        "the layers are 251 MB unzipped",
        "API and workers with their layers are 61 MB zipped",
    ]


@built
def test_the_bundle_is_within_its_limits() -> None:
    assert check(measure(DIST)) == []


@built
def test_nothing_that_stays_at_home_is_bundled() -> None:
    packages = DIST / "layers" / "dependencies" / "python"

    assert [name for name in (*LOCAL, "numpy", "pandas", "pip", "bin") if (packages / name).exists()] == []
    assert (packages / "google" / "auth").is_dir()


@built
def test_every_extension_is_for_the_processor_of_the_cloud() -> None:
    extensions = list((DIST / "layers" / "dependencies" / "python").rglob("*.so"))

    assert extensions
    assert {_machine(path) for path in extensions} == {"aarch64"}


def _machine(path: Path) -> str:
    number = int.from_bytes(path.read_bytes()[18:20], "little")
    return {183: "aarch64", 62: "x86_64"}.get(number, str(number))
