"""`python -m tests.faults`: run the fault experiments on a Kafka of their own and print a table of what they found."""

import argparse
import sys
import time
from pathlib import Path

from tests.broker.node import UNAVAILABLE, NoKafkaError, running_node
from tests.faults.catalogue import EXPERIMENTS, Experiment
from tests.faults.lab import ROOT, Lab, Outcome

COLUMNS = ("experiment", "seed", "killed at", "lost", "duplicates", "recovery s", "seconds", "result")


def main() -> int:
    """Run the experiments of the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="E01", help="experiments to run  [default: all]")
    parser.add_argument("--seed", type=int, default=1, help="what chance decides by  [default: 1]")
    parser.add_argument("--short", action="store_true", help="fewer records and shorter faults, for CI")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "faults", help="where logs and the table go")
    options = parser.parse_args()
    options.folder = options.folder.resolve()  # workers run elsewhere
    wanted = [each for each in EXPERIMENTS if not options.names or each.number in options.names]
    if unknown := set(options.names) - {each.number for each in wanted}:
        parser.error(f"no such experiment: {', '.join(sorted(unknown))}")
    try:
        with running_node() as node:
            print(f"Kafka: {node.address}, seed {options.seed}, logs in {options.folder}", flush=True)
            rows = []
            for each in wanted:
                lab = Lab(node.address, options.folder, options.seed, node=node, full=not options.short)
                rows.append(_row(each, lab))
    except NoKafkaError as error:
        print(f"No Kafka: {error}", file=sys.stderr)
        return UNAVAILABLE
    table = _table(rows)
    (options.folder / "table.md").write_text(table, "utf-8")
    failed = sum(row[-1].startswith("failed") for row in rows)
    print(f"\n{table}\n{len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _row(experiment: Experiment, lab: Lab) -> tuple[str, ...]:
    """Run an experiment and return its row."""
    print(f"{experiment.number}  {experiment.title}", flush=True)
    lab.folder.mkdir(parents=True, exist_ok=True)
    since = time.monotonic()
    try:
        outcome, result = experiment.run(lab), "passed"
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result; the others still run
        outcome, result = Outcome(), f"failed: {error}"
        print(f"     {result}", flush=True)
    seconds = time.monotonic() - since
    recovery = ", ".join(f"{each:.1f}" for each in outcome.recovery) or "-"
    row = (
        f"{experiment.number} {experiment.run.__name__[4:].replace('_', ' ')}",
        str(lab.seed),
        ", ".join(outcome.killed_at) or "-",
        str(outcome.lost) if result == "passed" else "?",
        f"{outcome.duplicates} (≤ {outcome.bound})" if result == "passed" else "?",
        recovery,
        f"{seconds:.0f}",
        f"{result}. {outcome.note}" if outcome.note else result.splitlines()[0][:200],
    )
    print(f"     {' | '.join(row[2:])}", flush=True)
    return row


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
