"""Redis: a cache, so it keeps nothing on the disk and forgets what is used least."""

from local.binaries import redis_server
from local.folder import PRIVATE, DataFolder
from local.free_ports import LOOPBACK
from local.plan import Plan
from local.private_file import write_private
from local.services.answering import redis_answers
from local.services.service import Service

SETTINGS = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
appendonly no
save ""
maxmemory 256mb
maxmemory-policy allkeys-lru
hz 5
tcp-backlog 128
loglevel notice
"""


def redis_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the Redis of a data folder."""
    home, port = folder.of("redis"), plan.ports["redis"]

    def prepare() -> None:
        home.mkdir(mode=PRIVATE, exist_ok=True)
        settings = SETTINGS.format(host=LOOPBACK, port=port, password=plan.redis_password)
        write_private(home / "redis.conf", settings.encode())

    return Service(
        name="redis",
        command=[str(redis_server()), "redis.conf"],
        folder=home,
        port=port,
        log=folder.log("redis"),
        answers=lambda: redis_answers(port, plan.redis_password),
        prepare=prepare,
    )


def redis_url(plan: Plan) -> str:
    """Where the cache is, with its password."""
    return f"redis://:{plan.redis_password}@{LOOPBACK}:{plan.ports['redis']}/0"
