"""SeaweedFS: the S3 API over files in the data folder."""

import os

from infra.names import DATA_BUCKET, LOG_BUCKET
from local.binaries import weed
from local.folder import PRIVATE, DataFolder
from local.free_ports import LOOPBACK
from local.plan import GRPC_OFFSET, WEED_PARTS, Plan
from local.services.answering import http_answers
from local.services.service import Service

OPTIONS = {
    "dir": ".",
    "ip": LOOPBACK,
    "ip.bind": LOOPBACK,
    "webdav": "false",
    "admin.ui": "false",
    "s3.port.iceberg": "0",
    "s3.port.lance": "0",
    "filer.localSocket": "filer.sock",
    "s3.localSocket": "s3.sock",
    "master.telemetry": "false",
    "master.heartbeatInterval": "1s",
    "master.resumeState": "false",
    "master.volumeSizeLimitMB": "1024",
    "volume.max": "500",
    "volume.preStopSeconds": "0",
    "bucket": f"{LOG_BUCKET},{DATA_BUCKET}",
}
"""The master learns all from its volumes; resuming its old state would cost 3 % of a core and keep old ports."""


def seaweedfs_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the object store of a data folder."""
    home = folder.of("seaweedfs")
    ports = {f"{part}.port": plan.ports[part] for part in WEED_PARTS}
    grpc = {f"{part}.port.grpc": plan.ports[part] + GRPC_OFFSET for part in WEED_PARTS}

    def prepare() -> None:
        home.mkdir(mode=PRIVATE, exist_ok=True)
        (home / "mini.options").unlink(missing_ok=True)  # it would bring back options of an earlier version

    return Service(
        name="seaweedfs",
        command=[str(weed()), "mini", *(f"-{name}={value}" for name, value in (OPTIONS | ports | grpc).items())],
        folder=home,
        port=plan.ports["s3"],
        log=folder.log("seaweedfs"),
        answers=lambda: http_answers(plan.ports["s3"], "/healthz"),
        heals=False,  # its index of names takes nothing more after a write that failed
        prepare=prepare,
        environment={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": plan.s3_access_key,
            "AWS_SECRET_ACCESS_KEY": plan.s3_secret_key,
            "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
            "GOMEMLIMIT": "400MiB",
        },
    )


def s3_url(plan: Plan) -> str:
    """Where the S3 API is."""
    return f"http://{LOOPBACK}:{plan.ports['s3']}"
