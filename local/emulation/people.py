"""Who signs in: users of the deployed pool, with tokens that Cognito signs."""

import secrets

from local.emulation.aws import Clients
from local.errors import LocalError

GROUP = "admin"
SCRIPTS = "-api"
"""How the name of the client ends that takes passwords of administrators' scripts."""


class People:
    """Makes users and signs them in."""

    def __init__(self, clients: Clients) -> None:
        self._cognito = clients.of("cognito-idp")

    def token(self, email: str, *, administrator: bool = False) -> str:
        """Make a user and give its identity token."""
        pool, client = self._place()
        password = f"Aa1!{secrets.token_urlsafe(18)}"
        self._cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        )
        self._cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        if administrator:
            self._cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=GROUP)
        signed = self._cognito.admin_initiate_auth(
            UserPoolId=pool,
            ClientId=client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        token: str = signed["AuthenticationResult"]["IdToken"]
        return token

    def _place(self) -> tuple[str, str]:
        pools = self._cognito.list_user_pools(MaxResults=10)["UserPools"]
        if len(pools) != 1:
            raise LocalError(f"{len(pools)} user pools are deployed: expected one")
        pool = str(pools[0]["Id"])
        listed = self._cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=10)["UserPoolClients"]
        # The console's takes nobody's password.
        clients = [each for each in listed if each["ClientName"].endswith(SCRIPTS)]
        if len(clients) != 1:
            raise LocalError(f"user pool {pool} has {len(clients)} clients for scripts: expected one")
        return pool, str(clients[0]["ClientId"])
