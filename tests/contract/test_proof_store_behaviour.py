"""What proves the log is written once, and its checkpoint replaced by whoever saw the last one."""

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest

from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.s3.proof_store import S3ProofStore
from spice.ports.errors import AlreadyThere
from spice.ports.proof_store import ProofStore
from tests.contract.conftest import Stores


@pytest.fixture
def proofs(stores: Stores) -> Iterator[ProofStore]:
    yield (store := stores.ports.proofs)
    if isinstance(store, S3ProofStore):
        s3, bucket = vars(store)["_s3"], vars(store)["_bucket"]
        # All of it: whoever looks at the whole bucket finds what is left.
        for each in s3.client.list_objects_v2(Bucket=bucket, Prefix="proof/").get("Contents", ()):
            s3.client.delete_object(Bucket=bucket, Key=each["Key"])
    else:
        assert isinstance(store, MemoryProofStore)
        store.objects.clear()
        store.checkpoint = None


def test_an_object_is_written_once_and_the_same_again_is_no_error(proofs: ProofStore) -> None:
    name = f"tile/0/{uuid4()}"
    assert proofs.read(name) is None

    proofs.keep(name, b"one")
    proofs.keep(name, b"one")

    with pytest.raises(AlreadyThere):
        proofs.keep(name, b"two")
    assert proofs.read(name) == b"one"


def test_a_checkpoint_is_replaced_by_who_saw_the_last_one(proofs: ProofStore) -> None:
    assert proofs.newest() is None

    proofs.replace(b"first", None)
    first = proofs.newest()
    assert first is not None
    with pytest.raises(AlreadyThere):
        proofs.replace(b"other", None)
    proofs.replace(b"second", first.tag)
    with pytest.raises(AlreadyThere):
        proofs.replace(b"third", first.tag)

    second = proofs.newest()
    assert second is not None
    assert (first.body, second.body) == (b"first", b"second")
    assert second.tag != first.tag


def test_one_alone_replaces_a_checkpoint(stores: Stores, proofs: ProofStore) -> None:
    proofs.replace(b"first", None)
    first = proofs.newest()
    assert first is not None

    def replaced(body: bytes) -> bool:
        try:
            proofs.replace(body, first.tag)
        except AlreadyThere:
            return False
        return True

    won = stores.at_once([partial(replaced, b"by %d" % each) for each in range(6)])

    newest = proofs.newest()
    assert newest is not None
    assert (sum(won), newest.body) == (1, b"by %d" % won.index(True))


def test_sizes_are_those_of_the_checkpoints_that_are_kept_in_order(proofs: ProofStore) -> None:
    assert proofs.sizes() == []

    for size in (256, 7, 30):
        proofs.keep(f"checkpoints/{size}", b"note")

    assert proofs.sizes() == [7, 30, 256]
