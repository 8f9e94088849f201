"""Files, folders and streams: read in blocks, only when they have changed and are complete."""

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from streams.polling.fetch import Fetcher, Validator
from streams.polling.sources import BLOCK, StandardInput, files

if TYPE_CHECKING:
    from tests.unit.polling.conftest import Desk

NO_FETCHER = cast("Fetcher", None)
LINE = '{{"id": "a{0}", "title": "A{0}", "text": "Rome agreed."}}\n'


def change(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


async def test_a_watched_folder_gives_each_file_once_and_again_when_it_changes(desk: "Desk", tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "deep").mkdir(parents=True)
    (inbox / "b.txt").write_text("Paris agreed.")
    (inbox / "deep" / "a.html").write_text("<html><p>Rome agreed.</p>")
    for name in (".hidden.txt", "c.txt.part", "d.txt~"):
        (inbox / name).write_text("not yet")
    (inbox / "e.txt").touch()
    await desk.poll(inbox)
    await desk.poll(inbox)
    change(inbox / "b.txt", "Paris refused.")
    (inbox / "f.txt").write_text("Berlin agreed.")

    await desk.poll(inbox)

    texts = [item.text for item in desk.sent]
    assert texts == ["Paris agreed.", "Rome agreed.", "Paris refused.", "Berlin agreed."]
    assert desk.sent[0].id == desk.sent[2].id
    assert desk.sent[0].version != desk.sent[2].version


def test_a_file_that_was_just_written_may_not_be_complete(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("half")
    (tmp_path / "old.txt").write_text("whole")
    os.utime(tmp_path / "old.txt", (0, 0))

    assert [Path(file.name).name for file in files(tmp_path, settled=True)] == ["old.txt"]


async def test_a_long_file_of_json_lines_is_read_in_blocks_with_its_line_numbers(desk: "Desk", tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    count = BLOCK // len(LINE) + 1000
    path.write_text("".join(LINE.format(number) for number in range(count)) + "nonsense\n" + LINE.format("end").strip())

    counts = await desk.poll(path)

    assert (counts.sent, counts.refused) == (count + 1, 1)
    assert [line.split(": ")[1] for line in desk.told] == [f"line {count + 1}"]
    assert len({item.id for item in desk.sent}) == count + 1


async def test_a_file_that_is_missing_is_named(desk: "Desk", tmp_path: Path) -> None:
    counts = await desk.poll(tmp_path / "none.txt", tmp_path / "nor.txt")

    assert counts.failed == 2
    assert desk.told[0] == f"{tmp_path / 'none.txt'}: cannot be read: no such file or directory"


async def test_a_line_on_standard_input_is_read_before_the_next_one_comes() -> None:
    receiver, sender = os.pipe()
    with os.fdopen(receiver, "rb") as stream:
        documents = StandardInput(stream).documents(NO_FETCHER, Validator())
        os.write(sender, LINE.format(1).encode() + b'{"id"')
        first = await anext(documents)
        os.write(sender, b": 2}")
        os.close(sender)
        rest = [document.raw async for document in documents]

    assert first.raw == LINE.format(1).strip().encode()
    assert rest == [b'{"id": 2}']


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<rss>\n</rss>\n", ["<rss>\n</rss>\n"]),
        ('{\n"id": 1\n}', ['{\n"id": 1\n}']),
        ('\n{"id": 1}\n\n{"id": 2}\n', ['\n{"id": 1}\n\n{"id": 2}']),
        ('{"id": 1}', ['{"id": 1}']),
        ("", []),
    ],
    ids=["a feed", "an indented record", "lines", "one line", "nothing"],
)
async def test_standard_input_is_one_document_unless_it_holds_json_lines(text: str, parts: list[str]) -> None:
    source = StandardInput(io.BytesIO(text.encode()))

    assert [document.raw.decode() async for document in source.documents(NO_FETCHER, Validator())] == parts
