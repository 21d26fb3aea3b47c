"""Versions of classes on the real database: kept once, and found by their names."""

from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from spice.adapters.postgres.ontology_statements import LAST_WITH
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.contract.test_ontology_repository_behaviour import a_commit

pytestmark = pytest.mark.services


def test_a_commit_writes_the_classes_alone_that_its_parent_has_not(real: Stores) -> None:
    assert real.url is not None
    first, second = (
        replace(commit, classes={id_: {"id": id_, "name": id_, "more": more} for id_, more in classes.items()})
        for commit, classes in (
            (a_commit("c1"), {"thing": 1, "other": 1}),
            (a_commit("c2", "c1"), {"thing": 1, "other": 2}),
        )
    )
    real.ports.ontology.commit(DATABASE, first, expected_head=None)

    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        # Whoever wrote it again would put it back.
        connection.execute("delete from model.classes where class_id = 'thing'")
        real.ports.ontology.commit(DATABASE, second, expected_head="c1")
        rows = connection.execute("select class_id, name from model.classes order by hash").fetchall()

    assert sorted(rows) == [("other", "other")] * 2


def test_a_class_that_comes_back_is_read_though_its_parent_has_it_not(real: Stores) -> None:
    with_it, without = a_commit("c1", thing=1), a_commit("c2", "c1")
    back = replace(a_commit("c3", "c2"), classes=with_it.classes)
    real.ports.ontology.commit(DATABASE, with_it, expected_head=None)
    real.ports.ontology.commit(DATABASE, without, expected_head="c1")

    real.ports.ontology.commit(DATABASE, back, expected_head="c2")

    found = real.ports.ontology.read(DATABASE, "c3")
    assert found is not None
    assert found.classes == with_it.classes


def test_a_class_is_looked_for_by_its_name_alone(real: Stores) -> None:
    assert real.url is not None
    values = {"database": DATABASE, "branch": "main", "name": "thing", "others": []}

    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        connection.execute("set enable_seqscan = off")
        plan = connection.execute(f"explain {LAST_WITH}", values).fetchall()

    assert "classes_by_name" in str(plan)
