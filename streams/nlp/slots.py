"""What stands in a trigger's slots: subject, objects, prepositional phrases, clauses, possessors.

Works on Universal Dependencies alone; passives, coordination, control, participles and relative clauses are undone
here, so that a lexicon row can speak of "obj" or "vor" whatever the sentence looks like.
"""

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has

SUBJECTS = ("nsubj", "csubj")
CLAUSES = ("ccomp", "xcomp", "parataxis")
MODIFIERS = ("obl", "nmod", "advcl", "acl", "advmod", "ccomp", "xcomp", "obj", "compound", "appos")
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X", "DET"})
MAX_CLIMB = 12
"""Chains of coordination and control longer than this are parse errors, not sentences."""


def relation(token: Token) -> str:
    """Return a token's relation without its subtype."""
    return token.dep_.partition(":")[0]


def is_passive(verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb form is passive, a participle without auxiliary after its noun included."""
    if any(child.dep_ in {"aux:pass", "nsubj:pass", "csubj:pass"} for child in verb.children):
        return True
    if has(verb, "Voice", "Pass"):
        return True
    if relation(verb) in {"acl", "amod"} and has(verb, "VerbForm", "Part"):
        return has(verb, "Tense", "Past") or verb.lower_.endswith(("ed", "en"))
    if relation(verb) in {"conj", "xcomp"} and has(verb, "VerbForm", "Part") and not _has_own_auxiliary(verb):
        return relation(verb) == "conj" and verb.head != verb and is_passive(verb.head, lexicon)
    return False


def _has_own_auxiliary(verb: Token) -> bool:
    return any(relation(child) == "aux" for child in verb.children)


def preposition(token: Token, lexicon: Lexicon) -> str | None:
    """Return the preposition of a phrase ("zum" as "zu"), or the one that opens a clause ("of doing")."""
    for child in token.children:
        form = child.lower_
        if relation(child) == "case" or (relation(child) == "mark" and form in lexicon.words["prepositional_marks"]):
            return lexicon.prepositions.get(form, form)
    return None


def conjuncts(token: Token) -> list[Token]:
    """Return a phrase's head and the heads coordinated with it, in the order of the text."""
    return sorted(
        [token, *(c for c in token.children if relation(c) == "conj" and c.pos_ in NOMINAL)], key=lambda t: t.i
    )


@dataclass(frozen=True)
class Frame:
    """A trigger and the clause around it. `trigger` is the word that names the act, `base` the head of its clause.

    They differ for modal verbs ("will … helfen": trigger "will", base "helfen") and light-verb phrases (trigger
    "Kritik", base "übte").
    """

    trigger: Token
    base: Token
    lexicon: Lexicon

    @cached_property
    def passive(self) -> bool:
        """Whether the act is told in the passive."""
        return is_passive(self.base, self.lexicon)

    @cached_property
    def subject(self) -> Token | None:
        """The grammatical subject, shared ones of coordination and control included."""
        return subject_of(self.base, self.lexicon)

    def filler(self, slot: str) -> Token | None:
        """Return the head of what fills a slot, or None; see the format of trigger files for the names of slots."""
        if slot == "subj":
            return self.actor_subject
        if slot == "obj":
            return self._object()
        if slot == "iobj":
            return self._child("iobj") or self._dative()
        if slot == "clause":
            return self.clause
        if slot == "poss":
            return self.possessor
        return self._prepositional(slot)

    @cached_property
    def actor_subject(self) -> Token | None:
        """Who acts: the subject of an active clause, the agent phrase of a passive one."""
        if not self.passive:
            return self.subject
        for child in self.base.children:
            if child.dep_ == "obl:agent":
                return child
        for child in self.base.children:
            if (
                relation(child) in {"obl", "nmod"}
                and preposition(child, self.lexicon) in self.lexicon.words["agent_prepositions"]
            ):
                return child
        return None

    @cached_property
    def clause(self) -> Token | None:
        """The head of the clause that is said, demanded, decided."""
        base = self.base
        if self.trigger != base and self.trigger.pos_ in {"AUX", "VERB"}:
            return base
        for names in (
            ("ccomp",),
            ("xcomp",),
            ("csubj",) if self.passive else (),
            ("parataxis",),
            ("acl",) if base.pos_ == "NOUN" else (),
        ):
            for child in base.children:
                if relation(child) in names and child != self.trigger and _is_clause(child):
                    return child
        if relation(base) == "parataxis" and base.head != base:
            return base.head
        return None

    @cached_property
    def possessor(self) -> Token | None:
        """The genitive, possessive or "von/of/by" phrase of a noun, or its adjective of nationality's noun phrase."""
        for child in self.trigger.children:
            if child.dep_ in {"nmod:poss", "det:poss"} or (
                relation(child) == "nmod" and has(child, "Case", "Gen") and not preposition(child, self.lexicon)
            ):
                return child
        for child in self.trigger.children:
            if relation(child) == "det" and has(child, "Poss", "Yes"):
                return child
        for child in self.trigger.children:
            if (
                relation(child) == "nmod"
                and preposition(child, self.lexicon) in self.lexicon.words["genitive_prepositions"]
            ):
                return child
            if (
                relation(child) == "nmod"
                and preposition(child, self.lexicon) is None
                and child.pos_ in {"NOUN", "PROPN"}
            ):
                return child
        return None

    def _child(self, name: str) -> Token | None:
        return next((child for child in self.base.children if relation(child) == name and child != self.trigger), None)

    def _object(self) -> Token | None:
        if self.passive:
            if relation(self.base) in {"acl", "amod"} and self.base.head != self.base:
                return self.base.head
            return self.subject
        found = self._child("obj")
        if found is None and relation(self.base) == "conj" and self.base.i > self.base.head.i:
            # "beriet und verabschiedete das Gesetz": an object after the last verb belongs to that verb; one before
            # both is shared
            shared = next((c for c in self.base.head.children if relation(c) == "obj"), None)
            if shared is not None and shared.i < self.base.head.i and self.lexicon.compounds:
                return shared
        return found

    def _dative(self) -> Token | None:
        return next(
            (
                child
                for child in self.base.children
                if relation(child) in {"obl", "obj"}
                and has(child, "Case", "Dat")
                and not preposition(child, self.lexicon)
            ),
            None,
        )

    def _prepositional(self, slot: str) -> Token | None:
        heads = [self.base] if self.base == self.trigger else [self.trigger, self.base]
        obj = next((c for c in self.base.children if relation(c) == "obj"), None)
        for head in [*heads, *([obj] if obj is not None and self.base.pos_ != "NOUN" else [])]:
            for child in head.children:
                if relation(child) in MODIFIERS and preposition(child, self.lexicon) == slot:
                    return child
        for child in self.base.children:
            if child.pos_ in {"ADV", "PRON"} and child.lower_ in {
                f"da{slot}",
                f"dar{slot}",
                f"hier{slot}",
                f"wo{slot}",
                f"wor{slot}",
            }:
                return child
        return None


def _is_clause(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"} or any(
        relation(child) in {"nsubj", "csubj", "cop", "aux", "mark"} for child in token.children
    )


def subject_of(verb: Token, lexicon: Lexicon, depth: int = 0) -> Token | None:
    """Return the subject of a verb: its own, or the one it shares by coordination, control or as a participle."""
    own = [child for child in verb.children if relation(child) in SUBJECTS and child.pos_ in NOMINAL]
    if own:
        return _personal(own, lexicon) or own[0]
    if depth > MAX_CLIMB or verb.head == verb:
        return None
    name = relation(verb)
    head = verb.head
    if name == "conj" and (head.pos_ in {"VERB", "AUX", "ADJ"} or _is_clause(head)):
        if is_passive(head, lexicon) != is_passive(verb, lexicon) and is_passive(head, lexicon):
            return subject_of(head, lexicon, depth + 1)
        return subject_of(head, lexicon, depth + 1)
    if (name in {"xcomp", "ccomp"} and has(verb, "VerbForm", "Inf")) or name == "xcomp":
        return _controller(verb, lexicon, depth)
    if name == "advcl" and not has(verb, "VerbForm", "Fin"):
        return subject_of(head, lexicon, depth + 1)
    if name == "acl" and head.pos_ in NOMINAL:
        return head if not has(verb, "VerbForm", "Inf") else _noun_owner(head)
    if name == "parataxis":
        return None
    return None


def _personal(subjects: list[Token], lexicon: Lexicon) -> Token | None:
    """Return the subject among words that the parser took for one ("Das hatte die Regierung geplant")."""
    return next((token for token in subjects if token.lower_ not in lexicon.words["impersonal_pronouns"]), None)


def _controller(verb: Token, lexicon: Lexicon, depth: int) -> Token | None:
    """Return who carries out an infinitive: the object of verbs of asking, else the subject of the governing clause."""
    head = verb.head
    governed = lexicon.verbs.get(head._.verb, ())
    if any(row.type in {"request", "decision", "aid"} for row in governed):
        asked = next((c for c in head.children if relation(c) in {"obj", "iobj"} and c.pos_ in NOMINAL), None)
        if asked is not None:
            return asked
    return subject_of(head, lexicon, depth + 1)


def _noun_owner(noun: Token) -> Token | None:
    """Return whose plan or decision an infinitive elaborates ("Scholz' Plan, Waffen zu liefern")."""
    return next((c for c in noun.children if c.dep_ in {"nmod:poss", "det:poss"} or has(c, "Case", "Gen")), None)
