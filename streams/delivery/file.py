"""A file that collects CloudEvents, one a line."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from streams.delivery.http import RetryLaterError


@dataclass(frozen=True)
class File:
    """Appends each CloudEvent; opened anew each time, so that the file may be moved away. None: standard output."""

    path: Path | None

    def send(self, event: Mapping[str, Any]) -> None:
        """Write one CloudEvent through to the disk; raise RetryLaterError where that fails, say on a full disk."""
        line = orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
        if self.path is None:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            return
        try:
            with self.path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RetryLaterError(f"{self.path}: {error.strerror or error}") from error
