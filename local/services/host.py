"""The host: HTTP, event sources and schedules in front of the functions."""

import os
import sys
from pathlib import Path

from infra.catalogue.console import CLIENT
from infra.catalogue.names import API, DATA_BUCKET, LOG_BUCKET
from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.issuer import AUDIENCE, ISSUER, origin_of
from local.folder.plan import Plan
from local.folder.room import NEEDED, NEEDED_FULL
from local.free_ports import LOOPBACK
from local.host.limits import WAITS
from local.running.service import Service
from local.services.answering import http_answers
from local.services.postgres import postgres_url
from local.services.redis import redis_url
from local.services.seaweedfs.server import s3_url

REGION = "us-east-1"
BUILT = Path(__file__).parents[2] / "web" / "dist"
CATALOGUE = "infra.catalogue.functions:FUNCTIONS"


def host_service(folder: DataFolder, plan: Plan, *, port: int, listener: int, catalogue: str = CATALOGUE) -> Service:
    """Describe the host. The supervisor listens for it, so requests wait while it is started again."""
    arguments = ["--data", str(folder.root), "--port", str(port), "--listener", str(listener), "--catalogue", catalogue]
    return Service(
        name="host",
        command=[sys.executable, "-P", "-m", "local.host", *arguments],
        folder=folder.root,
        port=port,
        log=folder.log("host"),
        answers=lambda: http_answers(port, f"{API}/health"),
        environment={**os.environ, **function_environment(folder, plan, port=port), **_console()},
        inherited=(listener,),
        stop_seconds=8.0,
    )


def function_environment(folder: DataFolder, plan: Plan, *, port: int) -> dict[str, str]:
    """Name every setting of spice.settings, and the credentials."""
    base = origin_of(port)
    return {
        "SPICE_POSTGRES_URL": postgres_url(plan),
        "SPICE_S3_ENDPOINT": s3_url(plan),
        "SPICE_S3_REGION": REGION,
        "SPICE_LOG_BUCKET": LOG_BUCKET,
        "SPICE_DATA_BUCKET": DATA_BUCKET,
        "SPICE_REDIS_URL": redis_url(plan),
        "SPICE_SEARCH_PATH": str(folder.search),
        "SPICE_JWT_ISSUER": f"{ISSUER},{base}",
        "SPICE_JWT_AUDIENCE": f"{AUDIENCE},{CLIENT}",
        "SPICE_JWKS_URL": f"{base}/.well-known/jwks.json",
        **_of_folder(folder, plan),
        "SPICE_WAITS": str(WAITS),
        "SPICE_KICK_URL": f"udp://:{plan.kick_key}@{LOOPBACK}:{plan.ports['kick']}",
        "AWS_ACCESS_KEY_ID": plan.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": plan.s3_secret_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
        **(_full_environment(folder, plan) if plan.full else {}),
    }


def _console() -> dict[str, str]:
    """Where the built console is: where the environment says, else beside this package, as `make web` leaves it."""
    folder = os.environ.get("SPICE_CONSOLE_PATH") or str(BUILT)
    if not Path(folder).is_absolute():
        raise Refused(f"SPICE_CONSOLE_PATH is {folder!r}: expected an absolute path")
    return {"SPICE_CONSOLE_PATH": folder}


def _of_folder(folder: DataFolder, plan: Plan) -> dict[str, str]:
    return {
        "SPICE_SEAL_KEY_FILE": str(folder.seal_key),
        "SPICE_PERSONAL_KEY_FILE": str(folder.personal_key),
        "SPICE_DISK_PATH": str(folder.root),
        "SPICE_DISK_NEEDED_BYTES": str(NEEDED_FULL if plan.full else NEEDED),
    }


def _full_environment(folder: DataFolder, plan: Plan) -> dict[str, str]:
    from local.services.kafka import USER, kafka_bootstrap
    from local.services.opensearch import may_seclude, opensearch_url

    return {
        "SPICE_BUS": "kafka",
        "SPICE_KAFKA_BOOTSTRAP": kafka_bootstrap(plan),
        "SPICE_KAFKA_SECURITY": "SASL_PLAINTEXT",
        "SPICE_KAFKA_MECHANISM": "PLAIN",
        "SPICE_KAFKA_USER": USER,
        "SPICE_KAFKA_PASSWORD": plan.kafka_password,
        "SPICE_SEARCH_URL": opensearch_url(folder, plan, secluded=may_seclude()),
    }
