"""Event ids depend on the event and on nothing else."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from streams.ids import event_id

PARTS = st.tuples(st.text(), st.sampled_from(["decision", "force"]), st.text(), st.integers(0, 500), st.integers(0, 3))


@given(PARTS, PARTS)
def test_ids_are_equal_exactly_when_their_parts_are(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    def make(parts: tuple) -> str:  # type: ignore[type-arg]
        return event_id(*parts[:4], repeat=parts[4])

    same = one == other
    if not any("\x1f" in part for part in (one[0], one[2], other[0], other[2])):
        assert (make(one) == make(other)) == same


def test_another_process_makes_the_same_id() -> None:
    code = "from streams.ids import event_id; print(event_id('a', 'decision', 'Der Rat beschließt.', 8))"

    ids = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }

    assert ids == {event_id("a", "decision", "Der Rat beschließt.", 8) + "\n"}
