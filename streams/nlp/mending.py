"""What the reader got wrong where the words around leave no doubt: German tags and voices, English participles.

German nouns have a capital letter, and the form of a participle is seldom anything else. An English participle behind a
comma tells what happens besides.
"""

from collections.abc import Iterable

from spacy.tokens import Span, Token

from streams.nlp.genders import is_given_name
from streams.nlp.lemmas import VERBAL
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.nouns import german_nouns
from streams.nlp.relations import NOMINAL, is_dative, preposition, relation

PARTICIPLE_ENDINGS = ("t", "en")
COMPARING = frozenset({"als", "wie"})
"""Words that compare, which parsers take for conjunctions ("nominierte sie als Kandidatin")."""
SPANS = frozenset({"jahr", "monat", "woche", "tag", "stunde"})
"""Units of time, whose plural may be followed by what lasts so long."""
CALLING = frozenset({"on", "upon"})
"""Prepositions before those who are to do what an infinitive tells ("called on both parties to act")."""
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl", "aux:pass"})
"""Relations in a clause that has a subject or, as a passive, needs none."""
CLAUSAL = frozenset({"nsubj", "csubj", "aux", "cop", "mark"})
"""Relations of words that make a clause of a participle."""


def mend(words: Iterable[Token], lexicon: Lexicon) -> None:
    """Mend a document's words, in the order of the text."""
    mend_word = _mend_german if lexicon.compounds else _mend_english
    for token in words:
        mend_word(token, lexicon)


def _mend_german(token: Token, lexicon: Lexicon) -> None:
    """Make verbs of known participles that have an auxiliary, nouns of capitalised triggers, futures of passives."""
    if _compares(token):
        token.dep_ = "case"
        token.head.dep_ = {"conj": "nmod", "advcl": "obl"}.get(relation(token.head), token.head.dep_)
    if _is_measured(token):
        token.head, token.dep_ = token.nbor(-1), "nmod"
    if _tells_who_acts(token, lexicon):
        token.head, token.dep_ = token.head.head, "obl"
    if token.dep_ == "aux:pass" and _forms_future(token, lexicon):
        _make_future(token)
    if _is_noble(token):
        _mend_nobility(token)
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
    first = name.doc[max(0, name.left_edge.i - 1)]
    if is_given_name(first.text) and first.pos_ == "PROPN" and not name.is_ancestor(first):
        start, name.head, name.dep_ = first.i, first, "flat"
    elif relation(name) == "nsubj" or _stands_for_subject(name):
        start, name.dep_ = name.left_edge.i, "nsubj"
    else:
        return
    name.pos_ = "PROPN"
    for part in name.lefts:
        part.dep_, part.pos_ = "flat", "PROPN"
    name.doc.set_ents([Span(name.doc, start, name.i + 1, label="PER")], default="unmodified")


def _stands_for_subject(name: Token) -> bool:
    """Tell whether a finite verb in the singular has only this for a subject ("Von der Leyen lobte …")."""
    verb = name.head
    lacks_subject = SUBJECTS.isdisjoint(child.dep_ for child in verb.children) and relation(verb) != "conj"
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


def _mend_english(token: Token, lexicon: Lexicon) -> None:
    """Hang participles behind commas where they belong; tell a verb's objects and complements apart."""
    if token.pos_ not in VERBAL:
        return
    if has(token, "VerbForm", "Part"):
        _hang_participle(token, lexicon)
        _make_active(token)
    _name_objects(token, lexicon)
    _name_results(token, lexicon)
    _name_amid(token)
    _name_calls(token, lexicon)


def _hang_participle(token: Token, lexicon: Lexicon) -> None:
    """Make no complement of a participle behind a comma; it tells who speaks ("said it would close, citing …")."""
    if token.i == 0 or not has(token, "Tense", "Pres"):
        return
    if token.nbor(-1).text != "," or any(relation(child) in CLAUSAL for child in token.children):
        return
    if relation(token) in {"ccomp", "parataxis"}:
        token.dep_ = "advcl"
    head = token.head
    said = relation(head) == "ccomp" and head.head.i < head.i < token.i
    if relation(token) == "advcl" and said and all(lexicon.reports(t.lemma_.lower()) for t in (token, head.head)):
        token.head = head.head


def _make_active(verb: Token) -> None:
    """Make a finite verb of a participle that has an object right behind it, no auxiliary ("The mayor named Hill")."""
    if relation(verb) == "acl" or any(relation(child) == "aux" for child in verb.children):
        return
    subject = next((child for child in verb.children if child.dep_ == "nsubj:pass" and child.i < verb.i), None)
    behind = next((c for c in verb.children if relation(c) in {"obj", "xcomp"} and c.left_edge.i == verb.i + 1), None)
    if subject is None or behind is None or behind.pos_ not in {"NOUN", "PROPN"}:
        return
    subject.dep_, behind.dep_ = "nsubj", "obj"
    verb.set_morph("Mood=Ind|Tense=Past|VerbForm=Fin")  # type: ignore[attr-defined]  # missing in spaCy's stub


def _name_objects(verb: Token, lexicon: Lexicon) -> None:
    """Make the first of two objects the indirect one, and of a bare noun behind an object what that is called."""
    objects = [c for c in verb.children if relation(c) == "obj" and c.i > verb.i]
    for name in (c for money in objects if money.pos_ == "SYM" for c in money.children if c.i < money.i):
        if relation(name) == "compound" and name.whitespace_:  # "fined Acme €2 billion", not "US$"
            name.head, name.dep_ = verb, "iobj"
    following = [c for c in verb.children if objects and c.left_edge.i == objects[0].right_edge.i + 1]
    if len(objects) > 1 and objects[0].left_edge.i == verb.i + 1 and objects[1] in following:
        objects[0].dep_ = "iobj"
    for child in following:
        if relation(child) == "obl" and child.pos_ == "NOUN" and _is_called(child, verb, lexicon):
            child.dep_ = "xcomp"


def _name_results(verb: Token, lexicon: Lexicon) -> None:
    """Make a complement of the infinitive behind a result, which is no object ("voted 52-48 to confirm")."""
    if not any(c.test == "infinitive" for row in lexicon.verbs.get(verb.lemma_.lower(), ()) for c in row.when):
        return
    results = [c for c in verb.children if c.i > verb.i and relation(c) in {"obj", "obl", "advmod"} and _is_result(c)]
    for result in results:
        behind = (c for c in verb.children if relation(c) == "advcl" and c.left_edge.i == result.right_edge.i + 1)
        for infinitive in (c for c in behind if has(c, "VerbForm", "Inf")):
            infinitive.dep_ = "xcomp"
            result.dep_ = "advmod" if result.pos_ == "ADV" else "obl"


def _is_result(word: Token) -> bool:
    return word.pos_ == "NUM" or word.lower_ == "unanimously"


def _name_amid(verb: Token) -> None:
    """Hang a participle behind "amid" on the noun that it describes ("amid mounting criticism")."""
    amid = next((c for c in verb.children if c.lower_ in {"amid", "amidst"}), None)
    noun = next((c for c in verb.children if relation(c) == "obj" and c.i > verb.i), None)
    if amid is not None and noun is not None and relation(verb) == "advcl":
        noun.head, noun.dep_ = verb.head, "obl"
        verb.head, verb.dep_ = noun, "amod"
        amid.head, amid.dep_ = noun, "case"


def _is_called(noun: Token, verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a bare noun behind an object is what that is called, not when ("called the plan a mistake")."""
    names = any(c.slot == "pred" for row in lexicon.verbs.get(verb.lemma_.lower(), ()) for c in row.when)
    if not names or preposition(noun, lexicon) is not None or noun.lemma_.lower() in lexicon.words["calendar"]:
        return False
    return any(relation(c) == "det" for c in noun.children)


def _name_calls(verb: Token, lexicon: Lexicon) -> None:
    """Make a complement of the infinitive behind those who are called on ("called on both parties to act")."""
    called = next((c for c in verb.children if preposition(c, lexicon) in CALLING and relation(c) == "obl"), None)
    if called is None:
        return
    for child in verb.children:
        behind = child.left_edge.i == called.right_edge.i + 1
        if behind and relation(child) == "advcl" and has(child, "VerbForm", "Inf") and child.left_edge.lower_ == "to":
            child.dep_ = "xcomp"
