"""Which words of a sentence name an act, and by which row of the lexicon.

Looks at verbs, modal verbs of volition, light-verb phrases, nouns with their agent, and words of attribution.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from streams.nlp.acts import tells_act
from streams.nlp.attributions import SPEAKER, named_speaker, phrase_attributions, word_attribution
from streams.nlp.lexicon import Condition, Lexicon, Row
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody, relative
from streams.nlp.posts import Post
from streams.nlp.relations import preposition, relation
from streams.nlp.slots import Frame
from streams.nlp.subjects import has_clause_parts

VERBAL = frozenset({"VERB", "AUX", "ADJ"})
"""Tags of words that may be a verb's form."""
FUNCTIONAL = frozenset({"PUNCT", "SPACE", "DET", "CCONJ", "SCONJ", "AUX"})
"""Tags of words that are never the content word of a phrase with a verb."""
RECEIVED = frozenset({"reaction", "accusation", "warning", "refusal", "request", "aid"})
"""Types of what somebody else's words or deeds do to the subject of "receive"."""
UNNAMED = "unnamed"
"""The slot of an actor that a verb leaves out though it has a subject ("es heißt, …")."""
NOBODY = ("nobody",)
"""The actor of a sense that is no event."""
JUDGEMENTS = frozenset({"good", "bad"})
"""Word classes that an adjective before the noun may fill ("a reckless plan")."""
UTTERED = frozenset({"statement", "decision", "commitment", "request"})
"""Types whose nouns may have their agent where others have what they are about."""
NEGOTIATED = frozenset({"agreement", "decision", "commitment"})
"""Types whose nouns name a thing rather than an act behind another noun ("the Columbia deal", "U.N. sanctions")."""


@dataclass(frozen=True)
class Candidate:
    """A trigger with the row that fired and the frame to read its roles from."""

    row: Row
    frame: Frame

    @property
    def trigger(self) -> Token:
        """The word that names the act."""
        return self.frame.trigger


def find_triggers(
    doc: Doc,
    words: Sequence[Token],
    lexicon: Lexicon,
    nationalities: frozenset[int],
    posts: Sequence[Post],
) -> list[Candidate]:
    """Return the triggers of a document, whose tokens are `words`, in the order of the text, one a word.

    `nationalities` holds the indices of tokens that are adjectives of nationality: they count as a noun's agent.
    """
    named = [t for t in words if t.pos_ == "NOUN"]
    attributions = [*_attributions(doc, words, lexicon, nationalities), *_authors(doc, posts, lexicon)]
    spoken_for = {i for c in attributions for i in (c.trigger.i, c.frame.base.i)}
    spoken_for |= {c.trigger.head.i for c in attributions if relation(c.trigger) == "case"}  # "laut Aussage von X"
    phrases = [c for c in _light_phrases(words, lexicon) if c.trigger.i not in spoken_for]
    taken = spoken_for | {c.frame.base.i for c in phrases} | {c.trigger.i for c in phrases}
    phrases += [c for c in _supported(named, lexicon) if c.trigger.i not in taken and c.frame.base.i not in taken]
    taken |= {c.frame.base.i for c in phrases} | {c.trigger.i for c in phrases}
    verbs = [c for c in _verbs(words, lexicon) if c.trigger.i not in taken]
    told = {(c.trigger.sent.start, c.row.type, c.row.mode) for c in (*phrases, *verbs)}
    nouns = [
        c
        for c in _nouns(named, lexicon, nationalities)
        if c.trigger.i not in taken and (c.trigger.sent.start, c.row.type, c.row.mode) not in told
    ]
    return sorted((*phrases, *verbs, *nouns, *attributions), key=lambda c: c.trigger.i)


def _verbs(words: Sequence[Token], lexicon: Lexicon) -> Iterator[Candidate]:
    for token in words:
        lemma = token._.verb if token.pos_ in VERBAL else ""
        if not lemma or (token.pos_ == "ADJ" and relation(token) == "amod") or relation(token) == "amod":
            continue
        auxiliary = token.pos_ == "AUX" and relation(token) == "aux"
        if auxiliary and lemma not in lexicon.words["volition"]:
            continue
        frame = Frame(token, token.head if auxiliary else token, lexicon)
        rows = (*(lexicon.verbs.get(f"sich {lemma}", ()) if token._.reflexive else ()), *lexicon.verbs.get(lemma, ()))
        row = first_that_holds(rows, frame)
        if row is not None and _has_agent(row, frame) and tells_act(row, frame):
            yield Candidate(row, frame)


def _has_agent(row: Row, frame: Frame) -> bool:
    """Tell whether somebody acts, or a passive leaves it out, which a participle after its noun may not."""
    if row.actor == (UNNAMED,):
        return True
    if row.actor:
        return any(frame.filler(slot) not in {None, frame.trigger} for slot in row.actor)
    actor = frame.actor_subject
    if actor == frame.trigger and not is_somebody(actor, frame.lexicon):
        return False  # "talks resumed"; "the statement read" has one
    if frame.passive:
        return actor is not None or relation(frame.base) != "acl" or has_clause_parts(frame.base)
    if actor is None:
        return False
    words = frame.lexicon.words
    if relative(actor) and row.trigger in words["harm_verbs"]:  # "strikes which killed ten"
        return True
    return actor.lower_ not in words["impersonal_pronouns"] or is_somebody(actor, frame.lexicon)


def _light_phrases(words: Sequence[Token], lexicon: Lexicon) -> Iterator[Candidate]:
    for token in (word for word in words if word.pos_ not in FUNCTIONAL):
        rows = lexicon.phrase_rows(token)
        if not rows or has(token, "VerbForm", "Fin") or has(token, "VerbForm", "Inf"):
            continue
        verb = token.head if token.head != token else token
        if relation(token) == "nmod" and verb.head != verb and verb.pos_ == "NOUN" and not has(token, "Case", "Gen"):
            verb = verb.head
        verbs = {verb._.verb, f"sich {verb._.verb}" if verb._.reflexive else ""}
        copulas = {child.lemma_.lower() for child in token.children if relation(child) == "cop"}
        for row in rows:
            light = row.trigger.split(" + ")[1]
            base = verb if light in verbs and verb != token else token if light in copulas else None
            if base is None:
                continue
            frame = Frame(token, base, lexicon)
            if first_that_holds((row,), frame) and row.actor == NOBODY:
                break
            if first_that_holds((row,), frame) and _has_agent(row, frame) and tells_act(row, frame):
                yield Candidate(row, frame)
                break


def _nouns(nouns: list[Token], lexicon: Lexicon, nationalities: frozenset[int]) -> Iterator[Candidate]:
    for token in nouns:
        if relation(token) == "compound":
            continue
        rows = lexicon.noun_rows(token)
        if not rows:
            continue
        frame = Frame(token, token, lexicon)
        row = first_that_holds(rows, frame)
        if row is None:
            continue
        owner = frame.possessor
        if owner is not None and row.takes(preposition(owner, lexicon) or "") and not utters(owner, row, lexicon):
            owner = None
        agent = (owner is not None and is_somebody(owner, lexicon)) or any(c.i in nationalities for c in token.children)
        if not (agent or _names_parties(row, frame)) or (owner is not None and _is_topic(row, owner, lexicon)):
            continue
        yield Candidate(row, frame)


def utters(owner: Token, row: Row, lexicon: Lexicon) -> bool:
    """Tell whether a phrase that may be a noun's content is its agent ("the claims of the opposition", "of fraud")."""
    told = row.pos == "NOUN" and row.type in UTTERED and row.mode != "assess"  # "the analysis of the plan"
    if not told or preposition(owner, lexicon) in row.recipient:
        return False
    return owner.ent_type_ in {"PER", "ORG"} or (owner.pos_ == "NOUN" and lexicon.is_agent(owner))


def _names_parties(row: Row, frame: Frame) -> bool:
    """Tell whether a phrase that the row asks for names who acts ("clashes between protesters and police")."""
    parties = (frame.filler(slot) for slot in row.actor)
    return any(party is not None and is_somebody(party, frame.lexicon) for party in parties)


def _is_topic(row: Row, owner: Token, lexicon: Lexicon) -> bool:
    """Tell whether what looks like a noun's agent is what it is about or where it happened ("the attack of Paris")."""
    if relation(owner) == "compound":
        return row.type in NEGOTIATED
    return row.type == "force" and owner.ent_type_ == "LOC" and preposition(owner, lexicon) in {"von", "of"}


def _supported(nouns: list[Token], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield nouns whose agent stands with the verb that they complete ("eine Warnung herausgeben", "draw criticism").

    Words of support are listed by who acts: the subject, nobody but a phrase ("erhielt Kritik von"), the source of what
    comes or is there ("Kritik kam von", "es gab Kritik von"), the parties to what occurs ("clashes broke out between").
    """
    words = lexicon.words
    for token in nouns:
        rows = lexicon.noun_rows(token)
        verb = token.head
        lemma = verb._.verb if rows else ""
        if verb == token or not lemma:
            continue
        frame = Frame(token, verb, lexicon)
        name = relation(token)
        row: Row | None = None
        dummy = _has_dummy_subject(verb, words["impersonal_pronouns"])
        if _takes_for(verb, lexicon):
            continue
        if lemma in words["support_agent"] and not dummy and (name == "obj" or (name == "nsubj" and frame.passive)):
            row = first_that_holds(rows, frame)
            row = row if row is not None and _has_agent(row, frame) else None
        elif lemma in words["support_receptive"] and name in {"obj", "obl"}:
            row = first_that_holds(rows, frame)
            row = _received(row, words["support_sources"]) if row is not None and row.type in RECEIVED else None
            row = replace(row, content=(*row.content, "subj")) if row is not None else None
        elif (lemma in words["support_source"] and name == "nsubj") or (
            lemma in words["support_existential"] and dummy and name in {"nsubj", "obj"}
        ):
            row = first_that_holds(rows, frame)
            row = _received(row, words["support_sources"]) if row is not None else None
            sources = (frame.filler(slot) for slot in row.actor) if row is not None else ()
            row = row if any(source is not None and is_somebody(source, lexicon) for source in sources) else None
        elif lemma in words["support_occurring"] and name == "nsubj":
            row = first_that_holds(rows, frame)
            row = row if row is not None and _names_parties(row, frame) else None
        if row is not None and tells_act(row, frame):
            yield Candidate(row, frame)


def _takes_for(verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb takes its object for something, so that it carries no act ("hält die Kritik für falsch")."""
    words = lexicon.words["object_complements"]
    return any(
        (relation(child) == "xcomp" or (relation(child) == "obl" and child.pos_ == "ADJ"))
        and child.left_edge.lower_ in words
        and child.left_edge.head == child
        for child in verb.children
    )


def _has_dummy_subject(verb: Token, dummies: frozenset[str]) -> bool:
    """Tell whether a verb's subject is a dummy ("es gab Kritik", "there was criticism")."""
    return any(c.dep_ == "expl" or (relation(c) == "nsubj" and c.lower_ in dummies) for c in verb.children)


def _received(row: Row, sources: frozenset[str]) -> Row:
    """Return a noun's row as it holds where the subject receives what the noun names."""
    return replace(row, actor=tuple(sorted(sources)), recipient=(*row.recipient, "subj"))


def _attributions(
    doc: Doc, words: Sequence[Token], lexicon: Lexicon, nationalities: frozenset[int]
) -> Iterator[Candidate]:
    for sentence in doc.sents:
        named = named_speaker(sentence, lexicon)
        if named is not None:
            yield Candidate(*named)
    for token in words:
        found = word_attribution(token, lexicon)
        if found is not None:
            yield Candidate(*found)
            continue
        if token.pos_ != "NOUN":
            continue
        phrases = phrase_attributions(token, lexicon, nationalities)
        held = next(((row, frame) for row, frame in phrases if first_that_holds((row,), frame)), None)
        if held is not None:
            yield Candidate(*held)


def _authors(doc: Doc, posts: Sequence[Post], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the names that stand for the verb of saying below embedded posts."""
    for post in posts:
        span = doc.char_span(post.author, post.author + 1, alignment_mode="expand")
        if span is not None:
            yield Candidate(lexicon.attributions[SPEAKER][0], Frame(span[0], span[0], lexicon))


def first_that_holds(rows: tuple[Row, ...], frame: Frame) -> Row | None:
    """Return the first row all of whose conditions hold."""
    return next((row for row in rows if all(_holds(condition, frame) for condition in row.when)), None)


def _holds(condition: Condition, frame: Frame) -> bool:
    if condition.test == "passive":
        return frame.passive
    if condition.test == "active":
        return not frame.passive
    if condition.test == "infinitive":
        return _is_infinitive(frame)
    if condition.test == "own":
        return _is_infinitive(frame) or _is_own_future(frame)
    filler = frame.actor_subject if condition.slot == "actor" else frame.filler(condition.slot)
    if condition.test == "has":
        return filler is not None
    if condition.test == "no":
        return filler is None
    return filler is not None and _belongs(filler, condition, frame)


def _belongs(filler: Token, condition: Condition, frame: Frame) -> bool:
    """Tell whether what fills a slot is of a condition's word class."""
    if condition.word_class in {"somebody", "thing"}:
        if condition.slot == "obj" and filler.lower_ in frame.lexicon.words["thing_pronouns"]:
            return condition.word_class == "thing"
        return is_somebody(filler, frame.lexicon) == (condition.word_class == "somebody")
    words = [filler, *_counted(filler, frame.lexicon)]
    if condition.word_class in JUDGEMENTS:
        words += [child for child in filler.children if relation(child) in {"amod", "obj", "xcomp", "conj"}]
    return any(frame.lexicon.is_in(word, condition.word_class) for word in words)


def _counted(quantity: Token, lexicon: Lexicon) -> Iterator[Token]:
    """Yield what a noun of quantity counts ("dozens of drones")."""
    if {quantity.lower_, quantity.lemma_.lower()}.isdisjoint(lexicon.words["quantities"]):
        return
    yield from (c for c in quantity.children if relation(c) == "nmod" and c.i > quantity.i)


def _is_infinitive(frame: Frame) -> bool:
    """Tell whether the content is an infinitive with the trigger's own subject, not a clause with an auxiliary.

    A question is none either ("asked why not raise the price").
    """
    clause = frame.clause
    if clause is None or any(c.lower_ in frame.lexicon.words["question_words"] for c in clause.children):
        return False
    if clause == frame.base or relation(clause) == "xcomp":
        return True
    return has(clause, "VerbForm", "Inf") and not any(relation(child) == "aux" for child in clause.children)


def _is_own_future(frame: Frame) -> bool:
    """Tell whether the content says what the actor is going to do ("announced that it will …", "it plans to …")."""
    clause, words = frame.clause, frame.lexicon.words
    if clause is None or frame.passive:
        return False
    forms = {form for c in clause.children if relation(c) == "aux" for form in (c.lower_, c.lemma_.lower())}
    plans = any(row.type == "commitment" for row in frame.lexicon.verbs.get(clause._.verb, ()))
    subject = next((c for c in clause.children if relation(c) == "nsubj"), None)
    if subject is None or not (plans or forms & (words["future"] | words["own_future"] | words["volition"])):
        return False
    return subject.lower_ in words["own_pronouns"] or subject == frame.actor_subject
