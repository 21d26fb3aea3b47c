"""The process environments are forked from: it has imported what is heavy, and has no threads and no connections."""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Sequence

import msgspec

from local.host.environments.frames import Birth
from local.host.environments.runtime import live
from local.running.launch import die_with_parent

HEAVY = (
    "local.host.provision",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.utilities.typing",
    "boto3",
    "botocore.client",
    "botocore.endpoint",
    "botocore.httpsession",
    "botocore.retryhandler",
    "cachetools",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "email_validator",
    "jwt",
    "msgspec",
    "psycopg",
    "psycopg_pool",
    "pydantic",
    "redis",
    "tenacity",
    "zstandard",
    "spice.bootstrap",
)
"""What a cold start must not wait for."""
SEARCH = (
    ("opensearch.connection", "opensearch.search_index")
    if os.environ.get("SPICE_SEARCH_URL")
    else (
        "tantivy.search_index",
        "tantivy.templates",
    )
)
"""What is imported by need elsewhere: each environment would do it again."""
KAFKA = ("spice.adapters.kafka.clients",) if os.environ.get("SPICE_BUS") == "kafka" else ()


def main(parent: int, control: int, handlers: Sequence[str]) -> None:
    """Fork an environment for each message until the host hangs up."""
    die_with_parent(signal.SIGKILL, parent)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = socket.socket(fileno=control)
    for module in (*HEAVY, *KAFKA, *(f"spice.adapters.{module}" for module in SEARCH), *handlers):
        preload(module)
        # Whoever cannot wait is born with what there is: the stores are made ready meanwhile.
        if select.select([requests], [], [], 0)[0] and not fork_one(requests):
            return
    learn_s3()
    gc.collect()
    gc.freeze()
    while fork_one(requests):
        pass


def preload(module: str) -> None:
    """Import a module; one that cannot be imported is the business of the function that needs it."""
    with contextlib.suppress(Exception):
        importlib.import_module(module)


def learn_s3() -> None:
    """Read what a client of S3 is made of, for every environment."""
    from spice.adapters.s3.client import LazyS3

    assert LazyS3(endpoint="http://127.0.0.1:9", region="us-east-1").client


def fork_one(requests: socket.socket) -> bool:
    """Wait for a message and fork an environment; tell whether the host is still there."""
    message, descriptors, _, _ = socket.recv_fds(requests, 65536, 1)
    if not message or not descriptors:
        return False
    if os.fork() == 0:
        _live_and_die(requests, descriptors[0], message)
    os.close(descriptors[0])
    return True


def _live_and_die(requests: socket.socket, descriptor: int, message: bytes) -> None:
    """Be an environment, and never return into the zygote's loop."""
    status = 1
    try:
        die_with_parent(signal.SIGKILL, _zygote)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        requests.close()
        live(socket.socket(fileno=descriptor), msgspec.msgpack.decode(message, type=Birth))
        status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


_zygote = os.getpid()

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
