"""Who may come in: a Cognito user pool, where no outside issuer is configured."""

from collections.abc import Sequence
from dataclasses import replace

from aws_cdk import CfnOutput, Duration, Stack, aws_cognito
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.console import redirect
from infra.constructs.kept import kept
from infra.issuer import Issuer
from infra.stage import Stage

ADMINISTRATORS = "admin"
"""The group whose members are administrators; the API reads it from `cognito:groups`."""


class Identity(Stack):
    """The users of a stage, and the client that asks for their tokens."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id, stack_name=id)
        pool = aws_cognito.UserPool(
            self,
            "Users",
            user_pool_name=names.physical(stage.name, "users"),
            self_sign_up_enabled=False,
            sign_in_aliases=aws_cognito.SignInAliases(email=True),
            password_policy=aws_cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
            ),
            mfa=aws_cognito.Mfa.OPTIONAL if stage.disposable else aws_cognito.Mfa.REQUIRED,
            mfa_second_factor=aws_cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=aws_cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=not stage.disposable,
            removal_policy=kept(stage),
        )
        aws_cognito.CfnUserPoolGroup(self, "Administrators", user_pool_id=pool.user_pool_id, group_name=ADMINISTRATORS)
        self._stage, self._pool = stage, pool
        script = aws_cognito.AuthFlow(user_srp=True, admin_user_password=True)
        client = self._client(self, "Api", names.login_urls(), auth_flows=script)
        url = f"https://cognito-idp.{self.region}.{self.url_suffix}/{pool.user_pool_id}"
        place = pool.add_domain(
            "SignIn",
            # Its name is the whole region's: the account is part of it.
            cognito_domain=aws_cognito.CognitoDomainOptions(domain_prefix=names.physical(stage.name, self.account)),
        )
        CfnOutput(self, "Issuer", value=url, description="spice login --issuer")
        CfnOutput(self, "Client", value=client.user_pool_client_id, description="spice login --client")
        CfnOutput(self, "Pool", value=pool.user_pool_id, description="Where users are made")
        self.issuer = Issuer(
            url=url,
            audience=client.user_pool_client_id,
            jwks_url=f"{url}/.well-known/jwks.json",
            console=client.user_pool_client_id,
            asked=(f"https://cognito-idp.{self.region}.{self.url_suffix}", place.base_url()),
        )

    def serving(self, scope: Construct, origin: str) -> Issuer:
        """Make the console's client, which comes back to where the console is: known once that stands."""
        origins = [origin, *self._stage.api.origins]
        back = [redirect(each) for each in origins]
        client = self._client(scope, "Console", back, signed_out=[f"{each}/" for each in origins])
        return replace(self.issuer, console=client.user_pool_client_id)

    def _client(
        self,
        scope: Construct,
        id: str,
        back: Sequence[str],
        *,
        signed_out: Sequence[str] = (),
        auth_flows: aws_cognito.AuthFlow | None = None,
    ) -> aws_cognito.UserPoolClient:
        """A client without a secret to keep: a code, which only who asked for it can redeem."""
        return aws_cognito.UserPoolClient(
            scope,
            id,
            user_pool=self._pool,
            user_pool_client_name=names.physical(self._stage.name, id.lower()),
            auth_flows=auth_flows,
            o_auth=aws_cognito.OAuthSettings(
                flows=aws_cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[aws_cognito.OAuthScope.OPENID, aws_cognito.OAuthScope.EMAIL],
                callback_urls=[*back],
                logout_urls=[*signed_out] or None,
            ),
            supported_identity_providers=[aws_cognito.UserPoolClientIdentityProvider.COGNITO],
            generate_secret=False,
            prevent_user_existence_errors=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )
