"""What is past its time goes, but what says how something ended."""

import pytest

from spice.domain.instance_migration import MigrateInstance
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, command, created, done
from tests.support.memory_platform import START

pytestmark = pytest.mark.services


def test_that_a_migration_has_ended_is_known_however_long_ago(real: Stores) -> None:
    kind = MigrateInstance.__name__
    outcomes = [
        done("a"),
        done("one", type=kind, key=f"{DATABASE}:thing:a"),
        done("end", type=kind, key=f"{DATABASE}:fence"),
    ]
    Writer(real).write(created("a"), outcomes=outcomes, at=START)

    expired = real.ports.retention.expire()

    left = real.ports.commands.states([command(name) for name in ("a", "one", "end")])
    assert (expired["commands"], [each.id for each in left]) == (2, [command("end")])
