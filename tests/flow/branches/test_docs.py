"""The example of docs/branches.md does what the page says."""

import json
import re
from pathlib import Path

from tests.flow.branches.branching import DB, failed, preview, read
from tests.flow.branches.proposing import PULLS, pull, somebody
from tests.flow.conftest import Air

PAGE = Path(__file__).parents[3] / "docs/branches.md"
STEP = re.compile(
    r"^(?:(?P<who>\w+): )?(?P<method>[A-Z]+) (?P<url>/\S+)(?: (?P<body>\{.*?\}))?(?: -> (?P<code>\w+))?$", re.MULTILINE
)


def test_the_example_of_the_page_runs(air: Air) -> None:
    lee, steps = somebody(air, "lee"), [*STEP.finditer(PAGE.read_text())]
    places: dict[str, str] = {}
    answers: list[object] = []
    for step in steps:
        url, body = ((step[part] or "").replace("{plan_id}", places.get("plan_id", "")) for part in ("url", "body"))
        body = body.replace("{conflict}", places.get("conflict", ""))
        hands, sent = lee if step["who"] else air, json.loads(body) if body else None
        if step["code"]:
            refused = failed(hands, step["method"], url, sent)
            assert refused[0]["code"] == step["code"], (step[0], refused)
            if step["code"] == "merge_conflict":
                places = {"conflict": refused[0]["value"]["id"], "plan_id": pull(air)["plan_id"]}
            continue
        reply = hands.client.call(step["method"], DB + url, sent)
        assert reply.status in (200, 202), (step[0], reply.body)
        answers.append(reply.data)
        air.platform.settle()
        if reply.status == 202:
            assert hands.client.get(f"/commands/{reply.data['command_id']}").data["state"] == "COMPLETED", step[0]

    assert len(steps) == 16
    told = pull(air)
    assert (told["state"], told["approvals"], [each["stale"] for each in told["comments"]]) == ("merged", 1, [False])
    label, commits = answers[-2:]
    assert isinstance(label, dict)
    assert (label["label"], label["description"]) == ("Flug", "with its fare")
    assert isinstance(commits, list)
    assert [each["author"] for each in commits] == ["kim", "kim"]
    assert commits[0]["commit"] == told["commit"] == read(air, f"{PULLS}/1")["commit"]
    assert preview(air, "fares")["conflicts"] == []
