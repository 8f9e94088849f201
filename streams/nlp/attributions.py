"""Words and phrases that attribute a clause to somebody: "laut dpa", "so Merkel", "nach Angaben der Polizei"."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Span, Token

from streams.nlp.lexicon import Lexicon, Row
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody, relative
from streams.nlp.relations import NOMINAL, preposition, relation
from streams.nlp.slots import Frame

LONGEST = 12
"""Words at most between an attributing particle and the mark that closes its phrase."""
CLOSERS = frozenset({",", ".", ":", ";", "–", "-", "—", ")", "“", "”", '"', "«", "»", "!", "?"})
"""Marks that end an attributing phrase; the same ones must open it."""
SPEAKER = "speaker:"
"""The lexicon's trigger for a name that stands for the verb of saying."""
QUOTES = frozenset('„“”»«"‘')
DASHES = frozenset({"-", "–", "—", "--"})
MAX_LINK = 2
"""Letters that may link the parts of a compound, or inflect it."""
REMEMBERED = 10_000
"""Nouns that are remembered with what they end in."""


def word_attribution(token: Token, lexicon: Lexicon) -> tuple[Row, Frame] | None:
    """Return the row and the frame of an attributing word ("laut", "zufolge", "according", "so"), or None."""
    rows = lexicon.attributions.get(token.lower_, ())
    if not rows:
        return None
    if token.lower_ in lexicon.words["attribution_as"]:
        speaker = _set_off(token, lexicon)
    elif relation(token) in {"case", "advmod", "fixed", "mark"} and token.head.pos_ in {
        "NOUN",
        "PROPN",
        "PRON",
        "DET",
        "NUM",
    }:
        before = token.doc[token.i - 1] if token.i else token
        # "die Regel, der zufolge Wien …": the noun behind a postposition is not its own
        speaker = before if token.i < token.head.i and relative(before) and relation(token) == "case" else token.head
    else:
        speaker = None
    if speaker is None:
        return None
    if relation(token) == "case":
        informant = _informant(speaker, lexicon)
        if informant is None and token.i > speaker.i and not _definite(speaker):
            return None  # "ersten Angaben zufolge" names nobody
        if informant is None and lexicon.is_in(speaker, "law"):
            return None  # "gemäß dem Dekret" names what holds
        speaker = informant or speaker
    return rows[0], Frame(token, speaker, lexicon)


def named_speaker(sentence: Span, lexicon: Lexicon) -> tuple[Row, Frame] | None:
    """Return the speaker that a sentence names before a colon, or after a quotation, alone.

    Without a verb the name itself is what tells the statement.
    """
    rows = lexicon.attributions.get(SPEAKER, ())
    text = sentence.text.lstrip()
    if ":" not in text and text[:1] not in DASHES:
        return None
    words = [t for t in sentence if not t.is_space]
    colon = next((n for n, t in enumerate(words) if t.text == ":"), None)
    if not rows or not words:
        return None
    if colon is not None:
        behind = (t for t in sentence.doc[words[colon].i + 1 :] if not t.is_space)
        follows = next((t.text[:1] for t in behind), "")
        named = words[:colon] if (follows and follows in QUOTES) or _speaks(words, colon) else []
    else:
        named = words if words[0].text in DASHES and _behind_quote(sentence) else []
    named = [t for t in named if t.text not in DASHES]
    if not named or len(named) > LONGEST or any(t.pos_ in {"VERB", "AUX"} for t in named):
        return None
    speaker = next((t for t in named if t.ent_type_ == "PER"), None)
    return (rows[0], Frame(speaker, speaker, lexicon)) if speaker is not None else None


def _speaks(words: Sequence[Token], colon: int) -> bool:
    """Tell whether a sentence is but a person's name and what that person says ("Merkel: Europe must act")."""
    name = all(t.ent_type_ == "PER" for t in words[:colon])
    return name and any(has(t, "VerbForm", "Fin") for t in words[colon + 1 :])


def _behind_quote(sentence: Span) -> bool:
    """Tell whether a sentence stands behind a quotation mark."""
    before = sentence.start - 1
    while before >= 0 and sentence.doc[before].is_space:
        before -= 1
    return before >= 0 and sentence.doc[before].text[-1] in QUOTES


def _set_off(token: Token, lexicon: Lexicon) -> Token | None:
    """Return the speaker named between a particle and the next mark, if a mark stands before it too ("…, so X, …")."""
    doc, sentence = token.doc, token.sent
    if token.i > sentence.start and doc[token.i - 1].text not in CLOSERS:
        return None
    phrase: list[Token] = []
    for word in doc[token.i + 1 : min(sentence.end, token.i + 1 + LONGEST)]:
        if word.text in CLOSERS:
            break
        opening = all(before.pos_ == "ADV" for before in phrase)  # "so wie in Wien", "so auch im Norden"
        if word.pos_ in {"VERB", "AUX", "SCONJ"} or (opening and word.pos_ in {"ADP", "CCONJ"}):
            return None
        phrase.append(word)
    else:
        if token.i + 1 + LONGEST < sentence.end:
            return None
    if token.i == sentence.start and not any(word.text == ":" for word in doc[token.i : token.i + LONGEST]):
        return None
    nominal = [w for w in phrase if w.pos_ in NOMINAL and w.pos_ not in {"NUM", "ADJ", "DET"}]
    if nominal and _tells_by_itself(nominal[0], lexicon):
        return None
    named = next((w for w in nominal if w.ent_type_ == "PER" and w.head.ent_type_ != "PER"), None)
    first = next((w for w in nominal if is_somebody(w, lexicon) and preposition(w, lexicon) is None), None)
    if first is None and phrase and phrase[0].lower_ in lexicon.words["person_pronouns"]:
        return phrase[0]
    if first is not None or named is not None:
        return first if first is not None else named
    ends = phrase and phrase[-1].i + 2 >= sentence.end
    return next((w for w in nominal if ends and (w.pos_ == "PROPN" or _definite(w))), None)


def _tells_by_itself(noun: Token, lexicon: Lexicon) -> bool:
    """Tell whether a noun names an act and who did it ("so der Vorwurf der Opposition")."""
    owner = Frame(noun, noun, lexicon).possessor if lexicon.noun_rows(noun) else None
    return owner is not None and preposition(owner, lexicon) in {None, "von"}


def _informant(noun: Token, lexicon: Lexicon) -> Token | None:
    """Return who gave the information that a noun names: its owner, or itself if it is or contains somebody."""
    if noun.pos_ == "NOUN" and _told_in(noun, lexicon):
        owner = Frame(noun, noun, lexicon).possessor
        if owner is not None:
            return owner
    return noun if is_somebody(noun, lexicon) or _names_informant(noun, lexicon) else None


def _definite(noun: Token) -> bool:
    return any(relation(child) == "det" and has(child, "Definite", "Def") for child in noun.children)


def _told_in(noun: Token, lexicon: Lexicon) -> list[str]:
    """Return the nouns of information ("Angabe", "Bericht") that a noun is or ends in."""
    ends = _ends_in if lexicon.compounds else _is_one_of
    return [name for form in {noun.lemma_, noun.text} for name in ends(form, lexicon.attribution_nouns)]


def _is_one_of(form: str, listed: frozenset[str]) -> tuple[str, ...]:
    return (form,) if form in listed else ()


@lru_cache(REMEMBERED)
def _ends_in(form: str, listed: frozenset[str]) -> tuple[str, ...]:
    """Return those of the nouns that a compound, perhaps inflected, ends in."""
    form = form.casefold()
    return tuple(name for name in sorted(listed) if name.casefold() in form[-len(name) - MAX_LINK :])


def _names_informant(noun: Token, lexicon: Lexicon) -> bool:
    """Tell whether the first part of a compound is who informs ("Behördenangaben", "NATO-Angaben")."""
    if not lexicon.compounds:
        return False
    form, (name, hyphen, _) = noun.lower_, noun.text.partition("-")
    firsts = {form[: form.rfind(name.casefold())] for name in _told_in(noun, lexicon) if name.casefold() in form}
    if firsts and hyphen and name.isupper():
        return True
    stems = {
        first[: len(first) - cut] for first in firsts for cut in range(MAX_LINK + 1) if len(first) - cut > MAX_LINK
    }
    return any(lexicon.names_agent(stem) for stem in stems)


def phrase_attributions(token: Token, lexicon: Lexicon, nationalities: frozenset[int]) -> Iterator[tuple[Row, Frame]]:
    """Yield rows and frames of phrases with a preposition and the noun `token` ("nach Angaben der Polizei")."""
    nouns = lexicon.attribution_nouns.intersection((token.lemma_, token.text, *_told_in(token, lexicon)))
    word = preposition(token, lexicon) if nouns else None
    if word is None:
        return
    frame = Frame(token, token, lexicon)
    owner = frame.possessor
    national = any(child.i in nationalities for child in token.children)
    if owner is None and not national and not _names_informant(token, lexicon):
        return
    if owner is not None and owner.lower_ in lexicon.words["speaker_pronouns"]:
        return  # "in my opinion" is part of what its speaker says
    for noun in sorted(nouns):
        yield from ((row, frame) for row in lexicon.attributions.get(f"{word} + {noun}", ()))
