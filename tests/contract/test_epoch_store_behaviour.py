"""Where keys of epochs are: the first that is put stays, and what is deleted is gone."""

from pathlib import Path

import pytest

from infra.catalogue.names import DATA_BUCKET
from spice.adapters.disk.epoch_store import DiskEpochStore
from spice.adapters.memory.epoch_store import MemoryEpochStore
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.epoch_store import S3EpochStore
from spice.ports.epoch_store import EpochStore
from spice.ports.errors import Permanent
from tests.contract.conftest import Stores
from tests.support.services import REGION, Services


@pytest.fixture(params=["memory", "disk", pytest.param("s3", marks=pytest.mark.services)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EpochStore:
    if request.param == "memory":
        return MemoryEpochStore()
    if request.param == "disk":
        return DiskEpochStore(tmp_path / "epochs")
    real: Stores = request.getfixturevalue("real")
    services: Services = request.getfixturevalue("services")
    assert real.url
    store = S3EpochStore(LazyS3(endpoint=services.s3, region=REGION), DATA_BUCKET)
    for epoch in store.all():
        store.delete(epoch)
    return store


def test_the_first_that_is_put_stays(store: EpochStore) -> None:
    store.put(7, b"first")
    store.put(7, b"second")

    assert store.get(7) == b"first"


def test_what_is_deleted_is_gone(store: EpochStore) -> None:
    store.put(7, b"a")
    store.delete(7)
    store.delete(7)

    assert store.get(7) is None
    assert store.all() == []


def test_all_are_numbered_in_their_order(store: EpochStore) -> None:
    empty = store.all()
    for epoch in (10, 9, 20_000):
        store.put(epoch, b"a")

    assert (empty, list(store.all())) == ([], [9, 10, 20_000])


def test_a_file_is_its_owners_alone_and_whole(tmp_path: Path) -> None:
    store = DiskEpochStore(tmp_path / "epochs")
    (tmp_path / "epochs").mkdir()
    (tmp_path / "epochs" / ".8.1.died").write_bytes(b"ha")

    store.put(7, b"first")

    assert (tmp_path / "epochs" / "7").stat().st_mode & 0o777 == 0o600
    assert store.all() == [7]


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "epochs").write_text("a file")

    with pytest.raises(Permanent, match="cannot be used"):
        DiskEpochStore(tmp_path / "epochs").get(1)


def test_what_a_put_that_died_left_goes_with_its_epoch(tmp_path: Path) -> None:
    store = DiskEpochStore(tmp_path)
    store.put(20_700, b"wrapped")
    (tmp_path / ".20700.14003.465621a3").hardlink_to(tmp_path / "20700")
    (tmp_path / ".20701.1.aa").write_bytes(b"another")

    store.delete(20_700)

    assert [each.name for each in tmp_path.iterdir()] == [".20701.1.aa"]
