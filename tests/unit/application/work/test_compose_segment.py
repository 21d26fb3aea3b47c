"""Decisions are written as one segment."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from spice.application.deciding.decisions import Batch, Decision, receive
from spice.application.work.compose_segment import compose_segment, letter_of, parked_record
from spice.domain.errors import Problem
from spice.messages.command import command_record
from spice.messages.problem import ProblemRow
from spice.messages.segment import Line, Source, read_segment
from spice.ports.shard_rows import ShardHead
from tests.support.memory_platform import START
from tests.support.things import COMMIT, DATABASE, a_put, unreadable

HEAD = ShardHead(shard="instance-0000", sequence=4, sha256="a" * 64, recorded_at=START)
SOURCE = Source(topic="instance-commands", partition=0, first=10, last=12)


def completed(identity: str, *kinds: str, **parts: Any) -> Decision:
    incoming = receive(command_record(a_put(identity, **parts)), "t/0/1")
    lines = [Line(type=kind, version=n, id=identity) for n, kind in enumerate(kinds, start=1)]
    return Decision(incoming=incoming, state="COMPLETED", lines=lines)


def test_a_segment_follows_its_head_and_reads_back_as_it_was_written() -> None:
    batch = Batch(decisions=[completed("a", "InstanceCreated"), completed("b", "InstanceCreated")])

    segment = compose_segment(HEAD, batch, {DATABASE: COMMIT}, now=START + timedelta(seconds=1), source=SOURCE)
    read = read_segment(segment.body)

    assert (read.header.sequence, read.header.prev_sha256, read.header.source) == (5, HEAD.sha256, SOURCE)
    assert (read.command_ids, list(read.events())) == (segment.command_ids, list(segment.events()))
    assert [(event.id, event.ontology_commit) for event in read.events()] == [("a", COMMIT), ("b", COMMIT)]


def test_time_never_goes_back_in_a_shard() -> None:
    behind = compose_segment(HEAD, Batch(), {}, now=START - timedelta(hours=1), source=None)
    first = compose_segment(replace(HEAD, recorded_at=None), Batch(), {}, now=START, source=None)

    assert behind.header.recorded_at == START + timedelta(microseconds=1)
    assert behind.header.written_at == START - timedelta(hours=1)
    assert first.header.recorded_at == START


def test_events_name_their_command_and_what_requests_share_is_written_once() -> None:
    batch = Batch(
        decisions=[
            completed("a", "InstanceCreated", "InstanceUpdated"),
            completed("b", "InstanceCreated"),
            completed("c", "InstanceCreated", actor="lee"),
        ]
    )

    segment = compose_segment(HEAD, batch, {DATABASE: COMMIT}, now=START, source=None)

    assert [line.command for line in segment.lines] == [0, 0, 1, 2]
    assert [request.actor for request in segment.header.requests] == ["kim", "lee"]
    assert [outcome.request for outcome in segment.header.outcomes] == [0, 0, 1]
    assert [event.command_n for event in segment.events()] == [0, 1, 0, 0]


def test_a_line_of_a_batch_has_no_id_of_its_own_in_the_segment() -> None:
    line = completed("a", "InstanceCreated", batch=DATABASE, line=7)

    alone = compose_segment(HEAD, Batch(decisions=[completed("a")]), {}, now=START, source=None)
    derived = compose_segment(HEAD, Batch(decisions=[line]), {}, now=START, source=None)

    assert alone.header.outcomes[0].id == a_put("a").id
    assert (derived.header.outcomes[0].id, derived.header.outcomes[0].line) == (None, 7)


def test_a_refusal_tells_its_problems_and_its_aggregate() -> None:
    incoming = receive(command_record(a_put("a")), "t/0/1")
    problem = Problem(code="not_found", message="there is none", path="/id")
    refused = Decision(incoming=incoming, state="FAILED", problems=[problem])

    segment = compose_segment(HEAD, Batch(decisions=[refused]), {}, now=START, source=None)

    (outcome,) = segment.header.outcomes
    assert outcome.errors == [ProblemRow(code="not_found", message="there is none", path="/id")]
    assert outcome.key == incoming.key


def test_a_parked_record_is_in_the_segment_as_it_came() -> None:
    incoming = receive(unreadable("a"), "t/0/1")
    parked = Decision(incoming=incoming, state="PARKED", attempts=1, parked_reason="undecodable")

    segment = read_segment(
        compose_segment(HEAD, Batch(decisions=[parked]), {}, now=START, source=None).body,
    )

    (outcome,) = segment.header.outcomes
    assert outcome.record is not None
    assert parked_record(outcome.record) == incoming.record
    assert letter_of(outcome) == incoming.letter
    assert outcome.errors == [ProblemRow(code="parked", message="undecodable")]
