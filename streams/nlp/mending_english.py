"""English trees that cannot be right: participles behind commas, objects and complements of a verb, hyphenated nouns.

A participle behind a comma tells what happens besides.
"""

from spacy.tokens import Token

from streams.nlp.lemmas import VERBAL
from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.relations import preposition, relation
from streams.nlp.subjects import has_clause_parts

CALLING = frozenset({"on", "upon"})
"""Prepositions before those who are to do what an infinitive tells ("called on both parties to act")."""


def mend_english(token: Token, lexicon: Lexicon) -> None:
    """Hang participles behind commas where they belong; tell a verb's objects and complements apart; join nouns."""
    if token.pos_ not in VERBAL:
        _join_hyphenated(token)
        return
    if has(token, "VerbForm", "Part"):
        _hang_participle(token, lexicon)
    _make_active(token)
    _name_objects(token, lexicon)
    _name_results(token, lexicon)
    _name_amid(token)
    _name_calls(token, lexicon)


def _join_hyphenated(token: Token) -> None:
    """Make a part of a noun, and no apposition, what a hyphen joins to it ("the president-elect")."""
    if relation(token) == "appos" and token.head.i == token.i - 2:
        noun, hyphen = token.head, token.nbor(-1)
        if hyphen.text == "-" and not noun.whitespace_ and not hyphen.whitespace_:
            token.dep_ = "compound"


def _hang_participle(token: Token, lexicon: Lexicon) -> None:
    """Make no complement of a participle behind a comma; it tells who speaks ("said it would close, citing …")."""
    if token.i == 0 or not has(token, "Tense", "Pres"):
        return
    if token.nbor(-1).text != "," or has_clause_parts(token):
        return
    if relation(token) in {"ccomp", "parataxis"}:
        token.dep_ = "advcl"
    head = token.head
    said = relation(head) == "ccomp" and head.head.i < head.i < token.i
    if relation(token) == "advcl" and said and all(lexicon.reports(t.lemma_.lower()) for t in (token, head.head)):
        token.head = head.head


def _make_active(verb: Token) -> None:
    """Make active what has an object right behind it and no auxiliary ("The mayor named Hill")."""
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
