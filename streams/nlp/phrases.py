"""Names of phrases that are no proper names: in the nominative, and by the fullest phrase with the same noun."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import feature, has
from streams.nlp.relations import relation
from streams.nlp.spans import name_of, simple_mention

ENDINGS = {"Plur": "e", "Fem": "e", "Masc": "er", "Neut": "es"}
"""Of a German adjective without article, in the nominative."""
INFLECTED = ("en", "em", "er", "es", "e")
LEADING = frozenset({"ADV", "PART", "DET", "CCONJ", "PUNCT"})
FEW = 2
"""Words of a phrase that may be named more fully elsewhere."""
LONGEST = 8
"""Words of a phrase that still is a name."""


def plain_name(span: Span) -> str:
    """Return a phrase as it is named: in the nominative, without the possessive mark or the genitive's s."""
    while len(span) > 1 and span[0].i < span.root.i and span[0].pos_ in LEADING:
        span = span[1:]
    if span.doc.vocab.lang != "de":
        return name_of(span)
    root = span.root
    if len(span) == 1 and root.ent_type_ == "LOC" and has(root, "Case", "Gen"):
        return name_of(span).removesuffix("s")
    if root.ent_type_ == "PER" or root.pos_ not in {"NOUN", "PROPN"}:
        return name_of(span)
    return " ".join("".join(_nominative(t, root) + t.whitespace_ for t in span).split())


def _nominative(token: Token, noun: Token) -> str:
    """Return the nominative of a phrase's noun or of an adjective before it, other words as they are."""
    if token == noun:
        return _nominative_noun(token)
    if (
        token.head != noun
        or token.pos_ != "ADJ"
        or token.i > noun.i
        or (token.text[0].isdigit() and token.text[-1] == ".")
    ):
        return token.text
    number = "Sing" if _genitive(noun) else feature(noun, "Number")
    ending = ENDINGS.get("Plur" if number == "Plur" else feature(noun, "Gender"))
    stem = next((token.text.removesuffix(e) for e in INFLECTED if token.text.endswith(e)), None)
    return stem + ending if ending is not None and stem is not None else token.text


def _nominative_noun(noun: Token) -> str:
    text, lemma = noun.text, noun.lemma_
    if _genitive(noun):
        return text.removesuffix("s") if not text.endswith("es") or lemma == text[:-1] else text[:-2]
    if has(noun, "Case", "Dat") and feature(noun, "Number") == "Plur" and text.endswith("n"):
        bare = text[:-1]
        if bare.endswith(("er", "el")) or (bare.endswith("e") and not lemma.endswith("e") and text != f"{lemma}en"):
            return bare
    return text


def _genitive(noun: Token) -> bool:
    """Tell whether a German noun has the genitive's s of the singular; the lemma is surer than the tagger's case."""
    if noun.text in {f"{noun.lemma_}s", f"{noun.lemma_}es"}:
        return feature(noun, "Number") != "Plur" or any(c.text.endswith("en") for c in noun.children if c.pos_ == "ADJ")
    masculine = has(noun, "Case", "Gen") and feature(noun, "Gender") in {"Masc", "Neut"}
    return masculine and noun.text.endswith("s") and not noun.lemma_.endswith("s")


class Phrases:
    """The noun phrases of an article by their nouns."""

    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        """Index the heads of phrases once."""
        self._lexicon = lexicon
        self._heads: dict[str, list[Token]] = {}
        for token in doc:
            if (
                token.pos_ in {"NOUN", "PROPN"}
                and token.ent_type_ != "PER"
                and relation(token) not in {"compound", "flat"}
            ):
                self._heads.setdefault(token.lemma_.casefold(), []).append(token)

    def fuller(self, token: Token, span: Span) -> str | None:
        """Return the fullest earlier phrase with the same noun, if `span` is short and definite ("the committee")."""
        if len(span) > FEW or not definite(token):
            return None
        number = feature(token, "Number")
        best: Span | None = None
        for other in self._same_noun(token.lemma_.casefold()):
            if other.i >= token.i or feature(other, "Number") != number:
                continue
            phrase = simple_mention(other)
            if (
                len(phrase) <= LONGEST
                and not phrase.text.isupper()
                and (best is None or len(phrase.text) > len(best.text))
            ):
                best = phrase
        return plain_name(best) if best is not None and len(best.text) > len(span.text) else None

    def _same_noun(self, noun: str) -> Iterator[Token]:
        """Yield the heads with a noun or, where compounds are one word, with a compound that ends in it."""
        yield from self._heads.get(noun, ())
        if self._lexicon.compounds and len(noun) > FEW + 1:
            for other, heads in self._heads.items():
                if other != noun and other.endswith(noun):
                    yield from heads


def definite(token: Token) -> bool:
    """Tell whether a phrase has a definite article or a demonstrative."""
    return any(
        relation(c) == "det" and not has(c, "Definite", "Ind") and not has(c, "PronType", "Ind") for c in token.children
    )
