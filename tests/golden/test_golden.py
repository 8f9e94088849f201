"""What `streams extract` prints for the articles of this folder, to the byte."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import streams
from streams.models import Article, Event

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
ARTICLES = sorted(HERE.glob("*.article.json"))
PRINTED = [(path, "jsonl", ".events.jsonl") for path in ARTICLES] + [
    (HERE / "talks_en.article.json", "table", ".table.tsv"),
    (HERE / "decision_de.article.json", "html", ".html"),
    (HERE / "talks_en.article.json", "table --explain", ".explained.txt"),
]


def extract(path: Path, form: str) -> str:
    done = CliRunner().invoke(streams, ["extract", str(path), "--format", *form.split()], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(("path", "form", "ending"), PRINTED, ids=[f"{path.stem}-{form}" for path, form, _ in PRINTED])
def test_output_equals_the_golden_file(path: Path, form: str, ending: str, *, update: bool) -> None:
    golden = path.with_name(path.name.replace(".article.json", ending))
    found = extract(path, form)

    if update:
        golden.write_text(found, "utf-8")

    assert found == golden.read_text("utf-8"), "see conftest.py for how to update it"


@pytest.mark.parametrize("path", ARTICLES, ids=[path.stem for path in ARTICLES])
def test_offsets_count_the_code_points_of_the_text(path: Path) -> None:
    text = Article.model_validate_json(path.read_bytes()).text
    events = [Event.model_validate_json(line) for line in extract(path, "jsonl").splitlines()]

    assert events
    for event in events:
        for span in (event.trigger, event.actor, event.recipient, event.content, event.time, event.sentence):
            assert span is None or text[span.start : span.end] == span.text


def test_the_readme_shows_what_its_article_gives(tmp_path: Path) -> None:
    blocks = re.findall(r"```(\w*)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    article = next(body for language, body in blocks if language == "json")
    shown = next(body for language, body in blocks if language == "tsv")
    path = tmp_path / "article.json"
    path.write_text(json.dumps(json.loads(article)), "utf-8")

    lines = [line.split("\t") for line in extract(path, "table").splitlines()]
    columns = [lines[0].index(name) for name in re.split(r"  +", shown.splitlines()[0].strip())]

    assert [re.split(r"  +", line.strip()) for line in shown.splitlines()] == [
        [line[c] for c in columns] for line in lines
    ]
