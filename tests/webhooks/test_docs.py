"""The example of docs/webhooks.md does what the page says."""

import json
import re
from pathlib import Path
from typing import Any

from spice.domain.webhooks import schedule
from spice.domain.webhooks.endpoints import Doors
from tests.webhooks.partners import URL, Partner, Partners

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text()
STEP = re.compile(r"^(?P<method>[A-Z]+) (?P<url>/\S+)(?: (?P<body>\{.*\}))?$")


def test_the_example_of_the_page_runs(partners: Partners) -> None:
    partner = partners.sender.partners[URL] = Partner(URL, partners.now)
    places: dict[str, str] = {}
    answers: list[Any] = []
    for line in PAGE.split("```")[1].strip().splitlines():
        if line == "deliver":
            partners.deliver()
        elif (step := STEP.match(line)) is not None:
            url = "/database/air" + step["url"].replace("{webhook}", places.get("webhook", ""))
            body = json.loads(step["body"]) if step["body"] else None
            answers.append(_sent(partners, step["method"], url, body))
            places.setdefault("webhook", answers[0]["id"])
            if url.endswith("/rotate"):
                partner.secrets = (answers[-1]["secret"], *partner.secrets)

    assert [told["type"] for _, told in partner.taken] == ["InstanceCreated", "webhook.test"]
    listed = answers[2]
    assert [(each["type"], each["state"]) for each in listed] == [("InstanceCreated", "delivered")]
    assert [each["state"] for each in answers[-1]] == ["active"]


def _sent(partners: Partners, method: str, url: str, body: object) -> Any:
    if method == "GET" or url.endswith("/test"):
        reply = partners.client.call(method, url, body)
    elif "/instances/" in url:
        reply = partners.client.call(method, url, body)
        partners.settle()
    else:
        return partners.write(method, url, body)
    assert reply.status in (200, 202), reply.body
    return reply.data


def test_the_page_says_what_the_code_does() -> None:
    words = {5: "5 s", 300: "5 min", 1800: "30 min"} | {hours * 3600: f"{hours} h" for hours in range(2, 25)}
    told = [words[wait] for wait in schedule.WAITS]

    assert f"after {', '.join(told[:-1])} and {told[-1]}, each ± {schedule.SPREAD:.0%}".replace("%", " %") in PAGE
    assert all(str(port) in PAGE for port in Doors().ports)
