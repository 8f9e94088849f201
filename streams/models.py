"""The records on the wire: Article in; Event, Manifest and DeadLetter out.

Input is tolerant (unknown fields are ignored), output is strict (unknown fields are refused). Nothing here knows
Kafka or spaCy.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from streams.errors import Reason

FIRST_NEWSPAPER = datetime(1605, 1, 1, tzinfo=UTC)
"""No article is older than the first newspaper, the Strasbourg *Relation* of 1605."""

Status = Literal["usable", "withheld", "canceled"]
WITHDRAWN = ("withheld", "canceled")
Kind = Literal["person", "organisation", "place", "group"]
Quote = Literal["direct", "indirect"]
Stance = Literal["positive", "negative", "mixed"]
Polarity = Literal["affirmed", "negated"]
Modality = Literal["actual", "future", "possible", "hypothetical"]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def _utc(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds arrives here; pydantic judges the rest
    """Accept a bare date and a time without a zone as UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, datetime):
        try:
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError:
            raise ValueError("is outside the years 1 to 9999 in UTC") from None
    return value


Timestamp = Annotated[AwareDatetime, BeforeValidator(_utc)]


class _Output(BaseModel):
    """What we publish: immutable, and refuses fields that its schema does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _text_unless_withdrawn(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema that only a withdrawn article may go without text."""
    schema["required"].remove("text")
    schema["if"] = {"properties": {"status": {"enum": list(WITHDRAWN)}}, "required": ["status"]}
    schema["else"] = {"required": ["text"]}


class Article(BaseModel):
    """One version of a news article, as it arrives."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        coerce_numbers_to_str=True,
        json_schema_extra=_text_unless_withdrawn,
    )

    id: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    title: str = ""
    text: str = Field(description="Plain text; all offsets count its Unicode code points.")
    language: str | None = Field(default=None, description="BCP 47 tag; detected from the text when absent.")
    published_at: Timestamp | None = Field(default=None, description="RFC 3339; a bare date means midnight UTC.")
    version: str = "1"
    status: Status = "usable"
    url: str | None = None
    source: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _tolerant(cls, data: Any) -> Any:  # noqa: ANN401 - whatever JSON holds arrives here
        """Take null for absent, as many producers write it; a withdrawal needs no text."""
        if not isinstance(data, dict):
            return data
        present = {name: value for name, value in data.items() if value is not None}
        return {"text": "", **present} if present.get("status") in WITHDRAWN else present

    @model_validator(mode="after")
    def _plausible(self) -> "Article":
        if self.status == "usable" and not self.text.strip():
            raise ValueError("text is empty")
        if "\0" in self.id or "\0" in self.text or "\0" in self.title:
            raise ValueError("text, title or id holds a NUL character")
        if self.published_at is not None and self.published_at < FIRST_NEWSPAPER:
            raise ValueError(f"published_at {self.published_at.date()} is older than the first newspaper (1605)")
        return self


class Span(_Output):
    """A stretch of the article's text; `start` and `end` count code points, end exclusive."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Trigger(Span):
    """The word that names the act, with its lemma (a separable verb's with the particle)."""

    lemma: str


class Participant(Span):
    """Who acts or is acted upon, with the fullest name that the article gives."""

    name: str
    kind: Kind | None = None
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-3")


class When(Span):
    """A time expression and its value."""

    value: str = Field(description="EDTF (ISO 8601-2)")


class Place(Span):
    """Where the act took place; a city that the gazetteer knows has coordinates, a country or region has none."""

    name: str
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-3")
    latitude: float | None = Field(default=None, ge=-90, le=90, description="Degrees, WGS 84")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees, WGS 84")
    geonames_id: int | None = Field(default=None, description="The city's number in GeoNames")


class Plover(_Output):
    """The event in the PLOVER ontology: type and quad class (1, 2 verbal, material cooperation; 3, 4 conflict)."""

    type: str
    quad: Literal[1, 2, 3, 4]


class ArticleRef(_Output):
    """The article version that an event was read from."""

    id: str
    version: str
    url: str | None
    title: str
    source: str | None
    language: str
    published_at: Timestamp | None


class Extractor(_Output):
    """What made the event: program, version, model, and the rule that fired."""

    name: str = "streams"
    version: str
    model: str
    rule: str


class Event(_Output):
    """One act told in an article. Fields are defined in the annotation guidelines."""

    id: str
    type: Name
    mode: Name
    article: ArticleRef
    trigger: Trigger
    actor: Participant | None
    recipient: Participant | None
    content: Span | None
    quote: Quote | None
    stance: Stance | None
    polarity: Polarity
    modality: Modality
    time: When | None
    place: Place | None
    via: Participant | None
    sentence: Span
    plover: Plover | None
    confidence: float = Field(ge=0, le=1)
    extractor: Extractor


class Manifest(_Output):
    """The events of an article's newest version; an event that is not listed is withdrawn."""

    article_id: str
    version: str
    status: Status
    event_ids: tuple[str, ...]


class DeadLetter(_Output):
    """Why a record could not be read, and where it stood. Travels as headers beside the original key and value."""

    reason: Reason
    stage: str
    message: str = Field(max_length=1000)
    error: str = Field(description="Name of the error class.")
    topic: str
    partition: int
    offset: int
    timestamp: int | None = Field(description="The original record's timestamp, milliseconds since 1970.")
    group: str
    attempts: int = Field(ge=1)
    first_failed_at: Timestamp
    app_version: str
