import io

from rich.console import Console

from streams.ontology import EVENT_TYPES
from streams.render.table import COLUMNS, event_line, event_table, plain_lines
from streams.render.words import HUES, shorten
from tests.unit.conftest import MakeEvent

TEXT = "Anna [red] warned\tRome\nof floods \x1b[31m that " + "rose " * 40


def drawn(renderable: object, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_pipe_gets_one_line_an_event_with_every_column_filled(make_event: MakeEvent) -> None:
    (line,) = plain_lines([make_event(TEXT, "warning", "warned", actor="Anna", content="Rome\nof floods", mode="warn")])

    assert dict(zip(COLUMNS, line.split("\t"), strict=True)) == {
        "article": "a1",
        "type": "warning/warn",
        "actor": "Anna",
        "recipient": "-",
        "trigger": "warned",
        "content": "Rome of floods",
        "quote": "-",
        "stance": "-",
        "polarity": "affirmed",
        "modality": "actual",
        "time": "-",
        "confidence": "0.90",
    }


def test_control_characters_never_reach_the_terminal(make_event: MakeEvent) -> None:
    event = make_event(TEXT, "warning", "warned\tRome", content="of floods \x1b[31m that")

    assert "\x1b" not in drawn(event_table([event])) + drawn(event_line(event)) + "".join(plain_lines([event]))


def test_square_brackets_are_text_not_markup(make_event: MakeEvent) -> None:
    assert "Anna [red]" in drawn(event_line(make_event(TEXT, "warning", "warned", actor="Anna [red]")))


def test_a_terminal_shows_what_must_not_be_overlooked(make_event: MakeEvent) -> None:
    event = make_event(TEXT, "warning", "warned", content="of floods", polarity="negated", modality="future")

    assert "of floods [negated, future]" in " ".join(drawn(event_line(event)).split())


def test_a_narrow_terminal_keeps_every_event(make_event: MakeEvent) -> None:
    event = make_event(TEXT, "warning", "warned", mode="warn", actor="Anna", content=TEXT[10:])

    assert "warning/warn" in drawn(event_table([event]), width=60)


def test_long_words_are_cut_between_words() -> None:
    assert shorten("the government of the country", 20) == "the government of…"
    assert shorten("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"


def test_every_type_has_its_own_colour() -> None:
    assert set(HUES) == set(EVENT_TYPES)
    assert len(set(HUES.values())) == len(HUES)
