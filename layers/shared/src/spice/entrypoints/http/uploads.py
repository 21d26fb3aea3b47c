"""The route that takes the announcement of a file, and answers where to put it."""

from collections.abc import Mapping

from msgspec import Struct
from pydantic import Field

from spice.application.ground.times import written
from spice.application.ground.uploads import Announced, announce
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter
from spice.messages.shapes import Count, Time
from spice.wired import Wired

DRY_RUN = Parameter(name="dry_run", type=bool, description="Tell what would happen; do nothing.")


class UploadBody(EdgeModel):
    """A file to come."""

    filename: str = Field(description="What it is called; for messages and names.")
    size: int = Field(description="Its bytes, exactly.")
    content_type: str = Field(description="Its media type, such as text/csv.")


class UploadRow(Struct, frozen=True):
    """Where to put a file: PUT it to `url` (empty in a dry run) with `headers`, once or again, until it expires."""

    upload_id: str
    url: str
    method: str
    headers: Mapping[str, str]
    url_expires_at: Time
    filename: str
    size: Count
    content_type: str
    expires_at: Time


def add(api: Api, ports: Wired) -> None:
    """Register the route."""
    uploads = ports.uploads

    @api.post(
        "/uploads",
        needs="token",
        body=UploadBody,
        query=(DRY_RUN,),
        keyed=True,
        status=201,
        also=(200,),
        may=("constraint_violated", "too_large", "unsupported_media_type"),
    )
    def upload(request: Request, body: UploadBody) -> Answer[UploadRow]:
        """Announce a file: answers a signed URL that takes it by PUT, for an hour."""
        announced = announce(
            uploads,
            filename=body.filename,
            size=body.size,
            content_type=body.content_type,
            subject=request.actor.subject,
            now=request.now,
            key=request.idempotency_key,
            dry_run=request.dry_run,
        )
        if request.dry_run:
            return undone(_row(announced))
        headers = {"Idempotency-Replayed": "true"} if announced.replayed else {}
        return Answer(status=201, data=_row(announced), headers=headers)


def _row(announced: Announced) -> UploadRow:
    upload = announced.upload
    return UploadRow(
        upload_id=str(upload.id),
        url=announced.url,
        method="PUT",
        headers={"Content-Type": upload.content_type},
        url_expires_at=written(announced.url_expires_at),
        filename=upload.filename,
        size=upload.size,
        content_type=upload.content_type,
        expires_at=written(upload.expires_at),
    )
