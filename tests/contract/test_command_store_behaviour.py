"""Accepted commands: kept once under a key, told as they are."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from spice.domain.errors import DomainError
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.messages.problem import ProblemRow
from spice.ports.command_store import CommandsSought, IdempotencyKey, Submission
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, command, created, done
from tests.support.memory_platform import START

TOPIC = "instance-commands"


def a_command(identity: UUID | None = None, *, seconds: int = 0, actor: str = "kim", **parts: Any) -> Command:
    values: dict[str, Any] = {
        "id": identity or uuid4(),
        "type": "PutInstance",
        "key": "k",
        "actor": actor,
        "submitted_at": START + timedelta(seconds=seconds),
        "payload": msgspec.Raw(encode({})),
        "database": DATABASE,
        **parts,
    }
    return Command(**values)


def a_key(
    key: str = "key", *, fingerprint: str = "f", actor: str = "kim", database: UUID | None = DATABASE
) -> IdempotencyKey:
    return IdempotencyKey(actor=actor, key=key, database=database, fingerprint=fingerprint)


def waiting(stores: Stores) -> int:
    return stores.ports.outbox.depth().records


def test_a_kept_command_is_pending_and_waits_for_the_relay(stores: Stores) -> None:
    kept = a_command()

    answer = stores.ports.commands.keep(Submission(topic=TOPIC, commands=[kept]))

    state = stores.ports.commands.command(kept.id)
    assert (answer.id, answer.replayed) == (kept.id, False)
    assert state is not None
    assert (state.state, state.actor, state.database, state.key) == ("PENDING", "kim", DATABASE, "k")
    assert (state.submitted_at, state.finished_at, state.result, state.errors) == (kept.submitted_at, None, None, ())
    assert waiting(stores) == 1
    assert stores.ports.commands.command(uuid4()) is None


def test_the_same_request_under_a_key_is_kept_once(stores: Stores) -> None:
    first, again = a_command(), a_command()
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[first], idempotency=a_key()))

    answer = stores.ports.commands.keep(Submission(topic=TOPIC, commands=[again], idempotency=a_key()))

    assert (answer.id, answer.replayed) == (first.id, True)
    assert stores.ports.commands.command(again.id) is None
    assert waiting(stores) == 1


def test_another_request_under_a_used_key_is_refused(stores: Stores) -> None:
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[a_command()], idempotency=a_key()))

    with pytest.raises(DomainError) as refused:
        stores.ports.commands.keep(
            Submission(topic=TOPIC, commands=[a_command()], idempotency=a_key(fingerprint="other"))
        )
    with pytest.raises(DomainError):
        stores.ports.commands.replay(a_key(fingerprint="other"))

    assert refused.value.code == "idempotency_key_reused"
    assert waiting(stores) == 1


def test_keys_of_other_actors_and_databases_are_other_keys(stores: Stores) -> None:
    keys = [a_key(), a_key(actor="lee"), a_key(database=UUID(int=1)), a_key(database=None), a_key("another")]

    answers = [
        stores.ports.commands.keep(Submission(topic=TOPIC, commands=[a_command()], idempotency=key)) for key in keys
    ]

    assert [answer.replayed for answer in answers] == [False] * 5


def test_of_many_requests_at_once_under_a_key_one_is_kept(stores: Stores) -> None:
    submissions = [Submission(topic=TOPIC, commands=[a_command()], idempotency=a_key()) for _ in range(16)]

    answers = stores.at_once([partial(stores.ports.commands.keep, each) for each in submissions])

    assert len({answer.id for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    assert waiting(stores) == 1


def test_what_a_key_stands_for_can_be_asked(stores: Stores) -> None:
    kept = a_command()
    assert stores.ports.commands.replay(a_key()) is None

    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[kept], idempotency=a_key()))

    known = stores.ports.commands.replay(a_key())
    assert known is not None
    assert (known.id, known.replayed, known.batch) == (kept.id, True, None)


def test_an_outcome_is_told_with_its_place(stores: Stores) -> None:
    kept = a_command(command("x"))
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[kept]))

    Writer(stores).write(created("a"), outcomes=[done("x")])

    state = stores.ports.commands.command(kept.id)
    assert state is not None
    assert (state.state, state.shard, state.generation, state.sequence) == ("COMPLETED", "instance-0000", 1, 1)
    assert state.result == {"class": "c-thing", "id": "a", "version": 1, "changed": True}
    assert state.key == "k"
    assert state.finished_at is not None


def test_states_are_read_of_many_at_once(stores: Stores) -> None:
    kept, other = a_command(), a_command()
    for each in (kept, other):
        stores.ports.commands.keep(Submission(topic=TOPIC, commands=[each]))

    found = stores.ports.commands.states([kept.id, uuid4(), other.id])

    assert {each.id: each for each in found} == {
        each.id: stores.ports.commands.command(each.id) for each in (kept, other)
    }
    assert stores.ports.commands.states([]) == []


def test_an_outcome_without_a_row_makes_one(stores: Stores) -> None:
    gone = [ProblemRow(code="not_found", message="gone")]
    failed = done("x", state="FAILED", errors=gone, key="k2", attempt=2)

    Writer(stores).write(outcomes=[failed])

    state = stores.ports.commands.command(command("x"))
    assert state is not None
    assert (state.state, state.actor, state.key, state.attempts) == ("FAILED", "kim", "k2", 2)
    assert state.errors == gone
    assert (state.submitted_at, state.database) == (START, DATABASE)


def test_commands_are_listed_newest_first_and_narrowed(stores: Stores) -> None:
    kept = [a_command(seconds=n // 2, actor="lee" if n % 3 else "kim") for n in range(6)]
    for each in kept:
        stores.ports.commands.keep(Submission(topic=TOPIC, commands=[each]))
    newest = sorted(kept, key=lambda each: (each.submitted_at, each.id), reverse=True)

    def listed(**narrowed: object) -> list[UUID]:
        paging: dict[str, Any] = {name: narrowed.pop(name) for name in ("limit", "before") if name in narrowed}
        sought = CommandsSought(**narrowed)  # type: ignore[arg-type]  # by name
        return [each.id for each in stores.ports.commands.commands(sought, **{"limit": 10, "before": None, **paging})]

    assert listed() == [each.id for each in newest]
    assert listed(limit=2) == [each.id for each in newest[:2]]
    assert listed(before=(newest[1].submitted_at, newest[1].id)) == [each.id for each in newest[2:]]
    assert listed(actor="kim") == [each.id for each in newest if each.actor == "kim"]
    assert listed(state="FAILED") == []
    assert listed(database=UUID(int=1)) == []
    assert listed(ids=[kept[0].id, kept[3].id, UUID(int=1)], actor="kim") == [kept[3].id, kept[0].id]
    assert listed(ids=[]) == []
    assert listed(type=kept[0].type) == listed()
    assert listed(type="MergeBranches") == []
    hers = a_command(key=f"{DATABASE}:c1:%_", seconds=-1)
    stores.ports.commands.keep(Submission(topic=TOPIC, commands=[hers]))
    assert listed(database=DATABASE, hierarchy="c1") == [hers.id]
    assert listed(database=DATABASE, hierarchy="c") == []
    assert listed(since=kept[4].submitted_at) == [each.id for each in newest[:2]]
