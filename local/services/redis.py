"""Valkey, which speaks Redis: a cache, so it keeps nothing on the disk and forgets what is used least."""

from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.plan import Plan
from local.folder.private_file import write_private
from local.free_ports import LOOPBACK
from local.running.service import Service
from local.services.answering import redis_answers
from local.services.binaries import valkey_server

SETTINGS = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
maxclients 512
timeout 0
enable-debug-command no
enable-module-command no
enable-protected-configs no
client-output-buffer-limit normal 32mb 8mb 10
client-query-buffer-limit 16mb
maxmemory-clients 64mb
rename-command SHUTDOWN ""
rename-command SAVE ""
rename-command BGSAVE ""
rename-command BGREWRITEAOF ""
rename-command REPLICAOF ""
rename-command SLAVEOF ""
rename-command MIGRATE ""
appendonly no
save ""
maxmemory 256mb
maxmemory-policy allkeys-lru
hz 5
tcp-backlog 128
loglevel notice
"""
"""Without the password a client gets nothing to keep; with it, it cannot make the server write files or follow
a stranger, and is let go when it does not read what it asked for."""


def redis_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the cache of a data folder."""
    home, port = folder.of("redis"), plan.ports["redis"]

    def prepare() -> None:
        home.mkdir(mode=PRIVATE, exist_ok=True)
        settings = SETTINGS.format(host=LOOPBACK, port=port, password=plan.redis_password)
        write_private(home / "redis.conf", settings.encode())

    return Service(
        name="redis",
        command=[str(valkey_server()), "redis.conf"],
        folder=home,
        port=port,
        log=folder.log("redis"),
        answers=lambda: redis_answers(port, plan.redis_password),
        prepare=prepare,
    )


def redis_url(plan: Plan) -> str:
    """Where the cache is, with its password."""
    return f"redis://:{plan.redis_password}@{LOOPBACK}:{plan.ports['redis']}/0"
