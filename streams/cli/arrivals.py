"""Shows events as they arrive: an article at a time, once all events that its manifest lists are there."""

from collections import Counter, defaultdict, deque

from rich.console import Console
from rich.text import Text

from streams.codec import Headers, read_dead_letter
from streams.models import Event, Manifest
from streams.render.table import event_line, event_table, type_style
from streams.render.words import one_line
from streams.topics import DEAD_LETTERS, MANIFESTS


class Arrivals:
    """Takes the records of the event, manifest and dead-letter topics in any order and prints what is complete."""

    def __init__(self, console: Console) -> None:
        self.finished = 0
        self._console = console
        self._events: dict[str, Event] = {}
        self._waiting: defaultdict[str, deque[Manifest]] = defaultdict(deque)
        self._current: dict[str, frozenset[str]] = {}
        self._withdrawn = 0
        self._dead_letters = 0

    def take(self, topic: str, value: bytes | None, headers: Headers) -> None:
        """Take one record; `finished` counts the article versions and dead letters that were shown."""
        if topic.endswith(f".{DEAD_LETTERS}"):
            self._show_dead_letter(headers)
            return
        if topic.endswith(f".{MANIFESTS}"):
            manifest = Manifest.model_validate_json(value or b"")
            article_id = manifest.article_id
            self._waiting[article_id].append(manifest)
        else:
            event = Event.model_validate_json(value or b"")
            article_id = event.article.id
            self._events[event.id] = event
        waiting = self._waiting[article_id]
        while waiting and all(name in self._events for name in waiting[0].event_ids):
            self._show(waiting.popleft())

    def summary(self, seconds: float) -> None:
        """Print how much arrived, by type."""
        current = [self._events[name] for names in self._current.values() for name in names]
        types = Counter(event.type for event in current)
        text = Text.assemble(
            (f"{_count(len(current), 'event')} of {_count(len(self._current), 'article')} in {seconds:.1f} s", "bold"),
            f"; {self._withdrawn} withdrawn, {_count(self._dead_letters, 'dead letter')}\n",
        )
        for name, count in types.most_common():
            text.append(f"{name} ", type_style(name)).append(f"{count}  ")
        self._print(text)

    def _show(self, manifest: Manifest) -> None:
        """Print an article's events; of a later version only what it changes."""
        self.finished += 1
        before = self._current.get(manifest.article_id)
        now = frozenset(manifest.event_ids)
        self._current[manifest.article_id] = now
        fresh = [self._events[name] for name in manifest.event_ids if name not in (before or ())]
        changes = _count(len(fresh), "event")
        if before is not None:
            withdrawn = len(before - now)
            self._withdrawn += withdrawn
            counts = {"new": len(fresh), "unchanged": len(now & before), "withdrawn": withdrawn}
            told = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no events"
            changes = f"version {manifest.version}, {manifest.status}: {told}"
        self._print(Text.assemble((one_line(manifest.article_id), "bold"), f"  {changes}"))
        if fresh and self._console.is_terminal:
            self._console.print(event_table(fresh, show_header=False))
        elif fresh:
            for event in fresh:
                self._print(event_line(event))
        if not self._console.is_terminal:
            self._print(Text())

    def _show_dead_letter(self, headers: Headers) -> None:
        self.finished += 1
        self._dead_letters += 1
        letter = read_dead_letter(headers)
        why = f"{letter.reason}: {one_line(letter.message)}" if letter else "without a reason"
        self._print(Text.assemble(("dead letter", "bold red"), f"  {why}\n"))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
