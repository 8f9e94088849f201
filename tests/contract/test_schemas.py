"""The contracts in schemas/ are what the code does: no drift, valid documents, and real messages fit them."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator, ValidationError

from streams.cli import streams
from streams.codec import decode_article, encode
from streams.dedup import Seen
from streams.errors import SchemaError
from streams.examples import TEXT
from streams.messages import Message, Record
from streams.models import Article, Event
from streams.pipeline import Processor
from streams.rules import read_rules
from streams.testing import statement
from streams.topics import topics

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
DOCUMENT = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text("utf-8"))
SAMPLES = (ROOT / "seeds" / "articles.jsonl").read_bytes().splitlines()


def validator(name: str) -> Draft202012Validator:
    schema = orjson.loads((SCHEMAS / name).read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def published(value: bytes) -> tuple[Message, ...]:
    def capitals(article: Article) -> tuple[Event, ...]:
        return tuple(statement(article, word) for word in article.text.split() if word.isupper())

    process = Processor(capitals, "news", "g", "/s", "1", max_text=10**6, max_message=10**6, seen=Seen())
    return process(Record("news.articles", 0, 0, None, b"k", value)).messages


ARTICLE = orjson.dumps({"id": "a1", "text": "Der Rat SAGT JA", "language": "de", "published_at": "2024-11-18"})


def test_the_files_are_up_to_date() -> None:
    result = CliRunner().invoke(streams, ["schemas", "--check", "--folder", str(SCHEMAS)])

    assert result.exit_code == 0, result.exception


def test_a_file_that_differs_is_named(tmp_path: Path) -> None:
    CliRunner().invoke(streams, ["schemas", "--folder", str(tmp_path)])
    (tmp_path / "event.v1.json").write_text("{}")

    result = CliRunner().invoke(streams, ["schemas", "--check", "--folder", str(tmp_path)])

    assert "event.v1.json out of date" in str(result.exception)


def test_published_events_and_manifests_fit_their_schemas() -> None:
    *events, manifest = published(ARTICLE)

    assert len(events) == 2
    for event in events:
        validator("event.v1.json").validate(orjson.loads(event.value or b""))
    validator("manifest.v1.json").validate(orjson.loads(manifest.value or b""))


@pytest.mark.parametrize("value", SAMPLES, ids=range(len(SAMPLES)))
def test_the_sample_articles_fit_the_schema(value: bytes) -> None:
    validator("article.v1.json").validate(orjson.loads(value))


@pytest.mark.parametrize(
    "record",
    [{}, {"id": "a"}, {"id": "a", "status": "usable"}, {"id": "", "text": "T."}, {"id": "a", "text": []}],
    ids=str,
)
def test_what_the_article_schema_refuses_the_worker_refuses(record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validator("article.v1.json").validate(record)
    with pytest.raises(SchemaError):
        decode_article(orjson.dumps(record), max_text=100)


def test_a_withdrawal_without_text_fits_the_article_schema() -> None:
    validator("article.v1.json").validate({"id": "a", "status": "canceled"})


def test_consumers_may_see_fields_of_later_versions() -> None:
    event = orjson.loads(published(ARTICLE)[0].value or b"")

    validator("event.v1.json").validate(event | {"later": 1})


def test_every_topic_is_a_channel_with_an_operation() -> None:
    addresses = {channel["address"]: name for name, channel in DOCUMENT["channels"].items()}
    operated = {operation["channel"]["$ref"].rsplit("/", 1)[1] for operation in DOCUMENT["operations"].values()}

    assert set(addresses) == {topic.name for topic in topics()}
    assert set(addresses.values()) == operated


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [ref for value in part.values() for ref in references(value)]
    return [ref for value in part for ref in references(value)] if isinstance(part, list) else []


def test_every_reference_of_the_document_leads_somewhere() -> None:
    found = references(DOCUMENT)

    assert found
    for reference in found:
        file, _, path = reference.partition("#")
        assert not file or (SCHEMAS / file).is_file()
        target: Any = DOCUMENT
        for step in filter(None, path.split("/")):
            target = target[step]


@pytest.mark.parametrize(("value", "kind"), [(ARTICLE, "event"), (ARTICLE, "manifest"), (b"{", "dead-letter")])
def test_published_headers_are_those_that_the_document_promises(value: bytes, kind: str) -> None:
    schema = DOCUMENT["components"]["messages"][kind]["headers"]
    message = published(value)[-1 if kind == "manifest" else 0]
    headers = {name: (text or b"").decode() for name, text in message.headers}

    Draft202012Validator(schema).validate(headers)
    assert set(headers) <= set(schema["properties"])


MESSAGES = DOCUMENT["components"]["messages"]


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_message_has_an_example_that_fits(kind: str) -> None:
    message = MESSAGES[kind]
    (example,) = message["examples"]

    if kind != "dead-letter":  # its payload may be any bytes
        validator(message["payload"]["$ref"]).validate(example["payload"])
    if "headers" in message:
        Draft202012Validator(message["headers"]).validate(example["headers"])
        assert set(example["headers"]) <= set(message["headers"]["properties"])


def test_the_spans_of_the_examples_are_true() -> None:
    def check(part: object) -> None:
        if isinstance(part, dict):
            if {"text", "start", "end"} <= set(part):
                assert TEXT[part["start"] : part["end"]] == part["text"]
            for value in part.values():
                check(value)

    for kind in ("event", "alert"):
        check(MESSAGES[kind]["examples"][0]["payload"])


def test_what_the_service_sends_is_sent_and_the_rest_received() -> None:
    received = {name for name, operation in DOCUMENT["operations"].items() if operation["action"] == "receive"}

    assert received == {"receive-articles", "receive-alert-rules"}


def test_the_sample_rules_are_rules_and_fit_the_schema() -> None:
    rules = read_rules((ROOT / "seeds" / "rules.yaml").read_text("utf-8"), where="seeds/rules.yaml")

    assert rules
    for compiled in rules:
        validator("alert-rule.v1.json").validate(orjson.loads(encode(compiled.rule)))
