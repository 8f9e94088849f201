"""Articles with their events marked, as one page that needs nothing from elsewhere.

It can be read without JavaScript; the script only lights up an event's words when its card is touched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from types import MappingProxyType

from streams.explanation import Explanation
from streams.models import Article, Event, Participant, Place, Span
from streams.render.marks import Segment, marks_of, paragraphs, segments
from streams.render.why import REASONS, WORDS, Rows, reason_rows, word_rows
from streams.render.words import flags, hue, one_line, saturation, shorten, who

SUMMARY_WIDTH = 110
BRIGHT_HUES = range(25, 196)
_REPLACED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\N{REPLACEMENT CHARACTER}")


Why = Mapping[str, Explanation]


def render_page(stories: Iterable[tuple[Article, Sequence[Event]]], *, why: Why = MappingProxyType({})) -> str:
    """Return a page with the articles one below the other, each with its events beside it.

    `why` holds explanations by the ids of their events; each stands folded in its event's card.
    """
    told = list(stories)
    types = sorted({event.type for _, events in told for event in events})
    title = _safe(_headline(told[0][0])) if len(told) == 1 else f"{len(told)} articles"
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; ',
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n",
            f'<title>{title}</title>\n<link rel="icon" href="data:,">\n',
            f"<style>\n{_asset('page.css')}{''.join(map(_type_rule, types))}</style>\n</head>\n<body>\n",
            *(_story(number, article, events, why) for number, (article, events) in enumerate(told, start=1)),
            f"<script>\n{_asset('page.js')}</script>\n</body>\n</html>\n",
        )
    )


def _asset(name: str) -> str:
    return files("streams.render").joinpath(name).read_text("utf-8")


def _safe(text: str) -> str:
    return escape(text.translate(_REPLACED))


def _type_rule(event_type: str) -> str:
    """Return a type's colour; yellow to cyan is darkened on light paper, where it would be hard to read."""
    angle = hue(event_type)
    darker = 13 if angle in BRIGHT_HUES else 0
    return f".t-{event_type} {{ --h: {angle}; --s: {saturation(event_type)}%; --d: {darker}%; }}\n"


def _headline(article: Article) -> str:
    return one_line(article.title) or article.id


def _story(number: int, article: Article, events: Sequence[Event], why: Why) -> str:
    cards = "".join(_card(number, place, event, why.get(event.id)) for place, event in enumerate(events))
    language = f' lang="{_safe(article.language)}"' if article.language else ""
    return (
        f'<section class="story" id="a{number}">\n<article{language}>\n<header>\n{_kicker(article)}'
        f"<h1>{_safe(_headline(article))}</h1>\n</header>\n"
        f'<div class="text">\n{"".join(_paragraphs(number, article, events))}</div>\n</article>\n'
        f'<aside aria-label="Events">\n{_overview(events)}<div class="cards">\n{cards}</div>\n</aside>\n</section>\n'
    )


def _kicker(article: Article) -> str:
    source = _safe(one_line(article.source or ""))
    if article.url and article.url.startswith(("https://", "http://")):
        source = f'<a href="{_safe(article.url)}" rel="noopener noreferrer">{source or "source"}</a>'
    date = ""
    if article.published_at:
        shown = f"{article.published_at.day} {article.published_at:%B %Y, %H:%M} UTC"
        date = f'<time datetime="{article.published_at.isoformat()}">{shown}</time>'
    return f'<p class="kicker">{" · ".join(part for part in (source, date) if part)}</p>\n' if source or date else ""


def _overview(events: Sequence[Event]) -> str:
    if not events:
        return '<p class="none">No events.</p>\n'
    counts = Counter(event.type for event in events)
    chips = "".join(f'<li class="chip t-{name}">{name} <b>{count}</b></li>' for name, count in counts.most_common())
    word = "event" if len(events) == 1 else "events"
    return (
        f'<h2>{len(events)} {word}</h2>\n<ul class="chips">{chips}</ul>\n'
        f'<p class="legend"><span class="m trigger t-{events[0].type}">trigger</span> '
        '<span class="m actor">actor</span> <span class="m recipient">recipient</span> '
        '<span class="m content">content</span></p>\n'
    )


def _paragraphs(number: int, article: Article, events: Sequence[Event]) -> Iterator[str]:
    marks = tuple(marks_of(events))
    opened: set[int] = set()
    for start, end in paragraphs(article.text):
        words = (_segment(number, article.text, segment, events, opened) for segment in segments(start, end, marks))
        yield f"<p>{''.join(words)}</p>\n"


def _segment(number: int, text: str, segment: Segment, events: Sequence[Event], opened: set[int]) -> str:
    """Return a stretch with its roles; the first stretch of a trigger is the target of the event's card."""
    words = _safe(text[segment.start : segment.end])
    if not segment.marks:
        return words
    roles = dict.fromkeys(mark.role for mark in segment.marks)
    events_here = " ".join(dict.fromkeys(f"{mark.event}:{mark.role}" for mark in segment.marks))
    trigger = next((mark.event for mark in segment.marks if mark.role == "trigger"), None)
    if trigger is None:
        return f'<span class="m {" ".join(roles)}" data-e="{events_here}">{words}</span>'
    event = events[trigger]
    anchor = "" if trigger in opened else f' id="a{number}t{trigger}"'
    opened.add(trigger)
    classes = f"m {' '.join(roles)} t-{event.type}"
    title = _safe(f"{event.type}/{event.mode}: {who(event)}")
    return (
        f'<a class="{classes}" data-e="{events_here}" href="#a{number}e{trigger}"{anchor} title="{title}">{words}</a>'
    )


def _card(number: int, place: int, event: Event, why: Explanation | None) -> str:
    content = f'<span class="what">{_safe(shorten(event.content.text, SUMMARY_WIDTH))}</span>' if event.content else ""
    marks = "".join(f'<span class="flag">{flag}</span>' for flag in flags(event))
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in _fields(event) if value)
    return (
        f'<details class="card t-{event.type}" id="a{number}e{place}" data-n="{place}" data-type="{event.type}">\n'
        f'<summary><span class="kind">{event.type}<i>/{event.mode}</i></span>{marks}'
        f'<span class="who">{_safe(who(event))}</span>{content}</summary>\n<dl>{rows}</dl>\n'
        f"{_explained(why) if why is not None else ''}"
        f'<p class="back"><a href="#a{number}t{place}">show in the text</a></p>\n</details>\n'
    )


def _explained(why: Explanation) -> str:
    """Return the reasons and the parse, folded: the summary opens by click, by Enter and by the space bar."""
    tables = _table("Reasons", REASONS, reason_rows(why)) + _table("Parse", WORDS, word_rows(why))
    return f'<details class="why"><summary>why</summary>\n{tables}</details>\n'


def _table(name: str, titles: Sequence[str], rows: Rows) -> str:
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return (
        f'<div class="wide" role="region" aria-label="{name}" tabindex="0"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )


def _fields(event: Event) -> Iterator[tuple[str, str]]:
    yield "trigger", f"{_quoted(event.trigger)} <small>{_safe(event.trigger.lemma)}</small>"
    yield "actor", _participant(event.actor)
    yield "recipient", _participant(event.recipient)
    yield "content", _quoted(event.content)
    yield "quote", event.quote or ""
    yield "stance", event.stance or ""
    yield "status", f"{event.polarity}, {event.modality}"
    yield "time", f"{_quoted(event.time)} <small>{_safe(event.time.value)}</small>" if event.time else ""
    yield "place", _place(event.place)
    yield "via", _participant(event.via)
    yield "PLOVER", f"{_safe(event.plover.type)} <small>quad {event.plover.quad}</small>" if event.plover else ""
    yield "confidence", f'<meter min="0" max="1" value="{event.confidence:.2f}"></meter> {event.confidence:.2f}'
    yield "rule", f"<code>{_safe(event.extractor.rule)}</code>"
    yield "id", f"<code>{_safe(event.id)}</code>"


def _quoted(span: Span | None) -> str:
    return f"<q>{_safe(one_line(span.text))}</q>" if span else ""


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    about = [place.country or "", f"{place.latitude:.2f}, {place.longitude:.2f}" if place.geonames_id else ""]
    return f"{_safe(one_line(place.name))} <small>{' '.join(filter(None, about))}</small>"


def _participant(participant: Participant | None) -> str:
    if participant is None:
        return ""
    about = ", ".join(part for part in (participant.kind, participant.country) if part)
    written = "" if participant.text == participant.name else f" {_quoted(participant)}"
    return f"{_safe(one_line(participant.name))}{written} <small>{about}</small>"
