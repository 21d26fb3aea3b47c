"""The console before the world: a private bucket, and CloudFront with the API as its second origin."""

from pathlib import Path

from aws_cdk import Duration, Stack, aws_certificatemanager, aws_cloudfront, aws_cloudfront_origins, aws_s3
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.console import BESIDE, DAYS_OF_OLD_ASSETS, content_security_policy
from infra.constructs.bucket import ABORT
from infra.constructs.kept import kept
from infra.stage import Stage

CODE = Path(__file__).with_suffix(".js")
RETIRED = {"retired": "yes"}
"""The tag of assets that no release names any more; `infra.publish` puts it on them."""
_YEAR = Duration.days(365)


class Site(Construct):
    """The files, and where they are reached; who signs people in is told when that is known."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, api: str, logs: aws_s3.IBucket | None) -> None:
        """`api`: the host of the API."""
        super().__init__(scope, id)
        self._stage, self._api, self._logs = stage, api, logs
        self.bucket = self._bucket()

    def distribute(self, *, asked: list[str]) -> aws_cloudfront.Distribution:
        """Put CloudFront before it. `asked`: origins that its pages talk to, beside their own."""
        domain = self._stage.api.console
        certificate = None if domain is None else self._certificate(domain.certificate_arn)
        return aws_cloudfront.Distribution(
            self,
            "Distribution",
            comment=names.physical(self._stage.name, "console"),
            default_behavior=self._pages(asked),
            additional_behaviors={"/api/*": self._to_the_api()},
            price_class=aws_cloudfront.PriceClass.PRICE_CLASS_200,
            http_version=aws_cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=aws_cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            domain_names=None if domain is None else [domain.name],
            certificate=certificate,
        )

    def _bucket(self) -> aws_s3.Bucket:
        """S3's own key: what is in it is everybody's to read, through CloudFront."""
        stack = Stack.of(self)
        return aws_s3.Bucket(
            self,
            "Files",
            bucket_name=names.bucket(self._stage.name, names.CONSOLE, stack.account, stack.region),
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            server_access_logs_bucket=self._logs,
            server_access_logs_prefix=None if self._logs is None else "s3/console/",
            lifecycle_rules=[
                ABORT,
                aws_s3.LifecycleRule(
                    id="old-assets", tag_filters=RETIRED, expiration=Duration.days(DAYS_OF_OLD_ASSETS)
                ),
            ],
            removal_policy=kept(self._stage),
        )

    def _pages(self, asked: list[str]) -> aws_cloudfront.BehaviorOptions:
        return aws_cloudfront.BehaviorOptions(
            origin=aws_cloudfront_origins.S3BucketOrigin.with_origin_access_control(self.bucket),
            viewer_protocol_policy=aws_cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            allowed_methods=aws_cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=aws_cloudfront.CachePolicy.CACHING_OPTIMIZED,
            compress=True,
            response_headers_policy=self._headers(asked),
            function_associations=[
                aws_cloudfront.FunctionAssociation(
                    function=self._function(),
                    event_type=aws_cloudfront.FunctionEventType.VIEWER_REQUEST,
                )
            ],
        )

    def _to_the_api(self) -> aws_cloudfront.BehaviorOptions:
        """Pass everything on and keep nothing: an answer depends on who asks, and is compressed already."""
        return aws_cloudfront.BehaviorOptions(
            origin=aws_cloudfront_origins.HttpOrigin(
                self._api,
                protocol_policy=aws_cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
                origin_ssl_protocols=[aws_cloudfront.OriginSslPolicy.TLS_V1_2],
                read_timeout=Duration.seconds(30),
            ),
            viewer_protocol_policy=aws_cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=aws_cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=aws_cloudfront.CachePolicy.CACHING_DISABLED,
            # The gateway knows itself by its own host alone.
            origin_request_policy=aws_cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            compress=False,
        )

    def _headers(self, asked: list[str]) -> aws_cloudfront.ResponseHeadersPolicy:
        policy = content_security_policy(asked)
        headers = aws_cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=aws_cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=policy, override=True
            ),
            content_type_options=aws_cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=aws_cloudfront.ResponseHeadersFrameOptions(
                frame_option=aws_cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=aws_cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=aws_cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
            ),
            strict_transport_security=aws_cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=_YEAR, override=True
            ),
        )
        opener = "Cross-Origin-Opener-Policy"
        more = aws_cloudfront.ResponseCustomHeader(header=opener, value=BESIDE[opener], override=True)
        return aws_cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=self._name("console"),
            security_headers_behavior=headers,
            custom_headers_behavior=aws_cloudfront.ResponseCustomHeadersBehavior(custom_headers=[more]),
        )

    def _function(self) -> aws_cloudfront.Function:
        return aws_cloudfront.Function(
            self,
            "Requests",
            function_name=self._name("console"),
            runtime=aws_cloudfront.FunctionRuntime.JS_2_0,
            code=aws_cloudfront.FunctionCode.from_inline(CODE.read_text()),
        )

    def _name(self, name: str) -> str:
        return names.everywhere(self._stage.name, name, Stack.of(self).region)

    def _certificate(self, arn: str) -> aws_certificatemanager.ICertificate:
        return aws_certificatemanager.Certificate.from_certificate_arn(self, "Certificate", arn)
