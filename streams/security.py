"""How to reach a protected broker: TLS, client certificates (mTLS) and SASL, as plain values and as client options.

The names are Kafka's own; both clients of the project, aiokafka below Faust and kafka-python, take the same options.
"""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from streams.errors import ConfigError

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


@dataclass(frozen=True)
class Security:
    """The protocol and what it needs; files are PEM, `certificate` and `key` are the client's own."""

    protocol: Protocol = "PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    key_password: str | None = field(default=None, repr=False)

    @property
    def sasl(self) -> bool:
        """Whether the client names itself by user and password."""
        return self.protocol.startswith("SASL_")

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.protocol.endswith("SSL")

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return a context that checks the broker's certificate and name, None without TLS.

        Without `ca` the system's certificate authorities are trusted. Raise ConfigError where a file is of no use.
        """
        if not self.tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except OSError as error:  # ssl.SSLError is one
            raise ConfigError(f"{self.ca}: no certificate authorities in PEM format: {error}") from error
        if self.certificate is not None:
            try:
                context.load_cert_chain(self.certificate, self.key, self.key_password or "")
            except OSError as error:
                raise ConfigError(
                    f"{self.certificate}, {self.key or 'no key file'}: no certificate with its key in PEM format, "
                    f"or the key's password is wrong: {error}"
                ) from error
        return context

    def client_options(self) -> dict[str, Any]:
        """Return the keyword arguments that kafka-python's and aiokafka's clients take."""
        options: dict[str, Any] = {"security_protocol": self.protocol}
        if self.tls:
            options["ssl_context"] = self.ssl_context()
        if self.sasl:
            options |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return options


PLAINTEXT = Security()
