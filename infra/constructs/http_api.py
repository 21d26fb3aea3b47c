"""The one thing that is public: an HTTP API with a token at its door."""

import json

from aws_cdk import CfnOutput, Duration, Stack, aws_apigatewayv2, aws_certificatemanager, aws_lambda, aws_logs
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.model import Function, Http
from infra.constructs.kept import kept
from infra.constructs.logs import days
from infra.issuer import Issuer
from infra.stage import Stage

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
REQUEST_HEADERS = [
    "authorization",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "traceparent",
    "x-request-id",
]
ANSWER_HEADERS = [
    "etag",
    "idempotency-replayed",
    "location",
    "preference-applied",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "x-request-id",
]
"""What the handlers show to pages of other origins (spice.entrypoints.http.cors says the same): a gateway with rules
of its own sends no others."""
ACCESS = {
    "at": "$context.requestTime",
    "request_id": "$context.requestId",
    "route": "$context.routeKey",
    "path": "$context.path",
    "status": "$context.status",
    "subject": "$context.authorizer.claims.sub",
    "source": "$context.identity.sourceIp",
    "milliseconds": "$context.responseLatency",
    "integration_milliseconds": "$context.integrationLatency",
    "error": "$context.error.message",
    "refused": "$context.authorizer.error",
}
"""What is kept of a request: never a query string, a header or a body."""


class SpiceApi(Construct):
    """Routes of the catalogue to the functions that answer them."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, api_id: str, key: IKey, issuer: Issuer) -> None:
        """`api_id`: that of the address, which stands before all that answers at it."""
        super().__init__(scope, id)
        self._stage = stage
        self._tokens = HttpJwtAuthorizer(
            "Tokens", issuer.url, jwt_audience=[*issuer.audiences], identity_source=["$request.header.Authorization"]
        )
        self.api = aws_apigatewayv2.HttpApi.from_http_api_attributes(self, "Http", http_api_id=api_id)
        self._live(key)

    def _log(self, key: IKey) -> aws_logs.LogGroup:
        return aws_logs.LogGroup(
            self,
            "Access",
            log_group_name=f"/{names.PRODUCT}/{self._stage.name}/access",
            retention=days(self._stage.log_days),
            encryption_key=key,
            removal_policy=kept(self._stage),
        )

    def _live(self, key: IKey) -> None:
        log, wanted = self._log(key), self._stage.api
        live = aws_apigatewayv2.HttpStage(
            self,
            "Live",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=aws_apigatewayv2.ThrottleSettings(rate_limit=wanted.requests_per_second, burst_limit=wanted.burst),
            domain_mapping=self._domain(),
        )
        resource = live.node.default_child
        assert isinstance(resource, aws_apigatewayv2.CfnStage)
        resource.access_log_settings = aws_apigatewayv2.CfnStage.AccessLogSettingsProperty(
            destination_arn=log.log_group_arn, format=json.dumps(ACCESS)
        )
        stack = Stack.of(self)
        address = f"https://{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}{names.API}"
        CfnOutput(self, "Url", value=address, description="The address of the API")

    def _domain(self) -> aws_apigatewayv2.DomainMappingOptions | None:
        domain = self._stage.api.domain
        if domain is None:
            return None
        certificate = aws_certificatemanager.Certificate.from_certificate_arn(
            self, "Certificate", domain.certificate_arn
        )
        name = aws_apigatewayv2.DomainName(self, "Domain", domain_name=domain.name, certificate=certificate)
        return aws_apigatewayv2.DomainMappingOptions(domain_name=name)

    def route(self, function: Function, target: aws_lambda.IFunction) -> None:
        """Send a function's routes to it; those that are open need no token."""
        # One permission a function: one a route outgrows the size of a policy.
        integration = HttpLambdaIntegration(function.name, target, scope_permission_to_route=False)
        for http in (trigger for trigger in function.triggers if isinstance(trigger, Http)):
            for method, path in http.routes:
                self._add(method, path, integration, self._tokens)
            for method, path in http.open:
                self._add(method, path, integration, aws_apigatewayv2.HttpNoneAuthorizer())

    def _add(
        self,
        method: str,
        path: str,
        integration: HttpLambdaIntegration,
        authorizer: aws_apigatewayv2.IHttpRouteAuthorizer,
    ) -> None:
        # Not ANY: it would take a browser's OPTIONS too, which have no token.
        methods = [aws_apigatewayv2.HttpMethod[one] for one in (METHODS[:-1] if method == "ANY" else [method])]
        for one in methods:
            aws_apigatewayv2.HttpRoute(
                self,
                f"{one.value}{names.API}{path}",
                http_api=self.api,
                route_key=aws_apigatewayv2.HttpRouteKey.with_(f"{names.API}{path}", one),
                integration=integration,
                authorizer=authorizer,
            )


def made_api(scope: Construct, stage: Stage) -> aws_apigatewayv2.HttpApi:
    """Make the address, at which nothing answers yet."""
    return aws_apigatewayv2.HttpApi(
        scope,
        "Http",
        api_name=names.physical(stage.name, "api"),
        create_default_stage=False,
        cors_preflight=_cors(stage),
    )


def _cors(stage: Stage) -> aws_apigatewayv2.CorsPreflightOptions | None:
    if not stage.api.origins:
        return None
    return aws_apigatewayv2.CorsPreflightOptions(
        allow_origins=[*stage.api.origins],
        allow_methods=[aws_apigatewayv2.CorsHttpMethod[method] for method in METHODS],
        allow_headers=REQUEST_HEADERS,
        expose_headers=ANSWER_HEADERS,
        max_age=Duration.hours(1),
    )
