"""Settings from `STREAMS_*` variables, checked before anything starts; the defaults fit `docker-compose.yml`.

Read once on the command line; below `app.py` only plain values travel.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from streams.errors import ConfigError

PREFIX = "STREAMS_"
NOT_SETTINGS = re.compile(r"STREAMS_(TEST_BROKER|(\w+_)?SERVICE_(HOST|PORT\w*)|(\w+_)?PORT(_\d+_(TCP|UDP)\w*)?)")
"""Variables of the tests, and those that Kubernetes sets for services whose names begin with "streams"."""


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

    @property
    def models(self) -> dict[str, str]:
        """The pipelines that take the reader's place, by language."""
        given = {"de": self.model_de, "en": self.model_en}
        return {language: model for language, model in given.items() if model is not None}

    @field_validator("lexicon", mode="before")
    @classmethod
    def _paths(cls, value: Any) -> Any:  # noqa: ANN401 - pydantic judges what is not a string
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("lexicon")
    @classmethod
    def _exist(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        missing = [str(path) for path in value if not path.is_file()]
        if missing:
            raise ValueError(f"no such file: {', '.join(missing)}")
        return value


def variable(field: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + field.upper()


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
        problems += [_problem(str(fault["loc"][0]), given, fault["msg"]) for fault in error.errors()]
    if problems:
        raise ConfigError("\n".join(problems))
    return settings


def _problem(field: str, given: Mapping[str, str], message: str) -> str:
    """Name a variable, its value, what is wrong with it and what the setting is for."""
    wrong = "has the wrong form" if message.startswith("String should match") else message.removeprefix("Value error, ")
    return f"{variable(field)}={given[variable(field)]!r}: {wrong} ({Settings.model_fields[field].description})"
