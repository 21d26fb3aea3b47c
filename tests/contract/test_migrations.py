"""Migrations on the real database: a derived schema that was dropped is there again as a whole, and marked, or not."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.postgres import migrations
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores

SHARD = "instance-0000"
pytestmark = pytest.mark.services


def test_a_dropped_schema_that_is_made_again_is_never_seen_unmarked(
    real: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert real.url is not None
    scripts = Path(migrations.__file__).with_name("sql")
    (tmp_path / "sql").mkdir()
    for script in scripts.iterdir():
        (tmp_path / "sql" / script.name).write_bytes(script.read_bytes())
    (tmp_path / "sql" / "9999_model_broken.sql").write_text("select 1 / 0")

    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        connection.execute("drop schema model cascade")
        with monkeypatch.context() as patched:
            patched.setattr(migrations, "files", lambda _: tmp_path)
            with pytest.raises(psycopg.errors.DivisionByZero):
                migrations.migrate(real.url)
        half_way = connection.execute("select to_regnamespace('model')").fetchone()
    migrations.migrate(real.url)

    assert half_way == (None,)
    assert not real.ports.model.missing()
    assert not real.ports.model.snapshot(SHARD, Wanted()).complete


def test_the_tick_makes_a_dropped_schema_again_and_fills_it(real: Stores) -> None:
    assert real.url is not None
    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        connection.execute("drop schema model cascade")

    rebuild = RebuildIndex(replace(real.ports, log=MemoryEventLog()))
    assert real.ports.model.missing()
    assert rebuild.left_undone()
    rebuild(lambda _: None, go_on=True)

    assert not real.ports.model.missing()
    assert real.ports.model.snapshot(SHARD, Wanted()).complete
