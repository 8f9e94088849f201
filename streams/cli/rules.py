"""`streams rules`: puts alert rules where the alert agent finds them, and shows what they would do."""

import os
from collections import Counter
from collections.abc import Sequence

import click
import yaml
from rich.console import Console
from rich.table import Table

from streams import clients
from streams.alerting import Alerting
from streams.alerts import AlertRule
from streams.cli.inputs import label, read_text
from streams.codec import decode_event, encode
from streams.config import load_settings
from streams.errors import InputError, RecordError
from streams.render.words import one_line
from streams.rules import CompiledRule, read_rules
from streams.topics import ALERT_RULES

embedded_option = click.option("--embedded", is_flag=True, hidden=True, help="Speak the embedded broker's API version.")


@click.group(name="rules")
def command() -> None:
    """Put, list, delete and test alert rules.

    A rule file is YAML: a rule, or a list of rules; seeds/rules.yaml shows what they can say.

    Example: streams rules test seeds/rules.yaml --on events.jsonl
    """


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@embedded_option
def put(*, files: tuple[str, ...], embedded: bool) -> None:
    """Put the rules of FILES into force; what is wrong in one of them is named with its line, and nothing is put.

    A rule looks at events that are published after it was put. One that is in force already, word for word, is left
    alone and keeps what it has counted.

    Example: streams rules put seeds/rules.yaml
    """
    rules = [compiled.rule for name in files for compiled in _read(name)]
    repeated = sorted(name for name, count in Counter(rule.id for rule in rules).items() if count > 1)
    if repeated:
        raise InputError(f"{', '.join(repeated)}: given more than once; each rule needs an id of its own")
    settings = load_settings(os.environ)
    topic = f"{settings.topic_prefix}.{ALERT_RULES}"
    known = _in_force(embedded=embedded)
    with clients.producer(settings.broker, security=settings.security, embedded=embedded) as producer:
        for rule in rules:
            state = "unchanged"
            if known.get(rule.id) != rule:
                producer.send(topic, key=rule.id.encode(), value=encode(rule))
                state = "changed" if rule.id in known else "new"
            click.echo(f"{rule.id}\t{state}")


@command.command(name="list")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print the rules as a rule file.")
@embedded_option
def list_(*, as_yaml: bool, embedded: bool) -> None:
    """List the rules in force.

    Example: streams rules list --yaml > rules.yaml
    """
    rules = sorted(_in_force(embedded=embedded).values(), key=lambda rule: rule.id)
    if as_yaml:
        if rules:
            plain = [rule.model_dump(mode="json", exclude_defaults=True) for rule in rules]
            click.echo(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120), nl=False)
        return
    cells = [(rule.id, rule.severity, one_line(rule.name), one_line(rule.filter)) for rule in rules]
    _print(("id", "severity", "name", "filter"), cells)


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@embedded_option
def delete(*, ids: tuple[str, ...], embedded: bool) -> None:
    """Delete the rules with these IDS; alerts that they have raised are still resolved by withdrawals.

    Example: streams rules delete attacks
    """
    known = _in_force(embedded=embedded)
    if unknown := [name for name in ids if name not in known]:
        raise InputError(f"{', '.join(unknown)}: no such rule; there are {', '.join(sorted(known)) or 'none'}")
    settings = load_settings(os.environ)
    with clients.producer(settings.broker, security=settings.security, embedded=embedded) as producer:
        for name in ids:
            producer.send(f"{settings.topic_prefix}.{ALERT_RULES}", key=name.encode(), value=None)
            click.echo(f"{name}\tdeleted")


@command.command()
@click.argument("rule", metavar="RULE")
@click.option(
    "--on", "events", metavar="FILE", required=True, help="Events, one a line, as streams extract writes them."
)
def test(*, rule: str, events: str) -> None:
    """Show which events of a FILE the rules in the file RULE would have fired on; needs no broker.

    The time of an event is its article's publication here; one without takes the time of the event before it.

    Example: streams extract seeds/articles.jsonl --format jsonl | streams rules test seeds/rules.yaml --on -
    """
    core = Alerting()
    for compiled in _read(rule):
        core.take_rule(compiled.rule.id, encode(compiled.rule), 0)
    rows = []
    time = 0
    for number, line in enumerate(read_text(events).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            event = decode_event(line.encode())
            time = max(round(event.article.published_at.timestamp() * 1000), 0) if event.article.published_at else time
            core.take_event(line.encode(), time)
        except RecordError as error:
            where = f"{label(events)}, line {number}"
            raise InputError(f"{where}: {error}; write events with streams extract --format jsonl") from error
        for alert in core.changes():
            ids = ", ".join(event.id for event in alert.events)
            rows.append((alert.rule.id, str(number), alert.severity, one_line(alert.summary), ids))
    _print(("rule", "fires at line", "severity", "summary", "events"), rows)
    counts = core.counts
    told = f"{counts['alerts:firing']} alerts, {counts['suppressed']} suppressed"
    click.echo(f"{counts['hits']} matches in {counts['events']} events: {told}", err=True)


def _read(name: str) -> list[CompiledRule]:
    return read_rules(read_text(name), where=label(name))


def _in_force(*, embedded: bool) -> dict[str, AlertRule]:
    """Return the newest rule of each id; those that this version cannot read are left out, as the agent does."""
    settings = load_settings(os.environ)
    core = Alerting()
    topic = f"{settings.topic_prefix}.{ALERT_RULES}"
    for record in clients.read_all(settings.broker, topic, security=settings.security, embedded=embedded):
        try:
            core.take_rule((record.key or b"").decode("utf-8", "replace"), record.value, record.timestamp)
        except RecordError as error:
            click.echo(f"streams: {topic}@{record.offset}: {error}", err=True)
    return core.rules


def _print(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table on a terminal, tab-separated lines in a pipe."""
    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            click.echo("\t".join(row))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    console.print(table)
