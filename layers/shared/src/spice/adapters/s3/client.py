"""One S3 client, with the errors of the world told apart."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from hashlib import md5
from typing import TYPE_CHECKING, Literal

from spice.adapters.breaker import Breaker
from spice.ports.errors import AlreadyThere, Momentary, Permanent, Transient, Unknown

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

SERVICE = "s3"
CONNECT_SECONDS = 2
ANSWER_SECONDS = 10
PROBE_SECONDS = 2
CONNECTIONS = 8
PROBE = "local/ready"
"""An object that is there on one machine; elsewhere a store that says it is not is there itself."""


class LazyS3:
    """The client, imported and made when it is first needed: most API calls never touch S3."""

    def __init__(self, *, endpoint: str | None, region: str, breaker: Breaker | None = None) -> None:
        self._endpoint, self._region = endpoint, region
        self._breaker = breaker or Breaker(SERVICE)

    @cached_property
    def client(self) -> "S3Client":
        """Make the client; our own code decides what is repeated, so the driver repeats nothing."""
        return self._made(ANSWER_SECONDS)

    @contextmanager
    def call(self, what: str) -> Iterator[None]:
        """Make a call within the breaker; translates every driver error."""
        with self._breaker.guarded(), translated(what):
            yield

    @contextmanager
    def repeatable(self, what: str) -> Iterator[None]:
        """Make a call that may be made again: an exchange that broke is only worth another try. Raises no Unknown."""
        try:
            with self.call(what):
                yield
        except Unknown as broken:
            raise Transient(SERVICE, str(broken)) from broken

    def keys(self, bucket: str, prefix: str) -> Iterator[str]:
        """Walk the keys of a bucket that begin with a prefix, in order. Raises Transient."""
        return (entry["Key"] for entry in self.entries(bucket, prefix))

    def entries(self, bucket: str, prefix: str) -> Iterator["ObjectTypeDef"]:
        """Walk what a listing says of the objects under a prefix. Raises Transient."""
        pages = iter(self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix))
        while True:
            with self.repeatable(prefix):
                page = next(pages, None)
            if page is None:
                return
            yield from page.get("Contents", [])

    def ping(self, bucket: str) -> None:
        """Read from a bucket: a store may know its buckets and yet reach no object. Raises Transient or Permanent."""
        with self.repeatable(bucket), suppress(self._asking.exceptions.NoSuchKey):
            self._asking.get_object(Bucket=bucket, Key=PROBE)["Body"].read()

    @cached_property
    def signer(self) -> "S3Client":
        """Make a client that signs URLs: they name the bucket's own region, for any other sends on to where the
        signature is no longer right."""
        return self._made(ANSWER_SECONDS, "virtual")

    @cached_property
    def _asking(self) -> "S3Client":
        return self._made(PROBE_SECONDS)

    def _made(self, answer_seconds: int, style: Literal["auto", "virtual"] = "auto") -> "S3Client":
        import boto3
        from botocore.config import Config
        from botocore.session import get_session

        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=answer_seconds,
            retries={"total_max_attempts": 1},
            # Unsaid, the first region has the address of all, which no policy of ours names.
            s3={"addressing_style": "path" if self._endpoint else style, "us_east_1_regional_endpoint": "regional"},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            max_pool_connections=CONNECTIONS,
        )
        # A session of its own: the default one keeps the credentials of whoever was first in the process.
        session = get_session()
        session.register_component("data_loader", descriptions())
        return boto3.session.Session(botocore_session=session).client(
            "s3", endpoint_url=self._endpoint, region_name=self._region, config=config
        )


@cache
def descriptions() -> "Loader":
    """What the driver reads of S3 to make a client: a tenth of a second that one client of a process pays for all."""
    from botocore.loaders import create_loader

    return create_loader()


def digest(body: bytes) -> str:
    """Write a body's Content-MD5: with it no server keeps less than the whole of what a writer that died had begun."""
    return b64encode(md5(body, usedforsecurity=False).digest()).decode()


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Translate the driver's errors: 412 AlreadyThere, 409/429 Momentary, other 4xx Permanent, no connection Transient,
    5xx and a broken exchange Unknown (it may have been carried out)."""
    from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

    try:
        yield
    except ClientError as refused:
        status = int(refused.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
        code = refused.response.get("Error", {}).get("Code", "")
        if status == 412:
            raise AlreadyThere(SERVICE, f"{what} is there already") from refused
        if status in (409, 429):
            raise Momentary(SERVICE, f"{what}: {code}") from refused
        if status >= 500:
            raise Unknown(SERVICE, f"{what}: {status} {code}") from refused
        raise Permanent(SERVICE, f"{what}: {status} {code}") from refused
    except (EndpointConnectionError, ConnectTimeoutError) as unreachable:
        raise Transient(SERVICE, f"{what}: {unreachable}") from unreachable
    except BotoCoreError as broken:
        raise Unknown(SERVICE, f"{what}: {broken}") from broken
