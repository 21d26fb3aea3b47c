"""Attempts at batches, on the twin and on PostgreSQL."""

from tests.contract.conftest import Stores


def test_attempts_are_counted_until_they_are_settled(stores: Stores) -> None:
    attempts = stores.ports.attempts
    counted = [attempts.attempt("t", *place) for place in ((0, 7), (0, 7), (0, 8), (1, 7))]

    attempts.settled("t", 0, 7)

    assert counted == [1, 2, 1, 1]
    assert attempts.attempt("t", 0, 7) == 1
    assert attempts.attempt("t", 0, -1) == 1
