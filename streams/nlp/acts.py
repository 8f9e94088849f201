"""Whether a trigger tells an act at all: abilities, duties, conditions and mere purposes name acts that nobody did.

Every test is one of grammar, for all triggers of a type; which sense of a word is an act is said in the lexicon.
"""

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon, Row
from streams.nlp.morphology import has
from streams.nlp.people import clause_of, is_somebody, relative
from streams.nlp.relations import relation
from streams.nlp.slots import Frame
from streams.nlp.subjects import ends_quotation

SAID = frozenset({"statement", "reaction"})
"""Types of what is said: announced or supposed sayings are none yet."""
DUTIES = SAID | {"request", "commitment"}
"""Types that a duty ("must report") does not make happen."""
LASTING = frozenset({"decision", "force", "statement"})
"""Types whose stative passive tells what is so, not what was done ("ist gesperrt", "ist gefragt")."""
PURSUED = frozenset({"meeting", "force", "request", "protest"})
"""Types that count as the purpose of another act too ("went to Paris to meet her")."""

AROUND = 30
"""Words before and after a sentence that may say whether people were attacked or had an accident."""


def tells_act(row: Row, frame: Frame) -> bool:
    """Tell whether the clause around a trigger tells an act that happens, is planned, or is said to have happened."""
    if row.pos in {"NOUN", "ATTR"} and frame.trigger == frame.base:
        return True
    return not (
        _generic(row, frame)
        or _state(row, frame)
        or _accident(row, frame)
        or _conditional(frame)
        or _able(frame)
        or _merely_due(row, frame)
        or _merely_pursued(row, frame)
        or _means(frame)
    )


def _generic(row: Row, frame: Frame) -> bool:
    """Tell whether nobody in particular acts ("one might say", "26% say"), or somebody on themselves."""
    words, actor = frame.lexicon.words, frame.actor_subject
    if actor is not None and (
        (actor.lower_ in words["generic_pronouns"] and not _one_of_them(actor, frame))
        or (row.type == "statement" and actor.lower_ in words["vague_pronouns"])
        or (row.type == "statement" and actor.lower_.endswith(tuple(words["shares"])))
        or (actor.text in words["polite_pronouns"] and actor.i > actor.sent.start)
    ):
        return True
    obj = frame.filler("obj") if row.type in {"aid", "force", "warning"} else None
    if obj is None:
        return False
    own = actor is not None and has(actor, "Person", "1") and has(obj, "Person", "1")  # "wir … uns"
    return own or obj.lower_ in words["reflexives"]


def _one_of_them(actor: Token, frame: Frame) -> bool:
    """Tell whether an English pronoun behind its verb stands for one of several people (", said one")."""
    return not frame.lexicon.compounds and actor.i > frame.base.i


def _state(row: Row, frame: Frame) -> bool:
    """Tell whether a passive tells a state that holds, not what somebody does ("ist gesperrt", "bleibt gesperrt")."""
    words = frame.lexicon.words
    if (
        row.type not in LASTING
        or not words["stative_auxiliaries"]
        or not frame.passive
        or frame.actor_subject is not None
    ):
        return False
    forms = [c for c in frame.base.children if relation(c) in {"aux", "cop"}]
    if relation(frame.base) == "xcomp":
        forms.append(frame.base.head)
    return bool(forms) and all(
        c.lemma_.lower() in words["stative_auxiliaries"] and c.lower_ not in words["eventive_forms"] for c in forms
    )


def _accident(row: Row, frame: Frame) -> bool:
    """Tell whether people came to harm without an attacker: the sentences around name a disaster and no violence."""
    lexicon = frame.lexicon
    if row.type != "force" or row.trigger not in lexicon.words["harm_verbs"]:
        return False
    actor = frame.actor_subject
    if actor is not None and (not frame.passive or actor.ent_type_ or not lexicon.is_in(actor, "disaster")):
        return not frame.passive and not _may_attack(actor, lexicon)
    doc, sentence = frame.base.doc, frame.base.sent
    around = doc[max(0, sentence.start - AROUND) : min(len(doc), sentence.end + AROUND)]
    nouns = [t for t in around if t.pos_ in {"NOUN", "PROPN"}]
    return any(lexicon.is_in(t, "disaster") for t in nouns) and not any(lexicon.is_in(t, "violence") for t in nouns)


def _may_attack(actor: Token, lexicon: Lexicon) -> bool:
    """Tell whether the subject is somebody, a weapon or violence, not "a crane" that kills five."""
    if relative(actor):
        actor = clause_of(actor).head
    if lexicon.is_in(actor, "disaster"):
        return False
    return is_somebody(actor, lexicon) or lexicon.is_in(actor, "arms") or lexicon.is_in(actor, "violence")


def _conditional(frame: Frame) -> bool:
    markers = frame.lexicon.words["conditional_markers"]
    return any(relation(c) == "mark" and c.lower_ in markers and c.lower_ != "whether" for c in frame.base.children)


def _able(frame: Frame) -> bool:
    """Tell whether the clause says that somebody can or may act ("can", "darf")."""
    words = frame.lexicon.words["ability"]
    return any(relation(c) == "aux" and c.lower_ in words and c != frame.trigger for c in frame.base.children)


def _merely_due(row: Row, frame: Frame) -> bool:
    words = frame.lexicon.words
    auxiliaries = [
        c
        for c in frame.base.children
        if relation(c) == "aux" and c != frame.trigger and not ends_quotation(c, frame.base)
    ]
    forms = {form for c in auxiliaries for form in (c.lower_, c.lemma_.lower())}
    if row.type in SAID and not forms.isdisjoint(words["unreal"]):
        return True
    if row.type in SAID and not frame.passive and not forms.isdisjoint(words["future"]):
        return True
    if row.type == "statement" and frame.passive and frame.actor_subject is None and _to_come(auxiliaries, words):
        return True
    if row.type not in DUTIES or forms.isdisjoint(words["obligation"]):
        return False
    perfect = any(c.lemma_.lower() in words["perfect_auxiliaries"] and has(c, "VerbForm", "Inf") for c in auxiliaries)
    return not perfect


def _to_come(auxiliaries: list[Token], words: dict[str, frozenset[str]]) -> bool:
    """Tell whether an auxiliary of the future, not of the passive, is among those of a verb ("will be revealed")."""
    return any(c.dep_ == "aux" and c.lemma_.lower() in words["future"] for c in auxiliaries)


def _merely_pursued(row: Row, frame: Frame) -> bool:
    """Tell whether an infinitive without auxiliary names but the purpose, topic or question of something else."""
    head = _first_conjunct(frame.base)
    if not _bare_infinitive(head) or not _bare_infinitive(frame.base):
        return False
    if any(c.lower_ in frame.lexicon.words["question_words"] for c in head.children):
        return True
    if relation(head) in {"advcl", "acl"}:
        return row.type not in PURSUED
    return relation(head) == "xcomp" and head.head.pos_ == "ADJ" and row.type not in PURSUED


def _bare_infinitive(token: Token) -> bool:
    return has(token, "VerbForm", "Inf") and not any(relation(c) in {"aux", "nsubj", "cop"} for c in token.children)


def _first_conjunct(token: Token) -> Token:
    while relation(token) == "conj" and token.head != token and has(token.head, "VerbForm", "Inf"):
        token = token.head
    return token


def _means(frame: Frame) -> bool:
    """Tell whether a participle behind a preposition gives the means or the reason of another act ("by saying")."""
    words = frame.lexicon.words["means_prepositions"]
    return any(relation(c) in {"mark", "case"} and c.lower_ in words for c in frame.base.children) and (
        has(frame.base, "VerbForm", "Ger") or has(frame.base, "VerbForm", "Part")
    )
