"""Genders of German nouns from unlabelled text: the articles that a noun follows tell what a small treebank cannot."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from training.data import Sentence

ARTICLES = {
    "Neut": "das ins ans jedes", "Fem": "eine einer zur jede keiner seiner ihrer", "Masc": "einen jeden",
    "Masc Neut": "dem des ein einem eines im am zum vom beim kein keinem diesem dieses seinem ihrem unserem",
    "Masc Plur": "den diesen keinen seinen ihren", "Masc Fem Plur": "der dieser",
    "Fem Plur": "die diese keine seine ihre" }  # fmt: skip
"""Articles by the genders of nouns that they can stand before."""

KIND = {article: kind for kind, articles in ARTICLES.items() for article in articles.split()}

MIN_COUNT, MIN_SHARE = 2, 0.8
"""How often an article must show a gender, and its share among all articles that show one."""

ENDINGS = ("n", "en", "e", "er", "s", "es", "nen")
"""What plurals and genitives add to the singular."""

UMLAUTS = str.maketrans("äöü", "aou")

EXAMPLES, LONGEST_EXAMPLE = 3, 40
"""Sentences kept for each form, and their words."""


def noun_genders(sentences: Iterable[Sentence]) -> dict[str, str]:
    """Return the gender of each noun form whose articles leave no doubt, and of the plurals of such forms."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for _, noun, article in _nouns(sentence.words):
            counts[noun][KIND.get(article, "")] += 1
    singular = {noun: gender for noun, kinds in counts.items() if (gender := _gender(kinds))}
    others = {noun: _of_singular(noun, singular) for noun in counts if noun not in singular}
    return singular | {noun: gender for noun, gender in others.items() if gender}


def examples(sentences: Iterable[Sentence], genders: dict[str, str]) -> list[Sentence]:
    """Return sentences with the genders of their nouns, `EXAMPLES` for each form; all else in them is unknown."""
    used: Counter[str] = Counter()
    chosen = []
    for sentence in sentences:
        found = {place: noun for place, noun, _ in _nouns(sentence.words) if noun in genders}
        short = len(sentence.words) <= LONGEST_EXAMPLE
        if short and any(used[noun] < EXAMPLES for noun in found.values()):
            used.update(found.values())
            features = tuple(
                {"Gender": genders[found[place]]} if place in found else {} for place in range(len(sentence.words))
            )
            chosen.append(replace(sentence, features=features, known=frozenset({"Gender"}), sparse=True))
    return chosen


def _nouns(words: tuple[str, ...]) -> Iterable[tuple[int, str, str]]:
    """Yield place and form of each capitalised word that ends a phrase, and the word where its article would be."""
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if place and len(word) > 2 and word[0].isupper() and word[-1].islower() and not after[:1].isupper():
            start = place - 1
            while start > max(place - 3, 0) and words[start] not in KIND and _may_be_adjective(words[start]):
                start -= 1
            yield place, word, words[start].lower()


def _may_be_adjective(word: str) -> bool:
    return word.islower() and word.endswith(("e", "en", "er", "es"))


def _gender(kinds: Counter[str]) -> str:
    """Return the gender that counts of kinds of articles show, "" without a clear one."""
    signs = {
        "Neut": kinds["Neut"],
        "Fem": kinds["Fem"],
        "Masc": kinds["Masc"] + min(kinds["Masc Neut"], kinds["Masc Plur"] + kinds["Masc Fem Plur"]),
    }
    gender = max(signs, key=signs.__getitem__)
    against = sum(signs.values()) - signs[gender]
    if gender == "Fem":
        against += kinds["Masc Neut"]
    return gender if signs[gender] >= max(MIN_COUNT, MIN_SHARE * (signs[gender] + against)) else ""


def _of_singular(form: str, genders: dict[str, str]) -> str:
    """Return the gender of the form that `form` is the plural or the genitive of, "" if none is or they differ."""
    stems = {form.removesuffix(ending) for ending in ENDINGS if form.endswith(ending)}
    stems |= {stem[0] + stem[1:].translate(UMLAUTS) for stem in {form, *stems} if stem}
    found = {genders[stem] for stem in stems if len(stem) > 2 and stem in genders}
    return found.pop() if len(found) == 1 else ""
