"""The key of cursors: one for all functions, whatever is forgotten."""

from dataclasses import replace

import pytest

from spice.bootstrap import connect
from tests.contract.conftest import Stores


def test_the_key_is_a_secret_of_32_bytes(stores: Stores) -> None:
    key = stores.ports.cursor_key()

    assert len(key) == 32
    assert len(set(key)) > 8


def test_the_key_is_the_same_when_asked_again_and_after_the_index_was_forgotten(stores: Stores) -> None:
    key = stores.ports.cursor_key()

    stores.ports.model.forget()

    assert stores.ports.cursor_key() == key


@pytest.mark.services
def test_another_process_knows_the_same_key(real: Stores) -> None:
    key = real.ports.cursor_key()

    assert connect(replace(real.ports.settings)).cursor_key() == key
