"""Content addresses."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from spice.domain.ontology.commits import commit_id
from tests.unit.domain.builders import COMMAND, NOON


def test_a_commit_is_named_by_what_it_holds() -> None:
    def name(at: datetime = NOON, minimum: object = Decimal("0.5")) -> str:
        document = {"id": "a_1", "name": "A", "properties": [{"constraints": {"minimum": minimum}}]}
        return commit_id(["x"], {"a_1": document}, "kim", at, "why", COMMAND)

    assert name() == name() == name(at=NOON.astimezone(timezone(timedelta(hours=9))))
    assert name(minimum=Decimal("0.50")) == name()
    assert name(minimum=1) != name()
    assert re.fullmatch("[0-9a-f]{64}", name())
