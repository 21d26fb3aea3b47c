"""As whom the processes of a platform run, and with what of root's."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.folder.lock import read_holder
from local.running.supervisor import read_running
from local.unprivileged import KEPT

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
SOMEBODY = 12345
IDENTITIES = ("Uid", "Gid", "Groups")
CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapAmb")


@contextmanager
def somebody() -> Iterator[None]:
    """Be another user for a moment, as far as the system asks."""
    os.seteuid(SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def processes_of(folder: DataFolder) -> Iterator[Mapping[str, list[str]]]:
    """What the system says of each process of a platform: all below its supervisor, and whoever names its folder."""
    holder = read_holder(folder.lock)
    assert holder is not None
    family = {holder.pid, *(each.pid for each in psutil.Process(holder.pid).children(recursive=True))}
    named = {each.pid for each in psutil.process_iter(["cmdline"]) if str(folder.root) in str(each.info["cmdline"])}
    for pid in family | named:
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except FileNotFoundError:
            continue  # one that only helped for a moment
        yield {name: told.split() for name, _, told in (line.partition(":") for line in lines)}


def assert_nothing_is_roots(folder: DataFolder) -> int:
    """Every process is the folder's owner in every respect, and has what the platform says it has; tell whose."""
    owner = folder.root.stat()
    stated = said_to_be_kept(folder)
    seen = [*processes_of(folder)]
    assert len(seen) > 8
    for process in seen:
        who = {name: set(process[name]) for name in IDENTITIES}
        assert who == {"Uid": {str(owner.st_uid)}, "Gid": {str(owner.st_gid)}, "Groups": set()}, process
        assert {int(process[name][0], 16) for name in CAPABILITIES} == {stated}, process
        assert process["NoNewPrivs"] == ["1"], process
    assert owner.st_uid != 0
    return owner.st_uid


def said_to_be_kept(folder: DataFolder) -> int:
    """The capabilities that the platform says it keeps, as bits."""
    said = "".join(each.warning for each in read_running(folder) if each.name == "host")
    return sum(1 << capability for capability, means in KEPT.items() if capability is not None and means in said)
