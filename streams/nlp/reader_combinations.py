"""Tag, verb form, mood and tense, in English case too: chosen together, from the combinations that treebanks have.

Each classifier's scores count alike; what a word's form or the words around it speak against costs some.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

TOGETHER = {"de": ("VerbForm", "Mood", "Tense"), "en": ("VerbForm", "Mood", "Tense", "Case")}
"""What is chosen together with the tag; the case of German words is a matter of agreement."""
UNLIKELY = 5.0
"""What a combination costs that something speaks against, in logarithms of probabilities."""
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl"})
DEPENDENT = frozenset({"advcl", "xcomp"})
"""Clauses that have a subject of their own where their verb is finite."""
PERFECT = frozenset("have has had having 've".split())
PASSIVE = frozenset("be been being".split())
PRONOUNS = {
    **dict.fromkeys("i he she we they".split(), "Nom"),
    **dict.fromkeys("me him us them".split(), "Acc"),
    **dict.fromkeys("my your our its their".split(), "Gen"),
}
"""English pronouns whose form shows their case."""


@dataclass(frozen=True)
class Combinations:
    """A language's combinations: each one's tag and attributes, and its class for each output that is chosen."""

    language: str
    labels: Mapping[str, NDArray[np.str_]]
    classes: Mapping[str, NDArray[np.intp]]

    @classmethod
    def read(
        cls, language: str, rows: Sequence[str], upos: Sequence[str], features: Mapping[str, Sequence[str]]
    ) -> "Combinations":
        """Return the combinations in `rows`, "VERB|Fin|Ind|Pres": a tag, then values of the language's TOGETHER."""
        names = ("upos", *TOGETHER[language])
        columns = np.array([row.split("|") for row in rows]).T
        labels = dict(zip(names, columns, strict=True))
        classes = {"upos": np.array([upos.index(tag) for tag in labels["upos"]])}
        for name in names[1:]:
            classes[f"feat_{name}"] = np.array([features[name].index(value) for value in labels[name]])
        return cls(language, labels, classes)

    def choose(
        self,
        scores: Mapping[str, NDArray[np.float32]],
        forms: Sequence[str],
        heads: Sequence[int],
        relations: Sequence[str],
    ) -> dict[str, NDArray[np.intp]]:
        """Return the class of each word for each output; `heads` are places in the row, a root's head its own."""
        fit = np.add.reduce([scores[name][:, column] for name, column in self.classes.items()])
        for place, against in self._doubts(forms, heads, relations):
            fit[place, against] -= UNLIKELY
        best = fit.argmax(1)
        return {name: column[best] for name, column in self.classes.items()}

    def _having(self, name: str, value: str) -> NDArray[np.bool_]:
        having: NDArray[np.bool_] = self.labels[name] == value
        return having

    @cached_property
    def _imperative(self) -> NDArray[np.bool_]:
        return self._having("Mood", "Imp")

    @cached_property
    def _finite(self) -> NDArray[np.bool_]:
        return self._having("VerbForm", "Fin")

    @cached_property
    def _no_participle(self) -> NDArray[np.bool_]:
        return self._finite | self._having("VerbForm", "Inf")

    @cached_property
    def _other_case(self) -> dict[str, NDArray[np.bool_]]:
        """The pronouns in another case than that which a form shows, by the form."""
        pronouns = self._having("upos", "PRON")
        return {form: pronouns & ~self._having("Case", shown) for form, shown in PRONOUNS.items()}

    def _doubts(
        self, forms: Sequence[str], heads: Sequence[int], relations: Sequence[str]
    ) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        """Yield words and the combinations that something speaks against."""
        with_subject = {head for head, relation in zip(heads, relations, strict=True) if relation in SUBJECTS}
        for place in with_subject:
            yield place, self._imperative
        if self.language == "en":
            yield from self._english_doubts([form.lower() for form in forms], heads, relations, with_subject)

    def _english_doubts(
        self, forms: Sequence[str], heads: Sequence[int], relations: Sequence[str], with_subject: set[int]
    ) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        for place, relation in enumerate(relations):
            if relation in DEPENDENT and place not in with_subject:
                yield place, self._finite
        auxiliaries = [place for place, relation in enumerate(relations) if relation.startswith("aux")]
        passive = {heads[place] for place in auxiliaries if forms[place] in PASSIVE}
        for place in {heads[place] for place in auxiliaries if forms[place] in PERFECT} - passive:
            yield place, self._no_participle
        for place, form in enumerate(forms):
            if form in PRONOUNS:
                yield place, self._other_case[form]
