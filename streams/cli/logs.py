"""Log lines with ids: fields given as `extra` follow the message as key=value, or are members of a JSON object."""

import logging
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

Format = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
KNOWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def formatter(name: Format) -> logging.Formatter:
    """Return the formatter of a format's name."""
    return JsonFormatter() if name == "json" else TextFormatter(TEXT)


class TextFormatter(logging.Formatter):
    """One line for people: `… dead letter reason=decode topic=news.articles partition=0 offset=7`."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's name
        """Append the extra fields."""
        fields = "".join(f" {name}={_plain(value)}" for name, value in _fields(record).items())
        return super().formatMessage(record) + fields


class JsonFormatter(logging.Formatter):
    """One JSON object a line for log collectors; `time` is RFC 3339 in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: object) -> str:
    """Return a value as it is, quoted where it would not read as one word; it may come from a stranger's record."""
    text = str(value)
    return text if text.isprintable() and text and not set(text) & set(' ="') else orjson.dumps(text).decode()


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was given as `extra`."""
    return {name: value for name, value in record.__dict__.items() if name not in KNOWN}
