"""The example of docs/privacy.md does what the page says."""

import json
import re
from pathlib import Path

from tests.erasure.world import PEOPLE, People

PAGE = (Path(__file__).parents[2] / "docs/privacy.md").read_text()
STEP = re.compile(r"^(?P<method>[A-Z]+) (?P<url>/\S+)(?: (?P<body>\{.*\}))?$")


def test_the_example_of_the_page_runs(world: People) -> None:
    told, expected = list[object](), list[object]()
    for line in PAGE.split("```")[1].strip().splitlines():
        if line.startswith("-> "):
            expected[-1] = json.loads(line[3:]) if line.startswith("-> {") else line[3:]
            continue
        step = STEP.match(line)
        assert step is not None, line
        body = json.loads(step["body"]) if step["body"] else None
        reply = world.client.call(step["method"], PEOPLE + step["url"], body)
        world.platform.settle()
        told.append(reply.codes[0] if reply.codes else reply.data.get("data"))
        expected.append(None)

    assert told == expected
    assert "subject_erased" in told
