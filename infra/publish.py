"""Put the console into its bucket: `python -m infra.publish STAGE`, behind a deployment and `make web`."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from infra.catalogue import names
from infra.catalogue.console import ASSETS, CONFIGURATION, INDEX, kept_for, media_type
from infra.constructs.site import RETIRED

BUILT = Path(__file__).parents[1] / "web" / "dist"


class Files(Protocol):
    """What is served."""

    def put(self, name: str, content: bytes) -> None:
        """Put a file, or put it again."""

    def assets(self) -> Iterable[str]:
        """Name the assets that are there."""

    def is_retired(self, name: str) -> bool:
        """Tell whether an asset waits for its end."""

    def retire(self, name: str) -> None:
        """Begin to count an asset's last days."""


class S3Files:
    """The files in a bucket; what is tagged goes when it has been there for so many days."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, name: str, content: bytes) -> None:
        """Put a file, which is then no longer retired."""
        told = {"ContentType": media_type(name), "CacheControl": kept_for(name)}
        self._client.put_object(Bucket=self._bucket, Key=name, Body=content, **told)

    def assets(self) -> Iterable[str]:
        """Name the assets that are there."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=ASSETS)
        return [each["Key"] for page in pages for each in page.get("Contents", ())]

    def is_retired(self, name: str) -> bool:
        """Tell whether an asset has the tag."""
        tags = self._client.get_object_tagging(Bucket=self._bucket, Key=name)["TagSet"]
        return bool(RETIRED.items() & {each["Key"]: each["Value"] for each in tags}.items())

    def retire(self, name: str) -> None:
        """Copy an asset onto itself with the tag: its days are counted from now."""
        self._client.copy_object(
            Bucket=self._bucket,
            Key=name,
            CopySource={"Bucket": self._bucket, "Key": name},
            TaggingDirective="REPLACE",
            Tagging=urlencode(RETIRED),
            MetadataDirective="REPLACE",
            ContentType=media_type(name),
            CacheControl=kept_for(name),
        )


def publish(files: Files, built: Path, configuration: bytes) -> None:
    """Put what an index names before the index, so that no browser meets a page without its parts."""
    found = {path.relative_to(built).as_posix(): path for path in sorted(built.rglob("*")) if path.is_file()}
    for name in sorted(found, key=lambda name: (name == INDEX, not name.startswith(ASSETS), name)):
        if name == INDEX:
            files.put(CONFIGURATION, configuration)
        if name != CONFIGURATION:
            files.put(name, found[name].read_bytes())
    for name in sorted({*files.assets()} - found.keys()):
        if not files.is_retired(name):
            files.retire(name)


def outputs_of(client: Any, stage: str) -> Mapping[str, str]:
    """Read what the stack says of itself."""
    (stack,) = client.describe_stacks(StackName=names.physical(stage, "front"))["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def main(stage: str) -> None:
    """Publish the console that `make web` built to a stage that is deployed."""
    import boto3

    if not (BUILT / INDEX).is_file():
        sys.exit(f"{BUILT} holds no console: `make web` builds it")
    told = outputs_of(boto3.client("cloudformation"), stage)
    publish(S3Files(boto3.client("s3"), told["Files"]), BUILT, told["Configuration"].encode())
    print(told["Address"])


if __name__ == "__main__":
    main(sys.argv[1])
