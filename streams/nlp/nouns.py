"""What the form of a German noun can be: lemma, gender, number and case; of a compound its last part tells."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

FILE = "de.nouns.tsv"
"""In the folder of the lexicon; written by `training.nouns`."""

PREFIXES = frozenset(
    "ab an auf aus be bei dar durch ein emp ent entgegen er fest fort gegenüber her heran heraus herein herum "
    "herunter hervor hin hinaus hinein hinter hinweg hinzu los miss mit nach nieder ober statt teil über um unter ver "
    "vor voran voraus vorbei weg weiter wider wieder zer zu zurecht zurück zusammen".split()
)
"""What verbs are made with; between a separable one and its verb the infinitive has "zu"."""

SHORTEST_PART = 4
"""Letters of a compound's last part; behind a hyphen it may be shorter."""


class Analysis(NamedTuple):
    """A lemma, and by their initials its genders and the form's cases in each number: "MF", "NA", "NGDA"."""

    lemma: str
    genders: str
    singular: str
    plural: str


class Nouns:
    """What forms can be: `table` has by lower-case form the rows of its analyses, their columns with tabs between."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table

    def of(self, form: str) -> tuple[Analysis, ...]:
        """Return what a form can be, nothing where neither it nor a last part is known."""
        rows = self._table.get(form.lower())
        return _parsed(rows) if rows else self.of_last_part(form)

    def of_last_part(self, form: str) -> tuple[Analysis, ...]:
        """Return what the longest known last part can be, with the rest of the form in front of its lemmas.

        Behind the prefix of a verb it may be an infinitive: "Versenden" are no "Senden".
        """
        for start in range(2, len(form) - 1):
            if len(form) - start < SHORTEST_PART and form[start - 1] != "-":
                continue
            rows = self._table.get(form[start:].lower())
            if rows and form[-1] == "n" and form[:start].lower() in PREFIXES:
                return ()
            if rows:
                first, inside = form[:start], form[start].islower()
                return tuple(
                    noun._replace(lemma=first + (noun.lemma.lower() if inside else noun.lemma))
                    for noun in _parsed(rows)
                )
        return ()


def _parsed(rows: str) -> tuple[Analysis, ...]:
    return tuple(Analysis(*row.split("\t")) for row in rows.split("\n"))


def table_of(rows: Iterable[str]) -> dict[str, str]:
    """Return the rows of each lower-case form, which is a row's first column."""
    table: dict[str, str] = {}
    for row in rows:
        form, _, analysis = row.partition("\t")
        form = form.lower()
        table[form] = f"{table[form]}\n{analysis}" if form in table else analysis
    return table


@cache
def german_nouns() -> Nouns:
    """Return the nouns that the package knows."""
    lines = files("streams.nlp.lexicon").joinpath(FILE).read_text("utf-8").splitlines()
    _, *rows = (line for line in lines if not line.startswith("#"))
    return Nouns(table_of(rows))
