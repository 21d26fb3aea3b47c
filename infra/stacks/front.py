"""What the world comes to: the address of the API, and the console before it, under one name."""

from aws_cdk import CfnOutput, Stack, aws_s3
from constructs import Construct

from infra.catalogue import console
from infra.constructs.http_api import made_api
from infra.constructs.places import Endpoints
from infra.constructs.site import Site
from infra.issuer import Issuer
from infra.stacks.identity import Identity
from infra.stage import Stage


class Front(Stack):
    """Addresses come before what answers at them: an issuer sends people back to one, and the API takes the tokens of
    the client that it does so for."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        identity: Identity | Issuer,
        places: Endpoints,
        logs: aws_s3.IBucket | None,
    ) -> None:
        """It waits for nothing that takes long: a new account may not have a distribution yet, and is told so early."""
        super().__init__(scope, id, stack_name=id)
        self.api = made_api(self, stage)
        host = f"{self.api.api_id}.execute-api.{self.region}.{self.url_suffix}"
        self._site = Site(self, "Site", stage=stage, api=host, logs=logs)
        uploads = f"https://{places.bucket('data')}.s3.{self.region}.{self.url_suffix}"
        known = identity.issuer if isinstance(identity, Identity) else identity
        distribution = self._site.distribute(asked=[*known.asked, uploads])
        origin = f"https://{distribution.domain_name if stage.api.console is None else stage.api.console.name}"
        self.issuer = identity.serving(self, origin) if isinstance(identity, Identity) else identity
        self._tell(origin, distribution.distribution_id)

    def _tell(self, origin: str, distribution: str) -> None:
        """What `python -m infra.publish` asks for."""
        told = {"issuer": self.issuer.url, "client_id": self.issuer.console, "features": {}}
        bucket = self._site.bucket.bucket_name
        CfnOutput(self, "Address", value=f"{origin}/", description="The address of the console")
        CfnOutput(self, "Files", value=bucket, description="Where its files are put")
        CfnOutput(self, "Distribution", value=distribution, description="What serves them")
        CfnOutput(self, "Configuration", value=self.to_json_string(told), description=console.CONFIGURATION)
