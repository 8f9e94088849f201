"""How many events a second of processor time the alert agent's core takes, by the number of rules.

python benchmarks/bench_alerts.py
"""

import time

from streams.alerting import Alerting
from streams.alerts import AlertRule
from streams.codec import encode
from streams.testing import article, statement

EVENTS = [encode(statement(article(f"Der Rat SAGT Satz {n}.", id=f"a{n}"), "SAGT")) for n in range(2000)]
FILTER = (
    "event.type in ['force', 'warning', 'statement'] && event.confidence >= 0.5 && "
    "event.sentence.text.matches('(?i)wort{}')"
)


def seconds(rules: int) -> float:
    """Return the processor time that the core takes for all events with so many rules, none of which matches."""
    core = Alerting()
    for number in range(rules):
        rule = AlertRule(id=f"r{number}", name="R", filter=FILTER.format(number))
        core.take_rule(rule.id, encode(rule), 0)
    began = time.process_time()
    for number, event in enumerate(EVENTS):
        core.take_event(event, number)
    return time.process_time() - began


def main() -> None:
    """Print a line for each number of rules."""
    seconds(1)
    bare = seconds(0)
    for rules in (0, 1, 10, 100):
        taken = seconds(rules)
        print(f"{rules:>4} rules  {len(EVENTS) / taken:>8.0f} events/s  {taken / bare:>6.1f} times as long as without")


if __name__ == "__main__":
    main()
