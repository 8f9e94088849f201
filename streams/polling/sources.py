"""Where documents come from: a URL, a file, a folder that is looked through in every round, standard input."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

import orjson

from streams.errors import InputError
from streams.feeds.formats import LINES
from streams.polling.fetch import MAX_BYTES, Fetcher, Validator, is_url, shown

BLOCK = 1_000_000
"""Bytes of a file that are read at once."""
SETTLED_SECONDS = 1.0
"""How long a file of a watched folder must lie untouched: before that it may still be written."""
UNFINISHED = (".part", ".partial", ".tmp", ".swp", ".crdownload", "~")


@dataclass(frozen=True)
class Document:
    """A document, or a part of a long file of JSON lines; `hint` is its media type or its file's name."""

    raw: bytes
    hint: str = ""
    first_line: int = 1
    validator: Validator = field(default_factory=Validator)


class Source(Protocol):
    """Something to read: `name` is for messages, `address` what items are identified by."""

    name: str
    address: str

    def documents(self, fetcher: Fetcher, known: Validator) -> AsyncIterator[Document]:
        """Yield what there is to read; nothing if it is still what `known` stands for."""
        ...


class Web:
    """A document at a URL."""

    def __init__(self, url: str) -> None:
        self.name = self.address = shown(url)
        self._url = url

    async def documents(self, fetcher: Fetcher, known: Validator) -> AsyncIterator[Document]:
        """Yield the document, unless it has not changed."""
        response = await fetcher.get(self._url, known)
        if response is not None:
            lines = self.name.partition("?")[0].endswith(LINES)
            yield Document(response.raw, LINES[0] if lines else response.media_type, validator=response.validator)


class File:
    """A file; its time and size tell whether it has changed."""

    def __init__(self, path: Path) -> None:
        self.name, self.address = str(path), path.absolute().as_uri()
        self._path = path

    async def documents(self, fetcher: Fetcher, known: Validator) -> AsyncIterator[Document]:  # noqa: ARG002
        """Yield the file, JSON lines in blocks, unless it has not changed."""
        try:
            status = self._path.stat()
            now = Validator(etag=f"{status.st_mtime_ns}-{status.st_size}")
            if now == known:
                return
            with self._path.open("rb") as file:
                async for document in _blocks(_chunks(file), self._path.name.lower(), now):
                    yield document
        except OSError as error:
            raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}") from error


class StandardInput:
    """Standard input, read as it comes: a line is sent when it is complete, not when the input ends."""

    name = "standard input"
    address = "stdin"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    async def documents(self, fetcher: Fetcher, known: Validator) -> AsyncIterator[Document]:  # noqa: ARG002
        """Yield what comes until the input ends."""
        async for document in _blocks(_arriving(self._stream), "", Validator()):
            yield document


def named(name: str, *, stdin: BinaryIO, settled: bool) -> Iterator[Source]:
    """Yield the sources that a name stands for: a web address, "-", a folder's files now, or a file."""
    if name == "-":
        yield StandardInput(stdin)
    elif is_url(name):
        yield Web(name)
    elif Path(name).is_dir():
        yield from files(Path(name), settled=settled)
    else:
        yield File(Path(name))


def files(folder: Path, *, settled: bool) -> Iterator[File]:
    """Yield a folder's files, at any depth, by name: none hidden or empty and, if `settled`, none just written."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.name.endswith(UNFINISHED) or not path.is_file():
            continue
        try:
            status = path.stat()
        except OSError:  # taken away since
            continue
        if status.st_size and not (settled and time.time() - status.st_mtime < SETTLED_SECONDS):
            yield File(path)


async def _blocks(chunks: AsyncIterator[bytes], name: str, validator: Validator) -> AsyncIterator[Document]:
    """Yield one document, or, if its first line is a JSON record of its own, the complete lines of each chunk."""
    rest, line, lines = b"", 1, True if name.endswith(LINES) else None
    async for chunk in chunks:
        rest += chunk
        if lines is None and b"\n" in rest.lstrip():
            lines = _is_record(rest.lstrip().partition(b"\n")[0])
        if lines and b"\n" in chunk:
            complete, _, rest = rest.rpartition(b"\n")
            yield Document(complete, LINES[0], line, validator)
            line += complete.count(b"\n") + 1
        if len(rest) > MAX_BYTES:
            raise InputError(f"is larger than {MAX_BYTES / 1e6:g} MB")
    if rest.strip() or (line == 1 and name and not lines):  # no lines are no fault, an empty file is
        yield Document(rest, LINES[0] if lines else name, line, validator)


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := file.read(BLOCK):
        yield chunk


async def _arriving(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Yield what a stream gives when it gives it, without keeping anybody else waiting, nor the end of the program."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[bytes | OSError](maxsize=1)
    raw = getattr(stream, "raw", stream)  # beneath the buffer, whose lock a waiting thread would keep to the end

    def read() -> None:
        chunk: bytes | OSError = b"-"
        while chunk and not isinstance(chunk, OSError):
            try:
                chunk = raw.read(BLOCK)
            except OSError as error:
                chunk = error
            asyncio.run_coroutine_threadsafe(queue.put(chunk), loop).result()

    threading.Thread(target=read, daemon=True).start()
    while chunk := await queue.get():
        if isinstance(chunk, OSError):
            raise InputError(f"cannot be read: {chunk.strerror}") from chunk
        yield chunk
