"""Events as a table: drawn and coloured on a terminal, tab-separated in a pipe."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.style import Style
from rich.table import Table
from rich.text import Text

from streams.models import Event
from streams.render.words import flags, name_of, one_line, rgb, shorten, who

COLUMNS = (
    "article",
    "type",
    "actor",
    "recipient",
    "trigger",
    "content",
    "quote",
    "stance",
    "polarity",
    "modality",
    "time",
    "confidence",
)
CONTENT_WIDTH = 100
TYPE_WIDTH = 22
NOTHING = "-"


def plain_lines(events: Iterable[Event]) -> Iterator[str]:
    """Yield one tab-separated line an event, in the order of COLUMNS; "-" stands for nothing."""
    for event in events:
        cells = (
            one_line(event.article.id),
            f"{event.type}/{event.mode}",
            name_of(event.actor),
            name_of(event.recipient),
            one_line(event.trigger.text),
            shorten(event.content.text, CONTENT_WIDTH) if event.content else "",
            event.quote,
            event.stance,
            event.polarity,
            event.modality,
            event.time.value if event.time else "",
            f"{event.confidence:.2f}",
        )
        yield "\t".join(cell or NOTHING for cell in cells)


def event_table(events: Sequence[Event], *, show_header: bool = True) -> Table:
    """Return the events of one article as a table that fits the terminal."""
    frame = box.SIMPLE_HEAD if show_header else box.SIMPLE
    table = Table(box=frame, pad_edge=False, expand=True, header_style="bold", show_header=show_header)
    table.add_column("event", no_wrap=True)
    table.add_column("who, trigger, what", ratio=1, overflow="fold")
    table.add_column("when", no_wrap=True)
    table.add_column("conf.", justify="right", no_wrap=True)
    for event in events:
        table.add_row(
            Text(f"{event.type}/{event.mode}", type_style(event.type)),
            _told(event),
            Text(event.time.value if event.time else ""),
            f"{event.confidence:.2f}",
        )
    return table


def event_line(event: Event) -> Text:
    """Return an event as one line: its type, then who did what."""
    return Text.assemble((f"{event.type}/{event.mode}".ljust(TYPE_WIDTH), type_style(event.type)), " ", _told(event))


def type_style(event_type: str) -> Style:
    """Return the colour of a type, the same everywhere."""
    red, green, blue = rgb(event_type)
    return Style(color=f"rgb({red},{green},{blue})", bold=True)


def _told(event: Event) -> Text:
    text = Text.assemble((who(event), "bold"), " · ", (one_line(event.trigger.text), "italic"))
    if event.content:
        text.append(f": {shorten(event.content.text, CONTENT_WIDTH)}")
    if marks := ", ".join(flags(event)):
        text.append(f" [{marks}]", "dim")
    return text
