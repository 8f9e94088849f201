"""Settings from `STREAMS_*` variables, checked before anything starts; the defaults fit `docker-compose.yml`.

Read once on the command line; below `app.py` only plain values travel.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from streams.errors import ConfigError
from streams.security import Mechanism, Protocol, Security

PREFIX = "STREAMS_"
NOT_SETTINGS = re.compile(r"STREAMS_(TEST_BROKER|(\w+_)?SERVICE_(HOST|PORT\w*)|(\w+_)?PORT(_\d+_(TCP|UDP)\w*)?)")
"""Variables of the tests, and those that Kubernetes sets for services whose names begin with "streams"."""

SASL = ("sasl_username", "sasl_password")
SSL = ("ssl_ca", "ssl_certificate", "ssl_key", "ssl_key_password")
SECRETS = ("sasl_password", "ssl_key_password")


class Settings(BaseModel):
    """All settings; a field's variable is its name in capitals behind `STREAMS_`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    broker: str = Field(
        default="localhost:9092",
        pattern=r"^[\w.-]+:\d+(,[\w.-]+:\d+)*$",
        description="Kafka bootstrap servers, host:port, comma-separated.",
    )
    topic_prefix: str = Field(
        default="news", pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", description="First part of every topic's name."
    )
    group: str = Field(default="streams-extract", pattern=r"^[\w.-]+$", description="Consumer group of the workers.")
    alert_group: str = Field(
        default="streams-alert", pattern=r"^[\w.-]+$", description="Consumer group of the alert agent."
    )
    source: str = Field(default="/streams", min_length=1, description="`ce_source` of the published events.")
    partitions: int = Field(
        default=12, ge=1, le=1000, description="Partitions of created topics; bounds the useful workers."
    )
    replication: int = Field(default=1, ge=1, le=10, description="Replicas of created topics.")
    batch_size: int = Field(default=8, ge=1, le=256, description="Articles read and committed together.")
    max_text: int = Field(default=500_000, ge=1, description="Longest accepted text, in code points.")
    max_message: int = Field(
        default=1_000_000, ge=10_000, description="Largest message that the broker accepts, in bytes."
    )
    dead_letter_limit: int = Field(default=100, ge=1, description="Dead letters in a row that stop the worker.")
    lexicon: tuple[Path, ...] = Field(default=(), description="The user's own trigger files, separated like PATH.")
    model_de: str | None = Field(
        default=None,
        min_length=1,
        description="spaCy pipeline that reads German in the reader's place, package or folder.",
    )
    model_en: str | None = Field(default=None, min_length=1, description="The same for English.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line shown."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Form of log lines.")
    http: str = Field(
        default="127.0.0.1:9464",
        pattern=r"^([\w.-]+:\d{1,5}|\[[\da-fA-F:]+\]:\d{1,5})?$",
        description="Where a worker serves /healthz, /readyz and /metrics, host:port; empty: nowhere.",
    )
    stall_seconds: float = Field(
        default=120, gt=0, description="Seconds without progress after which /healthz turns red."
    )
    broker_wait: float = Field(default=60, ge=0, description="Seconds that a worker's start waits for the broker.")
    security_protocol: Protocol = Field(default="PLAINTEXT", description="Kafka's security protocol.")
    sasl_mechanism: Mechanism = Field(default="SCRAM-SHA-512", description="How user and password are proved.")
    sasl_username: str | None = Field(default=None, min_length=1, description="User at the broker.")
    sasl_password: SecretStr | None = Field(default=None, min_length=1, description="The user's password.")
    ssl_ca: Path | None = Field(
        default=None, description="Certificate authorities of the broker, PEM; the system's without it."
    )
    ssl_certificate: Path | None = Field(default=None, description="The client's certificate for mTLS, PEM.")
    ssl_key: Path | None = Field(default=None, description="The certificate's private key, PEM.")
    ssl_key_password: SecretStr | None = Field(default=None, min_length=1, description="Password of the key's file.")

    @property
    def security(self) -> Security:
        """How the broker is reached, as plain values for the clients."""
        return Security(
            protocol=self.security_protocol,
            mechanism=self.sasl_mechanism,
            username=self.sasl_username,
            password=self.sasl_password.get_secret_value() if self.sasl_password else None,
            ca=self.ssl_ca,
            certificate=self.ssl_certificate,
            key=self.ssl_key,
            key_password=self.ssl_key_password.get_secret_value() if self.ssl_key_password else None,
        )

    @property
    def models(self) -> dict[str, str]:
        """The pipelines that take the reader's place, by language."""
        given = {"de": self.model_de, "en": self.model_en}
        return {language: model for language, model in given.items() if model is not None}

    @field_validator("lexicon", mode="before")
    @classmethod
    def _paths(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic judges what is not a string
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("lexicon", "ssl_ca", "ssl_certificate", "ssl_key")
    @classmethod
    def _exist(cls, value: tuple[Path, ...] | Path | None) -> tuple[Path, ...] | Path | None:
        paths = value if isinstance(value, tuple) else [value] if value is not None else []
        missing = [str(path) for path in paths if not path.is_file()]
        if missing:
            raise ValueError(f"no such file: {', '.join(missing)}")
        return value

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        """Refuse a protocol without what it needs, and secrets that the protocol would not use."""
        protocol = f"{variable('security_protocol')}={self.security_protocol}"
        given = {name for name in (*SASL, *SSL) if getattr(self, name) is not None}
        unused = given - set((self.security.sasl and SASL) or ()) - set((self.security.tls and SSL) or ())
        missing = [name for name in SASL if self.security.sasl and name not in given]
        faults = [f"{variable(name)} is missing for {protocol}" for name in missing]
        faults += [f"{variable(name)} is of no use with {protocol}" for name in sorted(unused)]
        if "ssl_certificate" not in given and given & {"ssl_key", "ssl_key_password"}:
            faults.append(f"{variable('ssl_certificate')} is missing for its key")
        if faults:
            raise ValueError("\n".join(faults))
        return self


def variable(field: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + field.upper()


def settings_help() -> str:
    """Return all settings as text: variable, default and meaning, a line each."""
    rows = [(variable(name), field) for name, field in Settings.model_fields.items()]
    lines = [f"  {name}: {field.description}{_default(field.default)}" for name, field in rows]
    return "\b\nSettings, as environment variables:\n" + "\n".join(lines)


def _default(value: object) -> str:
    return "" if value in ((), None) else f" [{value}]"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment; raise ConfigError that names every wrong or unknown variable."""
    known = {variable(field): field for field in Settings.model_fields}
    given = {
        name: value
        for name, value in environment.items()
        if name in known or (name.startswith(PREFIX) and not NOT_SETTINGS.fullmatch(name))
    }
    problems = [f"{name} is not a setting; there are {', '.join(known)}" for name in given if name not in known]
    try:
        settings = Settings.model_validate({known[name]: value for name, value in given.items() if name in known})
    except ValidationError as error:
        problems += [_problem(fault["loc"], given, fault["msg"]) for fault in error.errors()]
    if problems:
        raise ConfigError("\n".join(problems))
    return settings


def _problem(place: tuple[int | str, ...], given: Mapping[str, str], message: str) -> str:
    """Name a variable, its value unless it is a secret, what is wrong with it and what the setting is for."""
    wrong = "has the wrong form" if message.startswith("String should match") else message.removeprefix("Value error, ")
    if not place:  # settings that do not go together: the message names them
        return wrong
    field = Settings.model_fields[name := str(place[0])]
    shown = variable(name) if name in SECRETS else f"{variable(name)}={given[variable(name)]!r}"
    return f"{shown}: {wrong} ({field.description})"
