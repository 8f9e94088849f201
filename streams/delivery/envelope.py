"""A record as a CloudEvent in structured mode, as receivers outside Kafka get it."""

from typing import Any

import orjson

from streams.codec import CE, CONTENT_TYPE
from streams.errors import DecodeError, SchemaError
from streams.messages import Record

REQUIRED = ("specversion", "id", "source", "type")


def envelope(record: Record) -> dict[str, Any]:
    """Return the CloudEvent; raise DecodeError or SchemaError where the record is none in binary mode with JSON."""
    attributes = {
        name.removeprefix(CE): value.decode("utf-8", "replace")
        for name, value in record.headers
        if name.startswith(CE) and value is not None
    }
    if missing := [name for name in REQUIRED if name not in attributes]:
        raise SchemaError(f"no CloudEvent: headers {', '.join(CE + name for name in missing)} are missing")
    try:
        data = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError as error:
        raise DecodeError(f"not UTF-8 JSON: {error}") from error
    return {**attributes, "datacontenttype": CONTENT_TYPE, "data": data}
