"""What a pronoun stands for: the phrase before it that agrees and is likeliest, by nearness, function and topic.

Weights follow the usual order of preferences (Lappin and Leass 1994): a subject before an object, the last sentence
before those further back, what the article speaks of most.
"""

import math
from collections.abc import Callable, Iterator

from spacy.tokens import Span, Token

from streams.nlp.entities import Entities, person_of
from streams.nlp.genders import PERSON, Fits, fits_of_phrase, fits_of_pronoun
from streams.nlp.morphology import feature
from streams.nlp.people import is_somebody
from streams.nlp.relations import relation
from streams.nlp.spans import mention, named

SENTENCES_BACK = 5
FUNCTIONS = {"nsubj": 1.0, "obj": 0.3, "iobj": 0.3, "obl": 0.0, "nmod": -0.4, "appos": -0.2, "root": 0.2, "conj": -0.3}
DISTANCE = -0.7
"""For each sentence between."""
NEAR_PERSON = 0.8
"""For a person, where the pronoun is one of persons."""
TOPIC = 0.4
"""For each doubling of how often the article names somebody."""

Name = Callable[[Token, Span], str]
Speaker = tuple[int, int, Token]
"""A direct quotation's start and end, in code points, and who speaks."""


def antecedent(token: Token, entities: Entities, name: Name, speakers: list[Speaker]) -> str | None:
    """Return the name of what a pronoun stands for; `name` names a phrase."""
    lexicon = entities.lexicon
    speaker = next((who for start, end, who in speakers if start <= token.idx < end), None)
    if token.lower_ in lexicon.words["speaker_pronouns"] | lexicon.words["speakers_pronouns"]:
        alone = token.lower_ in lexicon.words["speaker_pronouns"]
        return name(speaker, mention(speaker)) if speaker is not None and (alone or not _is_person(speaker)) else None
    found = _likeliest(token, fits_of_pronoun(token, lexicon), entities, speaker)
    return name(found, mention(found)) if found is not None else None


def person_meant(token: Token, entities: Entities) -> str | None:
    """Return the person that a noun like "the lawmaker" or "der Sozialdemokrat" takes up."""
    gender = feature(token, "Gender")
    found = _likeliest(token, frozenset({gender}) & PERSON or PERSON, entities, None, people=True)
    entity = person_of(found) if found is not None else None
    return entities.person(entity) if entity is not None else None


def _likeliest(
    token: Token, fits: Fits, entities: Entities, speaker: Token | None, *, people: bool = False
) -> Token | None:
    """Return the head of the likeliest phrase before a word among those that fit; with `people` only named persons."""
    best: tuple[float, Token] | None = None
    for candidate, far in _before(token):
        if relation(candidate) not in FUNCTIONS or candidate == speaker or _same_clause(token, candidate):
            continue
        entity = person_of(candidate)
        person = entities.person(entity) if entity is not None else None
        if person is None and (people or not _can_act(candidate, entities)):
            continue
        gender = entities.genders.get(person, PERSON) if person is not None else None
        theirs = fits_of_phrase(candidate, entities.lexicon, gender)
        if not fits & theirs:
            continue
        known = person or _organisation(candidate, entities)
        weight = FUNCTIONS[relation(candidate)] + DISTANCE * far + TOPIC * math.log2(1 + entities.counts[known])
        if fits & PERSON and person is not None:
            weight += NEAR_PERSON + 0.5 * (theirs != PERSON)
        if best is None or weight > best[0]:
            best = weight, candidate
    return best[1] if best is not None else None


def _can_act(token: Token, entities: Entities) -> bool:
    """Tell whether a phrase names somebody; a proper name that is no entity is a day or a month."""
    return is_somebody(token, entities.lexicon) and not (token.pos_ == "PROPN" and not token.ent_type_)


def _before(token: Token) -> Iterator[tuple[Token, int]]:
    """Yield the nouns before a pronoun, the nearest first, with the number of sentences between."""
    start, far = token.sent.start, 0
    for other in reversed(token.doc[: token.i]):
        if other.i < start:
            start, far = other.sent.start, far + 1
            if far > SENTENCES_BACK:
                return
        if other.pos_ in {"NOUN", "PROPN"}:
            yield other, far


def _same_clause(pronoun: Token, candidate: Token) -> bool:
    """Tell whether both depend on one verb, so that only a reflexive could mean the candidate."""
    return pronoun.head == candidate.head and relation(pronoun) in {"obj", "iobj", "obl"}


def _organisation(token: Token, entities: Entities) -> str:
    entity = named(token)
    return entities.of(entity) if entity is not None and entity.label_ == "ORG" else ""


def _is_person(token: Token) -> bool:
    entity = named(token)
    return entity is None or entity.label_ == "PER"
