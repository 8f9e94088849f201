"""The contracts as data, from the models: JSON Schemas of the records and an AsyncAPI 3 document of the topics."""

from typing import Any

from pydantic import BaseModel

from streams.alerts import Alert, AlertRule
from streams.codec import CONTENT_TYPE, DEAD_LETTER, SCHEMAS
from streams.errors import REASONS
from streams.examples import examples
from streams.models import Article, DeadLetter, Event, Manifest
from streams.topics import topics

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS: dict[str, type[BaseModel]] = {
    "article": Article,
    "event": Event,
    "manifest": Manifest,
    "alert-rule": AlertRule,
    "alert": Alert,
    "dead-letter": DeadLetter,
}
ASYNCAPI = "3.0.0"
KAFKA_BINDING = "0.5.0"


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each record by file name; consumers must ignore fields they do not know."""
    schemas = {}
    for name, model in RECORDS.items():
        schema = model.model_json_schema(mode="serialization")
        _open(schema)
        file = f"{name}.v1.json"
        schemas[file] = {"$schema": DIALECT, "$id": f"{SCHEMAS}/{file}", **schema}
    return schemas


def _open(schema: Any) -> None:  # noqa: ANN401 - any part of a schema
    """Drop `additionalProperties: false`: a later minor version may add fields."""
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        for part in schema.values():
            _open(part)
    elif isinstance(schema, list):
        for part in schema:
            _open(part)


def asyncapi(version: str) -> dict[str, Any]:
    """Return the AsyncAPI document: a channel and an operation for each topic, messages with headers and payloads."""
    channels, operations = {}, {}
    for topic in topics():
        name = topic.name.removeprefix("news.")
        kind = "event" if name.startswith("events.") else name.removesuffix("s")
        channel = name.replace(".", "-")
        channels[channel] = {
            "address": topic.name,
            "description": f"Keyed by {topic.key}. {SUMMARIES[kind]}",
            "messages": {kind: {"$ref": f"#/components/messages/{kind}"}},
            "bindings": {
                "kafka": {
                    "bindingVersion": KAFKA_BINDING,
                    "topic": topic.name,
                    "partitions": topic.partitions,
                    "topicConfiguration": {
                        "cleanup.policy": [topic.cleanup],
                        **({"retention.ms": topic.retention_ms} if topic.retention_ms else {}),
                    },
                }
            },
        }
        action = "receive" if kind in RECEIVED else "send"
        operations[f"{action}-{channel}"] = {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": [{"$ref": f"#/channels/{channel}/messages/{kind}"}],
            "summary": SUMMARIES[kind],
        }
    return {
        "asyncapi": ASYNCAPI,
        "info": {
            "title": "streams",
            "version": version,
            "description": "News articles in; the events they tell, their manifests, alerts and dead letters out.",
            "license": {"name": "Apache-2.0"},
        },
        "servers": {"kafka": {"host": "localhost:9092", "protocol": "kafka", "description": "STREAMS_BROKER"}},
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": operations,
        "components": {"messages": {kind: _message(kind) for kind in SUMMARIES}},
    }


RECEIVED = {"article", "alert-rule"}
SUMMARIES = {
    "article": "An article version, as Article JSON or as the data of a structured CloudEvent.",
    "event": "An event told in an article, as a CloudEvent in binary mode; upsert by id.",
    "manifest": "The events of an article's newest version; events that it does not list are withdrawn.",
    "alert-rule": "A rule of the alert agent, in force from its putting on; null deletes it. Written by streams rules.",
    "alert": "What a rule found, as a CloudEvent in binary mode; upsert by id, the highest revision holds.",
    "dead-letter": "A record that could not be read: original key and value, the reason in its headers.",
}


def _message(kind: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": kind,
        "summary": SUMMARIES[kind],
        "bindings": {"kafka": {"bindingVersion": KAFKA_BINDING, "key": {"type": "string"}}},
        "examples": [{"name": kind, **examples()[kind]}],
    }
    if kind == "dead-letter":
        return message | {"headers": _dead_letter_headers(), "payload": {"description": "The original bytes."}}
    message |= {"contentType": CONTENT_TYPE, "payload": {"$ref": f"./{kind}.v1.json"}}
    return message if kind in RECEIVED else message | {"headers": _cloud_event_headers()}


def _cloud_event_headers() -> dict[str, Any]:
    required = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_dataschema", "content-type")
    return {
        "type": "object",
        "required": list(required),
        "properties": {name: {"type": "string"} for name in (*required, "ce_time")},
    }


def _dead_letter_headers() -> dict[str, Any]:
    names = {name: DEAD_LETTER + name.replace("_", "-") for name in DeadLetter.model_fields}
    properties: dict[str, Any] = {header: {"type": "string"} for header in names.values()}
    properties[names["reason"]]["enum"] = list(REASONS)
    return {
        "type": "object",
        "required": [header for name, header in names.items() if name != "timestamp"],
        "properties": properties,
    }
