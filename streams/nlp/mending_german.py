"""German trees and tags that cannot be right: names, addresses, agents, futures taken for passives, participles.

German nouns have a capital letter, and the form of a participle is seldom anything else.
"""

from spacy.tokens import Span, Token

from streams.nlp.genders import is_given_name
from streams.nlp.lemmas import VERBAL
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.nouns import german_nouns
from streams.nlp.relations import NOMINAL, is_dative, preposition, relation
from streams.nlp.subjects import CLAUSAL, SUBJECTS

PARTICIPLE_ENDINGS = ("t", "en")
COMPARING = frozenset({"als", "wie"})
"""Words that compare, which parsers take for conjunctions ("nominierte sie als Kandidatin")."""
ADDRESSING = frozenset("meine liebe lieber verehrte verehrter geehrte geehrter werte werter".split())
"""Words before those who are spoken to."""
EMPHATIC = frozenset({"nur", "ohne", "zum", "zur", "erst", "allein"})
"""Words that with "nicht" before them say that something is indeed so ("warnte nicht zum ersten Mal")."""
SPANS = frozenset({"jahr", "monat", "woche", "tag", "stunde"})
"""Units of time, whose plural may be followed by what lasts so long."""


def mend_german(token: Token, lexicon: Lexicon) -> None:
    """Mend a word's place in the tree, then its tag."""
    _mend_verb_part(token)
    _mend_tree(token, lexicon)
    _mend_tag(token, lexicon)


def _mend_verb_part(token: Token) -> None:
    """Give a verb the clause or the negation that a parser took for a part of something else."""
    if relation(token) == "acl" and token.head.pos_ == "VERB":
        token.dep_ = "advcl"
    if _denies(token):
        token.head = token.head.head


def _mend_tree(token: Token, lexicon: Lexicon) -> None:
    if _compares(token):
        token.dep_ = "case"
        token.head.dep_ = {"conj": "nmod", "advcl": "obl"}.get(relation(token.head), token.head.dep_)
    if token.lower_ == "bitte" and token.pos_ == "INTJ":
        _mend_request(token)
    if _is_particle(token, lexicon):
        token.dep_ = "compound:prt"
    if _is_addressed(token):
        token.dep_ = "vocative"
    if _is_measured(token):
        token.head, token.dep_ = token.nbor(-1), "nmod"
    if _tells_who_acts(token, lexicon):
        token.head, token.dep_ = token.head.head, "obl"
    if token.dep_ == "aux:pass" and _forms_future(token, lexicon):
        _make_future(token)
    if _is_noble(token):
        _mend_nobility(token)


def _mend_tag(token: Token, lexicon: Lexicon) -> None:
    """Make verbs of known participles that have an auxiliary, nouns of capitalised triggers."""
    if token.text == token.lower_:
        if (token.lower_, "VERB") in lexicon.forms and _is_participle(token, lexicon):
            token.pos_ = "VERB"
            token.set_morph("VerbForm=Part")  # type: ignore[attr-defined]  # missing in spaCy's stub
    elif token.pos_ not in {"NOUN", "PROPN"} and not token.ent_type and token.text in lexicon.nouns:
        token.pos_ = "NOUN"
        token.lemma_ = token.text


def _compares(word: Token) -> bool:
    """Tell whether what a parser took for a conjunction tells what somebody is made; "als auch" does join."""
    if word.lower_ not in COMPARING or word.head.pos_ not in NOMINAL or word.i + 1 == len(word.doc):
        return False
    if relation(word) == "mark":  # "bezeichnete die Tat als abscheulich", not "als er kam"
        return not any(relation(child) in CLAUSAL for child in word.head.children if child != word)
    return relation(word) == "cc" and word.nbor().lower_ != "auch"


def _mend_request(word: Token) -> None:
    """Make a verb of what stands beside "ich", with what a parser gave to that ("ich bitte um Geduld")."""
    speaker = next((t for t in word.doc[max(0, word.i - 1) : word.i + 2] if t.lower_ == "ich"), None)
    if speaker is None or word.head != speaker:
        return
    word.head, word.dep_ = (word if speaker.head == speaker else speaker.head), speaker.dep_
    for child in [*speaker.children]:
        child.head = word
    speaker.head, speaker.dep_ = word, "nsubj"
    word.pos_, word.lemma_ = "VERB", "bitten"
    word.set_morph("Mood=Ind|Number=Sing|Person=1|Tense=Pres|VerbForm=Fin")  # type: ignore[attr-defined]  # missing in spaCy's stub


def _is_particle(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a bare word at the end of a clause completes its verb ("stellten das Messer sicher")."""
    if token.dep_ not in {"advmod", "xcomp"} or any(token.children) or not token.head.i < token.i < len(token.doc) - 1:
        return False
    return token.nbor().is_punct and token.lower_ + token.head.lemma_.lower() in lexicon.verbs


def _denies(token: Token) -> bool:
    """Tell whether "nicht" before a phrase denies the verb ("warnte nicht vor Regen"), nothing else being named."""
    phrase = token.head
    if token.lower_ != "nicht" or relation(phrase) != "obl" or not phrase.head.i < token.i == phrase.left_edge.i:
        return False
    beside = {t.lower_ for t in phrase.sent[token.i + 1 - phrase.sent.start :]}
    return token.nbor().lower_ not in EMPHATIC and "sondern" not in beside and phrase.head.pos_ == "VERB"


def _is_addressed(token: Token) -> bool:
    """Tell whether a phrase between marks addresses the audience ("meine Damen und Herren," "liebe Kollegen,")."""
    if token.pos_ != "NOUN" or all(child.lower_ not in ADDRESSING for child in token.lefts):
        return False
    words = [t for t in token.subtree if not t.is_punct]
    first, behind = words[0], words[-1].i + 1
    apart = (first.is_sent_start or first.nbor(-1).is_punct) and token.doc[behind : behind + 1].text in {",", "!", ":"}
    return apart and relation(token) in {"nsubj", "obj", "iobj", "obl", "appos", "conj"}


def _is_measured(token: Token) -> bool:
    """Tell whether a bare noun behind a span of time is what lasts so long, no object ("zu neun Jahren Straflager")."""
    if token.pos_ != "NOUN" or relation(token) != "obj" or token.i == 0 or any(token.children):
        return False
    return token.nbor(-1).lemma_.lower() in SPANS and relation(token.nbor(-1)) == "obl"


def _tells_who_acts(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether "von" behind a place's name gives the agent of a passive ("in Rom von Dieben überfallen")."""
    place = token.head
    if relation(token) != "nmod" or preposition(token, lexicon) != "von" or relation(place) != "obl":
        return False
    return place.ent_type_ == "LOC" and any(child.dep_ == "aux:pass" for child in place.head.children)


def _is_noble(name: Token) -> bool:
    """Tell whether "von" and perhaps an article stand before what is no common noun ("Von der Leyen")."""
    lefts = [child.lower_ for child in name.lefts]
    return lefts[:1] == ["von"] and set(lefts[1:]) <= {"der", "dem", "den"} and not german_nouns().of(name.text)


def _mend_nobility(name: Token) -> None:
    """Make one name of a given name, "von" and the rest, and a subject of what a verb that lacks one has instead."""
    edge = name.left_edge
    first = edge if edge.is_sent_start else edge.nbor(-1)
    if is_given_name(first.text) and first.pos_ == "PROPN" and not name.is_ancestor(first):
        start, name.head, name.dep_ = first.i, first, "flat"
    elif relation(name) == "nsubj" or _stands_for_subject(name):
        start, name.dep_ = edge.i, "nsubj"
    else:
        return
    name.pos_ = "PROPN"
    for part in name.lefts:
        part.dep_, part.pos_ = "flat", "PROPN"
    name.doc.set_ents([Span(name.doc, start, name.i + 1, label="PER")], default="unmodified")


def _stands_for_subject(name: Token) -> bool:
    """Tell whether a finite verb in the singular has only this for a subject ("Von der Leyen lobte …")."""
    verb = name.head
    parts = {form for child in verb.children for form in (relation(child), child.dep_)}
    lacks_subject = relation(verb) != "conj" and parts.isdisjoint({*SUBJECTS, "expl", "aux:pass"})
    finite = any(has(t, "VerbForm", "Fin") and has(t, "Number", "Sing") for t in (verb, *verb.children))
    return relation(name) == "obl" and name.pos_ == "PROPN" and verb.pos_ == "VERB" and lacks_subject and finite


def _make_future(auxiliary: Token) -> None:
    auxiliary.dep_ = "aux"
    auxiliary.head.set_morph("VerbForm=Inf")  # type: ignore[attr-defined]  # missing in spaCy's stub
    for child in auxiliary.head.children:
        if child.dep_ == "nsubj:pass":
            child.dep_ = "nsubj"


def _forms_future(auxiliary: Token, lexicon: Lexicon) -> bool:
    """Tell whether "wird" stands with an infinitive, which alone of the two keeps its object ("wird sie empfangen")."""
    present = auxiliary.lemma_.lower() in lexicon.words["future"] and has(auxiliary, "Tense", "Pres")
    verb = auxiliary.head
    if not present or not has(auxiliary, "VerbForm", "Fin") or not verb.lower_.endswith("en"):
        return False
    parts = {relation(child): child for child in verb.children}
    return "nsubj" in parts and "obj" in parts and not is_dative(parts["obj"], lexicon)


def _is_participle(token: Token, lexicon: Lexicon) -> bool:
    """Tell whether a form is the participle of a perfect or passive, its own or that of its coordination."""
    head = token.head
    passive = relation(token) == "conj" and head.i < token.i and head.pos_ == "VERB" and has(head, "VerbForm", "Part")
    if passive and token.lower_.endswith(PARTICIPLE_ENDINGS) and not _agrees_with_subject(token, head):
        return True
    if token.pos_ in VERBAL and any(has(token, "VerbForm", form) for form in ("Fin", "Inf", "Part")):
        return False
    if passive:
        return True
    auxiliaries = lexicon.words["perfect_auxiliaries"] | lexicon.words["passive_auxiliaries"]
    return any(
        relation(child) == "aux" or (relation(child) == "cop" and child.lemma_.lower() in auxiliaries)
        for child in token.children
    )


def _agrees_with_subject(token: Token, head: Token) -> bool:
    """Tell whether a coordinated form can be finite: with a subject of its own, or by the number of the shared one."""
    if any(relation(child) == "nsubj" for child in token.children):
        return True
    subject = next((child for child in head.children if relation(child) == "nsubj"), None)
    return subject is None or not (has(subject, "Number", "Sing") and has(token, "Number", "Plur"))
