"""The quick fault experiments on the tests' broker; what needs more is skipped and named. `make faults` runs all."""

from pathlib import Path

import pytest

from tests.faults.catalogue import EXPERIMENTS, Experiment
from tests.faults.lab import Lab

SEED = 1


@pytest.mark.parametrize("experiment", [e for e in EXPERIMENTS if e.number != "E28"], ids=lambda e: e.number)
def test_nothing_is_lost(experiment: Experiment, broker: tuple[str, bool], tmp_path: Path) -> None:
    lab = Lab(broker[0], tmp_path, SEED, embedded=broker[1])
    if missing := experiment.missing(lab):
        pytest.skip(f"{experiment.number} {missing}: make faults")
    if not experiment.quick:
        pytest.skip(f"{experiment.number} takes long: make faults")
    print(f"seed {lab.seed}")

    outcome = experiment.run(lab)

    assert outcome.lost == 0
    assert outcome.duplicates <= outcome.bound
