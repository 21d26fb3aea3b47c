"""Nothing runs as root: whoever starts the platform as root hands it to the owner of its data folder, for good.

Only the process that is to be the supervisor changes; all that it starts is that owner's from the beginning.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.folder.data_folder import DataFolder
from local.folder.owner import Owner, may_give, owner_of, take_over
from local.folder.plan import make_plan
from local.parts.cache import find_cache
from local.parts.obtain import part_home
from local.running.launch import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, change_user, keep_only, may_keep
from local.running.own_network import OwnNetwork
from local.running.starting import launched
from local.services.binaries import postgres_home, valkey_server, weed
from local.services.postgres import is_made, make_apart, move_in

KEPT = {
    None: "",
    CAP_DAC_READ_SEARCH: "may read every file of this machine (CAP_DAC_READ_SEARCH)",
    CAP_DAC_OVERRIDE: "may read and write every file of this machine (CAP_DAC_OVERRIDE)",
}
"""From the least to the most that a platform keeps of root's, to reach what lies in folders closed to others."""
ROOTS_OWN = ("USER", "LOGNAME", "MAIL", "XDG_")
"""What an environment says of who is root, and of root's folders."""
SEE = "(docs/security.md)"


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom a platform runs. Without an owner as whoever started it."""

    owner: Owner | None = None
    keeps: int | None = None
    warning: str = ""
    """What whoever starts the platform must know of it."""
    network: OwnNetwork | None = None
    """Where OpenSearch is alone; without it, it makes its network by itself."""


def leave_root(folder: DataFolder, *, full: bool, among: range) -> Standing:
    """Give the folder to its owner and be that owner from now on, where this is root and the system allows it.

    OSError when it allows less than it did when tried.
    """
    standing = find_standing(folder, _programs(full=full))
    if standing.owner is None:
        return standing
    made = None
    if not standing.owner.is_named and not is_made(folder):
        made = make_apart(make_plan(folder, among=among, full=full).postgres_password)
        take_over(made, standing.owner)
    network = _network() if full else None
    cache = find_cache().root
    take_over(folder.root, standing.owner)
    _become(standing.owner, standing.keeps, network)
    _settle_in(folder, cache)
    if made is not None:
        move_in(made, folder)
    return replace(standing, network=network)


def find_standing(folder: DataFolder, programs: Sequence[Path]) -> Standing:
    """Try as whom a platform may run, and with how little of what root may. Changes nothing."""
    if os.geteuid() != 0:
        return Standing()
    if sys.platform != "linux":
        return Standing(warning=_as_root("it changes its user on Linux only"))
    owner = owner_of(folder.root)
    if not may_give(folder.root, owner):
        return Standing(warning=_as_root(f"{folder.root} cannot be given to user {owner.user}"))
    reasons: list[str] = []
    for keeps, means in KEPT.items():
        if not (why := _tried(folder, owner, keeps, programs)):
            warning = f"all of it runs as user {owner.user}, who {means}: else {reasons[0]} {SEE}" if means else ""
            return Standing(owner, keeps, warning)
        reasons.append(why)
    return Standing(warning=_as_root(reasons[0]))


def _programs(*, full: bool) -> Sequence[Path]:
    light = (weed(), valkey_server(), postgres_home() / "bin" / "postgres")
    if not full:
        return light
    from local.services.java import java

    return (*light, java(), part_home("kafka"), part_home("opensearch"))


def _network() -> OwnNetwork | None:
    """Make OpenSearch's network while this is root: others may be refused one, or be strangers to every file in it."""
    from local.services.opensearch import may_seclude

    return OwnNetwork() if may_seclude() else None


def _become(owner: Owner, keeps: int | None, network: OwnNetwork | None) -> None:
    """Be another user. Who it is, is the process's; what it may do, each thread's own."""
    if network is not None:
        network.do(lambda: may_keep(keeps))
    change_user(owner.user, owner.group, keeps=keeps)
    if network is not None:
        network.do(lambda: keep_only(keeps))


def _settle_in(folder: DataFolder, cache: Path) -> None:
    """Be in the folder, and have the environment name no place of root's."""
    os.chdir(folder.root)
    for name in [name for name in os.environ if name.startswith(ROOTS_OWN)]:
        del os.environ[name]
    if "TMPDIR" in os.environ and not os.access(os.environ["TMPDIR"], os.W_OK | os.X_OK):
        del os.environ["TMPDIR"]
    os.environ |= {"HOME": str(folder.root), "SPICE_CACHE": str(cache)}


def _tried(folder: DataFolder, owner: Owner, keeps: int | None, programs: Sequence[Path]) -> str:
    """Start Python as the owner and have it look at all it needs; say why that cannot be."""
    look = [sys.executable, "-P", "-m", "local.running.reach", str(folder.root), *map(str, programs)]
    command = launched(
        look, folder=folder.root, user=owner.user, group=owner.group, capability=keeps, death_signal=signal.SIGKILL
    )
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if not done.returncode:
        return ""
    return next(reversed(done.stderr.strip().splitlines()), f"Python ends with {done.returncode} as user {owner.user}")


def _as_root(why: str) -> str:
    return f"all of it runs as root: {why} {SEE}"
