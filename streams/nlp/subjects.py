"""Who is the subject of a verb: its own, or one that it shares by coordination, control, or as a participle.

Several readings of one tree are weighed: a parser takes a title and the name after it for two subjects, or a subject
behind its verb for an object.
"""

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody
from streams.nlp.relations import NOMINAL, agree, is_dative, preposition, relation

SUBJECTS = ("nsubj", "csubj")
CLAUSAL = frozenset({"nsubj", "csubj", "aux", "cop", "mark"})
"""Relations of words that make a clause of a word that need not be a verb."""
MAX_CLIMB = 12
"""Chains of coordination and control longer than this are parse errors, not sentences."""
BESIDE = 2
"""Words at most between a title and its name."""
MARKS = frozenset({",", "–", "—", '"', "“", "”", "'", "’", "«", "»"})
"""Marks before a verb of saying that stands in what is said."""
QUOTES = frozenset('„“”»«"')
LONGEST_SPEAKER = 6
"""Words at most that name who speaks between two marks."""
ASKING = frozenset({"request", "decision", "aid", "accusation", "warning"})
"""Types whose German verbs make their object carry out an infinitive ("forderte ihn auf zu gehen")."""


def is_passive(verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb form is passive, a participle without auxiliary after its noun included."""
    children = list(verb.children)
    if any(child.dep_ == "aux:pass" for child in children):
        return True
    if any(relation(c) == "aux" and c.lemma_.lower() in lexicon.words["perfect_auxiliaries"] for c in children):
        return False
    rows = lexicon.verbs.get(verb._.verb, ())
    if rows and all(row.mode == "resign" for row in rows):
        return False  # nobody is resigned by somebody; a parser takes the past tense for a participle
    if any(child.dep_ in {"nsubj:pass", "csubj:pass"} for child in children) or has(verb, "Voice", "Pass"):
        return True
    if lexicon.compounds and has(verb, "VerbForm", "Part"):
        auxiliaries = {c.lemma_.lower() for c in children if relation(c) in {"aux", "cop"}}
        if auxiliaries & lexicon.words["passive_auxiliaries"]:
            return True
        if auxiliaries & lexicon.words["stative_auxiliaries"]:
            return not verb.lemma_.endswith(lexicon.moving)
    if has(verb, "VerbForm", "Fin") or any(relation(c) in {"aux", "nsubj", "mark"} for c in children):
        return False
    if relation(verb) in {"acl", "amod", "advcl"}:
        return has(verb, "VerbForm", "Part") and (has(verb, "Tense", "Past") or verb.lower_.endswith(("ed", "en")))
    return relation(verb) == "conj" and verb.head != verb and is_passive(verb.head, lexicon)


def subject_of(verb: Token, lexicon: Lexicon, depth: int = 0) -> Token | None:
    """Return the subject of a verb, its own or a shared one."""
    own = _own_subject(verb, lexicon)
    if own is not None:
        return own
    inserted = _inserted(verb, lexicon) or _misplaced(verb)
    if inserted is not None:
        return inserted
    if depth > MAX_CLIMB:
        return None
    name, head = relation(verb), verb.head
    if head != verb:
        if name == "conj" and (head.pos_ in {"VERB", "AUX", "ADJ"} or has_clause_parts(head)):
            return _climbed(head, lexicon, depth) if _tells(verb, lexicon) else subject_of(head, lexicon, depth + 1)
        if name == "xcomp" or (name == "ccomp" and has(verb, "VerbForm", "Inf")):
            return _controller(verb, lexicon, depth)
        if name == "advcl" and not has(verb, "VerbForm", "Fin"):
            return _blamed(verb, lexicon) or _climbed(head, lexicon, depth)
        if name == "acl" and head.pos_ in NOMINAL:
            return _modified(verb, lexicon, depth)
    return _unmarked(verb, lexicon)


def _inserted(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return who speaks where a verb of saying and a name are set between marks (", said the mayor,", ", he said,").

    Parsers give the name to the clause around.
    """
    doc, first, last = verb.doc, verb.sent.start, verb.sent.end
    if not has(verb, "VerbForm", "Fin") or verb.i == first:
        return None
    if not _tells(verb, lexicon):
        return None
    quoted = False
    if doc[verb.i - 1].text in MARKS:
        start = verb.i + 1
        quoted = start < last and doc[start].text in QUOTES
        start += quoted
        end = next((i for i in range(start, min(start + LONGEST_SPEAKER, last)) if doc[i].is_punct), start)
    elif verb.i + 1 < last and doc[verb.i + 1].text in MARKS:
        end = verb.i
        start = 1 + next(
            (i for i in range(end - 1, max(end - LONGEST_SPEAKER, first), -1) if doc[i].text in MARKS), end
        )
    else:
        return None
    heads = [t for t in doc[start:end] if not start <= t.head.i < end]
    if len(heads) != 1 or heads[0].pos_ not in NOMINAL or preposition(heads[0], lexicon):
        return None
    return heads[0] if quoted or is_somebody(heads[0], lexicon) else None


def _tells(verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb is one of saying that takes a clause."""
    return any(row.type == "statement" and "clause" in row.content for row in lexicon.verbs.get(verb._.verb, ()))


def _misplaced(verb: Token) -> Token | None:
    """Return the subject inside a clause before the main one that a parser gave to that ("Wie X, Y, sagte, ist …")."""
    head = verb.head
    if relation(verb) != "advcl" or head.i < verb.i or not has(verb, "VerbForm", "Fin"):
        return None
    subjects = [c for c in head.children if relation(c) == "nsubj"]
    inside = [c for c in subjects if verb.left_edge.i < c.i < verb.i]
    return inside[0] if inside and len(subjects) > len(inside) else None


def ends_quotation(phrase: Token, verb: Token) -> bool:
    """Tell whether a phrase ends a quotation, closed before the verb that attributes it ("… and me,” he said")."""
    if phrase.i >= verb.i:
        return False
    marks = [t for t in phrase.doc[phrase.i + 1 : verb.i] if t.text in QUOTES]
    closed = len(marks) == 1 and not marks[0].nbor(-1).whitespace_
    return closed and all(t.text not in QUOTES for t in phrase.doc[phrase.left_edge.i : phrase.i])


def has_clause_parts(token: Token) -> bool:
    """Tell whether a word that need not be a verb heads a clause."""
    return any(relation(child) in CLAUSAL for child in token.children)


def _own_subject(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the likeliest of a verb's own subjects: one that agrees, somebody rather than something, the nearest."""
    found = [c for c in verb.children if relation(c) in SUBJECTS and c.pos_ in NOMINAL and not is_dative(c, lexicon)]
    found = [c for c in found if not ends_quotation(c, verb)]
    if shares_subject(verb, lexicon):
        found = [c for c in found if c.i < verb.i]
    if not found:
        return None
    if len(found) > 1:
        found = [c for c in found if agree(c, verb)] or found
        found = [c for c in found if is_somebody(c, lexicon)] or found
    nearest = min(found, key=lambda c: abs(c.i - verb.i))
    name = next((c for c in found if c.ent_type_ == "PER" and 0 < c.i - nearest.i <= BESIDE), nearest)
    return _inverted(name, verb, lexicon) or name


def shares_subject(verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a German verb right behind a conjunction goes on with a subject that opened the clause before.

    What follows it is its object, though it may look like a subject: "Er lobte den Plan und rügte die Partei".
    """
    head = verb.head
    if not lexicon.compounds or relation(verb) != "conj" or not has(verb, "VerbForm", "Fin"):
        return False
    if verb.i == 0 or verb.doc[verb.i - 1].pos_ != "CCONJ":
        return False
    finite = next((t for t in (head, *head.children) if has(t, "VerbForm", "Fin") and t.i < verb.i), head)
    return any(relation(c) in SUBJECTS and c.i < finite.i for c in head.children)


def _inverted(subject: Token, verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the object that is the real subject, in languages with free order ("Das berichten Medien").

    That is told by a pronoun before the verb, or by the number of the verb ("Gegner werfen Scholz vor, …").
    """
    if not lexicon.compounds or is_passive(verb, lexicon):
        return None
    fronted = subject.lower_ in lexicon.words["fronted_objects"]
    if fronted and any(relation(c) in {"ccomp", "xcomp", "cop"} for c in verb.children):
        return None
    if not fronted and agree(subject, verb):
        return None
    return next(
        (
            c
            for c in verb.children
            if relation(c) == "obj"
            and (c.i > subject.i or not fronted)
            and is_somebody(c, lexicon)
            and _may_be_subject(c, verb, lexicon)
        ),
        None,
    )


def _may_be_subject(token: Token, verb: Token, lexicon: Lexicon) -> bool:
    if is_dative(token, lexicon) or not agree(token, verb) or preposition(token, lexicon):
        return False
    forms = {token.lower_, *(c.lower_ for c in token.children if relation(c) == "det")}
    return forms.isdisjoint(lexicon.words["accusative_forms"])


def _unmarked(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the subject of a finite active verb that has none by its tree: a phrase taken for something else."""
    if not is_finite(verb) or has(verb, "Mood", "Imp") or is_passive(verb, lexicon):
        return None
    relations = {"obj"} if lexicon.compounds else {"obl", "dep", "nmod"}
    found = [
        c
        for c in verb.children
        if relation(c) in relations
        and c.pos_ in NOMINAL
        and (lexicon.compounds or c.i < verb.i)
        and is_somebody(c, lexicon)
        and _may_be_subject(c, verb, lexicon)
    ]
    return next(iter(found), None) or _named_with_preposition(verb)


def is_finite(verb: Token) -> bool:
    """Tell whether a verb or its auxiliary is finite, so that it has a subject."""
    return any(has(t, "VerbForm", "Fin") and (t == verb or relation(t) == "aux") for t in (verb, *verb.children))


def _named_with_preposition(verb: Token) -> Token | None:
    """Return a person whose name opens with what the parser took for a preposition ("Von der Leyen sagte")."""
    for child in verb.children:
        first = child.left_edge
        if child.ent_type_ == "PER" and first.ent_type_ == "PER" and relation(first) == "case":
            return child
    return None


def _blamed(verb: Token, lexicon: Lexicon) -> Token | None:
    """Return the object that a clause behind a preposition tells of ("accused the army of killing")."""
    if not any(relation(c) == "mark" and c.lower_ in lexicon.words["object_marks"] for c in verb.children):
        return None
    return next((c for c in verb.head.children if relation(c) == "obj" and is_somebody(c, lexicon)), None)


def _climbed(head: Token, lexicon: Lexicon, depth: int) -> Token | None:
    """Return the subject of the clause that a participle belongs to, of a higher one if that is nobody."""
    found = subject_of(head, lexicon, depth + 1)
    upper = head.head
    if (
        found is None
        or is_somebody(found, lexicon)
        or upper == head
        or relation(head) not in {"ccomp", "conj", "advcl"}
    ):
        return found
    higher = subject_of(upper, lexicon, depth + 1)
    return higher if higher is not None and is_somebody(higher, lexicon) else found


def _modified(verb: Token, lexicon: Lexicon, depth: int) -> Token | None:
    """Return who does what a clause behind a noun tells: the noun, its owner, or the subject of the noun's clause."""
    noun = verb.head
    if is_passive(verb, lexicon):
        return noun
    infinitive = has(verb, "VerbForm", "Inf")
    written = relation(noun) == "obj" and lexicon.is_in(noun, "outlet")  # "signed a letter demanding …"
    written = written and noun.head._.verb not in lexicon.words["support_receptive"]
    if not infinitive and ((is_somebody(noun, lexicon) and not written) or has(verb, "VerbForm", "Fin")):
        return noun
    owner = _owner(noun) if infinitive else None
    if owner is not None:
        return owner
    if infinitive and relation(noun) in {"nsubj", "root"} and is_somebody(noun, lexicon):
        return noun
    governor = noun.head
    if governor != noun and governor.pos_ in {"VERB", "AUX", "ADJ"}:
        found = subject_of(governor, lexicon, depth + 1)
        if found is not None and found != noun and is_somebody(found, lexicon):
            return found
    return None if infinitive else noun


def _owner(noun: Token) -> Token | None:
    """Return whose plan or decision an infinitive elaborates ("Scholz' Plan, Waffen zu liefern")."""
    return next((c for c in noun.children if c.dep_ in {"nmod:poss", "det:poss"} or has(c, "Case", "Gen")), None)


def _controller(verb: Token, lexicon: Lexicon, depth: int) -> Token | None:
    """Return who carries out an infinitive: the object of verbs of asking, else the subject of the governing clause.

    In English it is the object of all verbs but those of promising ("expects the bank to act", "helped her to win").
    """
    head, name = verb.head, verb.head._.verb
    if lexicon.compounds:
        asks = any(row.type in ASKING for row in lexicon.verbs.get(name, ()))
    else:
        asks = name not in lexicon.words["subject_control"]
    if asks:
        objects = [c for c in head.children if relation(c) in {"obj", "iobj"} and c.pos_ in NOMINAL]
        if not lexicon.compounds:
            objects = [c for c in objects if c.i < verb.i]
            if has(verb, "VerbForm", "Part"):  # not "spent three days visiting"
                objects = [c for c in objects if is_somebody(c, lexicon)]
        if objects:
            return objects[0]
    return subject_of(head, lexicon, depth + 1)
