"""An operator's statements, on the twin and on the database."""

import pytest

from functions.deploy.ask import build
from spice.adapters.postgres.asking import PostgresAsking
from spice.adapters.postgres.connection import Postgres
from spice.ports.deployment.asking import Asking
from spice.ports.errors import Permanent
from tests.contract.conftest import Stores


@pytest.fixture
def asking(stores: Stores) -> Asking:
    """The port of either kind of stores."""
    return stores.ports.asking


def test_a_question_is_answered_in_words(asking: Asking) -> None:
    told = asking.ask("select 1 as one, 'a' as letter, null as missing", most=10)

    assert (list(told.columns), [list(row) for row in told.rows], told.count) == (
        ["one", "letter", "missing"],
        [["1", "a", None]],
        1,
    )


def test_no_more_is_told_than_was_asked_for(asking: Asking) -> None:
    told = asking.ask("select 1 union all select 2 union all select 3 order by 1", most=2)

    assert ([list(row) for row in told.rows], told.count) == ([["1"], ["2"]], 3)


def test_what_was_changed_is_counted_and_stays(asking: Asking) -> None:
    asking.ask("create table kept (n integer)", most=10)
    changed = asking.ask("insert into kept values (1), (2)", most=10)
    kept = asking.ask("select count(*) from kept", most=10)
    asking.ask("drop table kept", most=10)

    assert (list(changed.rows), changed.count) == ([], 2)
    assert [list(row) for row in kept.rows] == [["2"]]


@pytest.mark.parametrize("wrong", ["select no_such_column", "selekt 1", "select 1; select 2"])
def test_a_wrong_statement_is_refused_in_the_databases_words(asking: Asking, wrong: str) -> None:
    with pytest.raises(Permanent):
        asking.ask(wrong, most=10)


def test_a_function_asks_for_whoever_may_invoke_it(stores: Stores) -> None:
    answer = build(stores.ports)({"sql": "select 40 + 2 as sum"}, None)

    assert (list(answer["columns"]), answer["count"]) == (["sum"], 1)


@pytest.mark.services
def test_two_statements_in_one_text_change_nothing(real: Stores) -> None:
    assert real.url is not None
    asking = PostgresAsking(Postgres(real.url))

    with pytest.raises(Permanent):
        asking.ask("create table half (n integer); select 1 / 0", most=1)

    assert [list(row) for row in asking.ask("select to_regclass('half')", most=1).rows] == [[None]]
