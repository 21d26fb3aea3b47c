"""Where the brokers are and how one is let in. The driver is not imported here: it takes longer than all the rest."""

from dataclasses import dataclass, field
from typing import Any

SERVICE = "kafka"
AWS_MSK_IAM = "AWS_MSK_IAM"
OAUTHBEARER = "OAUTHBEARER"
CONNECT_SECONDS = 5
REQUEST_SECONDS = 5
METADATA_SECONDS = 30
"""How long a client does not see that partitions were added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaConnection:
    """Brokers as host:port, and the credentials for them."""

    bootstrap: tuple[str, ...]
    security: str = "PLAINTEXT"
    mechanism: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token_file: str | None = None
    """OAUTHBEARER: the file in which somebody keeps a fresh token."""
    region: str | None = None
    """AWS_MSK_IAM: the region of the cluster."""
    ca_file: str | None = None

    def __str__(self) -> str:
        return ",".join(self.bootstrap)

    def options(self) -> dict[str, Any]:
        """Make what every client of the driver is given."""
        return {
            "bootstrap_servers": list(self.bootstrap),
            "bootstrap_timeout_ms": CONNECT_SECONDS * 1000,
            "request_timeout_ms": REQUEST_SECONDS * 1000,
            "reconnect_backoff_max_ms": 1000,
            "metadata_max_age_ms": METADATA_SECONDS * 1000,
            "security_protocol": self.security,
            "ssl_cafile": self.ca_file,
            **self._credentials(),
        }

    def _credentials(self) -> dict[str, Any]:
        if self.mechanism not in (OAUTHBEARER, AWS_MSK_IAM):
            return {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        from spice.adapters.kafka.tokens import FileToken, MskToken

        msk = self.mechanism == AWS_MSK_IAM
        provider = MskToken(self.region or "") if msk else FileToken(self.token_file or "")
        return {"sasl_mechanism": OAUTHBEARER, "sasl_oauth_token_provider": provider}
