"""SeaweedFS: the S3 API over files in the data folder."""

import os
import secrets

from infra.catalogue.names import DATA_BUCKET
from local.folder.data_folder import PRIVATE, DataFolder
from local.folder.plan import GRPC_OFFSET, WEED_PARTS, Plan
from local.free_ports import LOOPBACK
from local.running.service import Service
from local.services.answering import http_answers
from local.services.binaries import weed
from local.services.seaweedfs.certificates import Certificates
from local.services.seaweedfs.log_names import LogNames
from local.services.seaweedfs.synced_log import sync_log
from local.services.seaweedfs.volumes import mend_indexes
from local.services.seaweedfs.weed_shell import WeedShell

OPTIONS = {
    "dir": ".",
    "ip": LOOPBACK,
    "ip.bind": LOOPBACK,
    "webdav": "false",
    "admin.ui": "false",
    "s3.port.iceberg": "0",
    "s3.port.lance": "0",
    "disableHttp": "true",
    "filer.localSocket": "filer.sock",
    "s3.localSocket": "s3.sock",
    "master.telemetry": "false",
    "master.heartbeatInterval": "1s",
    "master.resumeState": "false",
    "master.volumeSizeLimitMB": "1024",
    "volume.max": "500",
    "volume.preStopSeconds": "0",
    "bucket": DATA_BUCKET,
    "s3.autoCreateBucket": "false",
}
"""The log's bucket is made when its rule stands. The master learns all from its volumes; resuming its old state would
cost 3 % of a core and keep old ports."""
GRPC_PARTS = ("MASTER", "VOLUME", "FILER", "S3", "ADMIN", "WORKER", "MSG_BROKER", "MSG_AGENT", "MQ", "CLIENT")
HTTPS_PARTS = ("MASTER", "VOLUME", "FILER", "ADMIN", "CLIENT")
SIGNED = ("SIGNING", "SIGNING_READ", "FILER_SIGNING", "FILER_SIGNING_READ")
"""What only its own parts may ask of one another, each with a key no longer kept than the process."""


def seaweedfs_service(folder: DataFolder, plan: Plan) -> Service:
    """Describe the object store of a data folder."""
    home = folder.of("seaweedfs")
    certificates = Certificates(home / "tls")
    ports = {f"{part}.port": plan.ports[part] for part in WEED_PARTS}
    grpc = {f"{part}.port.grpc": plan.ports[part] + GRPC_OFFSET for part in WEED_PARTS}
    trusted = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **mutual_trust(certificates)}
    shell = WeedShell(home, plan, trusted)

    def prepare() -> None:
        home.mkdir(mode=PRIVATE, exist_ok=True)
        certificates.make()
        (home / "mini.options").unlink(missing_ok=True)  # it would bring back options of an earlier version
        mend_indexes(home, trusted)
        LogNames(home).prepare(service, shell)

    service = Service(
        name="seaweedfs",
        command=[str(weed()), "mini", *(f"-{name}={value}" for name, value in (OPTIONS | ports | grpc).items())],
        folder=home,
        port=plan.ports["s3"],
        log=folder.log("seaweedfs"),
        answers=lambda: http_answers(plan.ports["s3"], "/healthz"),
        heals=False,  # its index of names takes nothing more after a write that failed
        prepare=prepare,
        settle=lambda: sync_log(shell),
        environment=trusted | _environment(plan),
    )
    return service


def _environment(plan: Plan) -> dict[str, str]:
    return {
        **{f"WEED_JWT_{use}_KEY": secrets.token_urlsafe(32) for use in SIGNED},
        "WEED_ADMIN_USER": "spice",
        "WEED_ADMIN_PASSWORD": secrets.token_urlsafe(32),
        "AWS_ACCESS_KEY_ID": plan.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": plan.s3_secret_key,
        "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
        "GOMEMLIMIT": "400MiB",
    }


def mutual_trust(certificates: Certificates) -> dict[str, str]:
    """Say which certificate every part shows and whose it accepts; without one no part speaks gRPC or HTTP but S3."""
    shown = {"CERT": certificates.certificate, "KEY": certificates.key}
    both = shown | {"CA": certificates.authority}
    grpc = {f"WEED_GRPC_{part}_{what}": str(file) for part in GRPC_PARTS for what, file in shown.items()}
    https = {f"WEED_HTTPS_{part}_{what}": str(file) for part in HTTPS_PARTS for what, file in both.items()}
    return {"WEED_GRPC_CA": str(certificates.authority), "WEED_HTTPS_CLIENT_ENABLED": "true", **grpc, **https}


def s3_url(plan: Plan) -> str:
    """Where the S3 API is."""
    return f"http://{LOOPBACK}:{plan.ports['s3']}"
