"""The records of alerting on the wire: AlertRule in, Alert out. What a rule's texts mean is in `rules/`."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from streams.models import ArticleRef, Span, Trigger

Severity = Literal["info", "warning", "critical"]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$", max_length=100)]
LONGEST_WINDOW = timedelta(days=7)
"""How far back a rule may look: the alert agent reads that much of the log again when it starts."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d{1,9})([smhd])")


def parse_duration(value: Any) -> Any:  # noqa: ANN401 - pydantic judges what is no short form
    """Return the time of a number with a unit, such as 90s, 15m, 6h or 7d; anything else as it is."""
    short = _DURATION.fullmatch(value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[short[2]]: int(short[1])}) if short else value


Duration = Annotated[timedelta, BeforeValidator(parse_duration), Field(ge=timedelta(0), le=LONGEST_WINDOW)]


class _Record(BaseModel):
    """Immutable, and refuses fields that its schema does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(_Record):
    """How many events a group must have, within which time and from how many sources."""

    count: int = Field(default=1, ge=1, le=100, description="Distinct events.")
    window: Duration = Field(
        default=timedelta(0), description="Time in which they are published, such as 6h; at most 7 days."
    )
    sources: int = Field(default=1, ge=1, le=100, description="Distinct article sources; an unknown one is none.")

    @model_validator(mode="after")
    def _possible(self) -> "Threshold":
        if self.count > 1 and not self.window:
            raise ValueError(f"{self.count} events need a window, such as window: 6h")
        if self.sources > self.count:
            raise ValueError(f"{self.sources} sources cannot come from {self.count} events; raise count")
        return self


class AlertRule(_Record):
    """When to alert, and with which words."""

    id: RuleId
    name: str = Field(min_length=1, max_length=200)
    filter: str = Field(min_length=1, max_length=10_000, description="Common Expression Language over `event`.")
    severity: Severity = "warning"
    group_by: tuple[str, ...] = Field(
        default=(), max_length=5, description="Fields whose values part the events into groups."
    )
    suppress: Duration = Field(
        default=timedelta(0), description="Time after an alert in which its group raises no other, such as 1h."
    )
    threshold: Threshold = Threshold()
    summary: str = Field(default="{event.sentence.text}", min_length=1, max_length=1000, description="Text template.")
    description: str = Field(default="", max_length=4000, description="Text template.")


class RuleRef(_Record):
    """The rule that raised an alert, as it was then."""

    id: str
    name: str
    threshold: Threshold
    group_by: tuple[str, ...]


class AlertEvent(_Record):
    """An event behind an alert, with the spans that prove it."""

    id: str
    type: str
    mode: str
    article: ArticleRef
    trigger: Trigger
    sentence: Span


class Alert(_Record):
    """What a rule found. An alert is upserted by `id`; the highest `revision` holds."""

    id: str
    revision: int = Field(ge=1, description="Counts the changes of status, from 1.")
    status: Literal["firing", "resolved"] = Field(description="Resolved: the events that remain would not raise it.")
    rule: RuleRef
    severity: Severity
    group: dict[str, str] = Field(description="The group's fields and their values.")
    summary: str
    description: str
    starts_at: AwareDatetime = Field(description="When the event that raised it was published.")
    ends_at: AwareDatetime | None = Field(description="When the withdrawal that resolved it was published.")
    events: tuple[AlertEvent, ...]
