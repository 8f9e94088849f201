"""All fault experiments: their numbers, what they need, and which are quick enough for every test run."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.faults import brokers, deaths, records
from tests.faults.lab import ROOT, ExperimentError, Lab, Outcome

Needs = Literal["any", "kafka", "own kafka"]
"""The broker: any, embedded too; a real Kafka; one that the experiment may kill."""


@dataclass(frozen=True)
class Experiment:
    """A fault experiment."""

    number: str
    run: Callable[[Lab], Outcome]
    needs: Needs = "any"
    quick: bool = False

    @property
    def title(self) -> str:
        """What is done, and what must come of it."""
        return (self.run.__doc__ or "").splitlines()[0]

    def missing(self, lab: Lab) -> str | None:
        """Return what the experiment needs and the lab has not."""
        if self.needs != "any" and lab.embedded:
            return "needs a real Kafka"
        return "needs a Kafka that it may kill" if self.needs == "own kafka" and lab.node is None else None


def e28_offsets(lab: Lab) -> Outcome:
    """Any order of records, gaps, deaths and rebalances, as a property test of the bookkeeping of offsets."""
    command = [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={lab.seed}", "tests/faults/test_offsets.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ExperimentError(done.stdout[-2000:])
    return Outcome(killed_at=["everywhere"], note=done.stdout.splitlines()[-1])


EXPERIMENTS = (
    Experiment("E01", deaths.e01_killed, quick=True),
    Experiment("E02", deaths.e02_stopped),
    Experiment("E04", deaths.e04_paused, "kafka"),
    Experiment("E05", records.e05_articles_that_raise, quick=True),
    Experiment("E06", deaths.e06_deadly_articles, quick=True),
    Experiment("E07", records.e07_poison, quick=True),
    Experiment("E08", records.e08_dead_letter_limit, quick=True),
    Experiment("E09", records.e09_oversize, quick=True),
    Experiment("E10", brokers.e10_broker_killed, "own kafka"),
    Experiment("E11", brokers.e11_broker_away, "own kafka"),
    Experiment("E12", deaths.e12_rebalance_storm, "kafka"),
    Experiment("E14", brokers.e14_slow_consumer, "kafka"),
    Experiment("E17", records.e17_repeats, quick=True),
    Experiment("E18", records.e18_versions_out_of_order, quick=True),
    Experiment("E22", brokers.e22_offsets_out_of_range, "kafka"),
    Experiment("E28", e28_offsets),
    Experiment("E29", records.e29_determinism, quick=True),
    Experiment("E30", deaths.e30_first_articles, "kafka", quick=True),
)
