"""Clients of AWS services, and their errors told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from spice.ports.errors import Permanent, Transient

CONNECT_SECONDS = 1
ANSWER_SECONDS = 3


def client(service: str, *, region: str, endpoint: str | None = None) -> Any:
    """Make a client that answers soon or not at all. boto3 itself honours AWS_ENDPOINT_URL when `endpoint` is None."""
    import boto3  # not before there is something to ask: it costs more than everything else together
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"total_max_attempts": 2},
        max_pool_connections=2,
    )
    return boto3.session.Session().client(service, region_name=region, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]


@contextmanager
def translated(service: str, what: str) -> Iterator[None]:
    """Translate the driver's errors: 4xx but throttling Permanent, everything else Transient."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as refused:
        status = int(refused.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
        code = refused.response.get("Error", {}).get("Code", "")
        kind = Permanent if 400 <= status < 500 and status != 429 and "Throttl" not in code else Transient
        raise kind(service, f"{what}: {status} {code}") from refused
    except BotoCoreError as broken:
        raise Transient(service, f"{what}: {broken}") from broken
