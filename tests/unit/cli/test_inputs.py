from pathlib import Path

import pytest

from streams.cli.inputs import read_records, read_text
from streams.errors import InputError
from streams.models import Span


def test_text_is_read_without_byte_order_mark_and_carriage_returns(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbfOne\r\ntwo\rthree \xe2\x80\x9e")

    assert read_text(str(file)) == "One\ntwo\nthree „"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, "cannot be read: no such file or directory"),
        (b" \n", "is empty; an article needs text"),
        (b"Stra\xdfe", "is not UTF-8 (byte 4); convert it to UTF-8"),
    ],
    ids=["missing", "blank", "Latin-1"],
)
def test_an_unreadable_file_is_named_with_its_reason(tmp_path: Path, raw: bytes | None, message: str) -> None:
    file = tmp_path / "a.txt"
    if raw is not None:
        file.write_bytes(raw)

    with pytest.raises(InputError) as caught:
        read_text(str(file))

    assert str(caught.value) == f"{file}: {message}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; name the files in it"):
        read_text(str(tmp_path))


def test_records_are_read_a_line_and_a_bad_one_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    file.write_text('{"text": "a", "start": 0, "end": 1}\n\n{"text": "b", "start": -1, "end": 1}\n')

    with pytest.raises(InputError, match=r"spans\.jsonl, line 3: start: Input should be greater than or equal to 0"):
        read_records(str(file), Span)
