"""The commands that the pages of operation tell: each is taken as it is written."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from infra.config import stage_named
from infra.preflight.__main__ import arguments

ROOT = Path(__file__).parents[3]
PAGES = ("deploy.md", "runbook.md", "emulation.md", "cost.md", "scale.md")
CONTEXT = {"stage", "critical", "graph", "bundles"}
"""What infra/app.py reads."""


def commands(pattern: str) -> list[tuple[str, str]]:
    """Every piece of a page that looks so: code of a line, or a line of a block without what is said behind it."""
    found = []
    for page in PAGES:
        text = (ROOT / "docs" / page).read_text()
        pieces = [*re.findall(r"`([^`\n]+)`", text)]
        pieces += [part for line in re.findall(r"^    (.+)$", text, re.M) for part in line.split("  #")[0].split("&&")]
        found += [(page, piece.strip()) for piece in pieces if re.search(pattern, piece)]
    return found


OF_CDK = commands(r"\bcdk (deploy|destroy|diff) .*-c ")
OF_PREFLIGHT = commands(r"make preflight STAGE=")


def said(command: str) -> dict[str, str]:
    """What a command of cdk says with -c."""
    words = shlex.split(command)
    return dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word == "-c")


@pytest.mark.parametrize(("page", "command"), OF_CDK)
def test_the_app_takes_what_a_command_of_cdk_says(page: str, command: str) -> None:
    context = said(command)

    assert {*context} <= CONTEXT
    stage = stage_named(context.get("stage", "dev"), critical=context.get("critical", ""))
    stage.deployable("us-east-1")


@pytest.mark.parametrize(("page", "command"), OF_PREFLIGHT)
def test_preflight_takes_what_its_command_says(page: str, command: str) -> None:
    given = dict(word.split("=", 1) for word in shlex.split(command) if "=" in word)
    read = arguments([given["STAGE"], *shlex.split(given.get("ARGS", "").replace("…", ""))])

    stage_named(read.stage, critical=read.critical or "MAIL" * ("…" in command)).deployable("us-east-1")


def test_both_stages_and_all_that_is_done_to_them_are_among_those() -> None:
    told = " ".join(command for _, command in (*OF_CDK, *OF_PREFLIGHT))

    for words in ("deploy --all -c stage=dev", "deploy --all -c stage=prod", "destroy --all -c stage=prod"):
        assert words in told
    assert {"STAGE=dev", "STAGE=prod"} <= set(told.split())


def test_an_account_is_bootstrapped_before_it_is_looked_at() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()

    assert page.index("bin/cdk bootstrap\n") < page.index("    make preflight")


@pytest.mark.parametrize(("page", "command"), commands(r"^make [a-z]"))
def test_what_is_made_can_be_made(page: str, command: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))

    assert {word for word in shlex.split(command)[1:] if re.fullmatch("[a-z-]+", word)} <= targets


@pytest.mark.parametrize(("page", "command"), commands(r"python -m [a-z]"))
def test_a_module_that_is_run_is_there(page: str, command: str) -> None:
    (module,) = re.findall(r"-m ([a-z_.]+)", command)

    assert find_spec(module) is not None
