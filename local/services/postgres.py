"""PostgreSQL: made once, started on 127.0.0.1, never as root."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from local.errors import Refused
from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.plan import Plan
from local.free_ports import LOOPBACK
from local.running.processes import end_all, running_in
from local.running.service import Service
from local.running.starting import launched
from local.services.answering import postgres_answers
from local.services.binaries import for_everyone, postgres_home
from spice.adapters.disk.disk import MEGABYTE

USER = "spice"
NOBODY = 65534
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "superuser_reserved_connections": "3",
    "shared_buffers": "128MB",
    "huge_pages": "off",
    "work_mem": "8MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "io_method": "sync",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_active_replication_origins": "0",
    "wal_compression": "pglz",
    "checkpoint_timeout": "15min",
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "1000",
    "transaction_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
"""Durable, small when idle, and no transaction that holds the outbox's horizon. Without replication origins a
checkpoint makes no file, which a full disk would not take and the server would end at."""
LEAST_WAL_MB, MOST_WAL_MB = 64, 2048
WAL_SHARE = 8
"""Which part of what is free on the disk its log may take before it is written back."""


class Cluster:
    """A PostgreSQL cluster in a data folder."""

    def __init__(self, folder: DataFolder, password: str) -> None:
        self.home = folder.of("postgres")
        self.path = self.home / "cluster"
        self.log = folder.log("postgres")
        self.user = user_of(self.path)
        self._password = password
        self._binaries = postgres_home() if self.user is None else for_everyone(postgres_home())

    @property
    def server(self) -> Path:
        """The server binary, where the server's user can reach it."""
        return self._binaries / "bin" / "postgres"

    @property
    def place(self) -> str:
        """What to call the folder a process is in: folders above it may be closed to the server's user."""
        return "/proc/self/cwd" if self.user is not None and sys.platform == "linux" else "."

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away what a killed server left."""
        self.home.mkdir(mode=PRIVATE, exist_ok=True)
        self._hand_over(self.home)
        if not self.path.exists():
            self._make()
        elif (self.path / "postmaster.pid").exists():
            # Its process may be gone and its number be somebody else's; what still runs in the folder is ended first.
            end_all(running_in(self.path, name="postgres"))
            (self.path / "postmaster.pid").unlink(missing_ok=True)

    def _make(self) -> None:
        fresh, secret = self.home / "cluster.new", self.home / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=PRIVATE)
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        self._hand_over(fresh)
        self._hand_over(secret)
        try:
            self._initialise(fresh)
        finally:
            secret.unlink()
        fresh.rename(self.path)

    def _initialise(self, fresh: Path) -> None:
        options = ("--username", USER, "--auth", "scram-sha-256", "--pwfile", "../password.new", "--encoding", "UTF8")
        locale = ("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C", "--no-instructions")
        initdb = [str(self._binaries / "bin" / "initdb"), "-D", self.place, *options, *locale]
        done = subprocess.run(
            launched(initdb, folder=fresh, user=self.user, death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=bare_environment(),
            start_new_session=True,
        )
        if done.returncode:
            raise Refused(f"PostgreSQL cannot make its folder {self.path}: {(done.stderr or done.stdout).strip()}")

    def _hand_over(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user, self.user)


def postgres_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the PostgreSQL of a data folder."""
    cluster = Cluster(folder, plan.postgres_password)
    port = plan.ports["postgres"]
    settings = [flag for name, value in (SETTINGS | log_sizes(folder)).items() for flag in ("-c", f"{name}={value}")]
    return Service(
        name="postgres",
        command=[str(cluster.server), "-D", cluster.place, "-p", str(port), *settings],
        folder=cluster.path,
        port=port,
        log=cluster.log,
        answers=lambda: postgres_answers(port),
        prepare=cluster.prepare,
        environment=bare_environment(),
        user=cluster.user,
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGQUIT,
    )


def make_apart(password: str) -> Path:
    """Have a cluster made for a user without a name, who can make none: by root, where that user can set no trap."""
    # Where root's TMPDIR is, that user may not come; SeaweedFS needs /tmp as well.
    apart = Path(tempfile.mkdtemp(prefix="spice-", dir="/tmp"))
    try:
        Cluster(DataFolder(apart), password).prepare()
    except BaseException:
        shutil.rmtree(apart)
        raise
    return apart


def move_in(apart: Path, folder: DataFolder) -> None:
    """Move a cluster that was made apart into a data folder; it is there whole and on the disk, or not at all."""
    home, made = folder.of("postgres"), DataFolder(apart).of("postgres")
    home.mkdir(mode=PRIVATE, exist_ok=True)
    shutil.rmtree(home / "cluster.new", ignore_errors=True)
    shutil.move(made / "cluster", home / "cluster.new")
    os.sync()
    (home / "cluster.new").rename(home / "cluster")
    shutil.rmtree(apart)


def is_made(folder: DataFolder) -> bool:
    """Tell whether a data folder has a cluster."""
    return (folder.of("postgres") / "cluster").exists()


def user_of(data: Path) -> int | None:
    """Tell as whom a server runs that root may not run: as whose its data are. None when root is not asked to."""
    if os.geteuid() != 0:
        return None
    return (data.stat().st_uid if data.exists() else 0) or NOBODY


def log_sizes(folder: DataFolder) -> dict[str, str]:
    """Tell how large the write-ahead log may be on this disk."""
    most = min(MOST_WAL_MB, max(LEAST_WAL_MB, shutil.disk_usage(folder.root).free // MEGABYTE // WAL_SHARE))
    return {"max_wal_size": f"{most}MB", "min_wal_size": f"{min(most, 128)}MB"}


def postgres_url(plan: Plan) -> str:
    """Where the database is, with its password."""
    return f"postgresql://{USER}:{plan.postgres_password}@{LOOPBACK}:{plan.ports['postgres']}/postgres"


def bare_environment() -> dict[str, str]:
    """Keep an outsider's PG* variables and locale away from the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
