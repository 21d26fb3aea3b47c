"""Packs: written once, read by range."""

from datetime import timedelta
from uuid import uuid4

import pytest

from spice.ports.errors import Permanent
from tests.contract.conftest import Stores

HOUR = timedelta(hours=1)


def test_a_range_is_read(stores: Stores) -> None:
    name = str(uuid4())

    stores.ports.packs.write(name, b"0123456789")

    assert stores.ports.packs.read(name, 0, 10) == b"0123456789"
    assert stores.ports.packs.read(name, 3, 4) == b"3456"


def test_a_pack_that_is_gone_says_so(stores: Stores) -> None:
    name = str(uuid4())
    stores.ports.packs.write(name, b"0123456789")

    stores.ports.packs.delete(name)
    stores.ports.packs.delete(name)

    with pytest.raises(Permanent):
        stores.ports.packs.read(name, 0, 10)


def test_packs_are_named_by_when_they_were_written(stores: Stores) -> None:
    packs, names = stores.ports.packs, {str(uuid4()) for _ in range(3)}
    for name in names:
        packs.write(name, b"0123456789")

    before, after = (packs.written_before(stores.ports.now() + each) for each in (-HOUR, HOUR))

    assert names.isdisjoint(before)
    assert names <= set(after)
