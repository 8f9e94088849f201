"""Which of the clauses around a trigger it says, demands or decides: its own, one around it, one that a word announces.

Parsers hang such clauses in many places; what hangs elsewhere, or is set beside, is found here.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from streams.nlp.lexicon import Lexicon
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody, relative
from streams.nlp.relations import relation
from streams.nlp.subjects import ends_quotation, has_clause_parts

COMMAS = 2
"""Commas around an attribution that interrupts a clause."""
BESIDE = 2
"""Places from an infinitive to the clause behind its comma."""


@dataclass(frozen=True)
class Complements:
    """The clauses around a trigger and the head of its own clause (see `streams.nlp.slots.Frame`)."""

    trigger: Token
    base: Token
    lexicon: Lexicon
    passive: bool

    def clause(self) -> Token | None:
        """Return the head of the clause that is said, demanded, decided; None where there is none."""
        base = self.base
        for head in (base,) if self.trigger == base else (self.trigger, base):
            found = self._taken_by(head)
            if found is not None:
                return found
        found = self._announced() or self._beside_infinitive()
        if found is not None:
            return found
        if relation(base) == "parataxis" and base.head != base and not self._has_own_thing():
            return _clause_around(base.head)
        if self._comments_on_clause():
            return _first_with_subject(base.head)
        return self._interrupted() or self._quoted_phrase()

    def _taken_by(self, head: Token) -> Token | None:
        """Return the clause that a verb or noun takes, not one that attributes the whole to somebody else."""
        nominal = head.pos_ in {"NOUN", "ADJ"}
        order = ("ccomp", "xcomp", *(("csubj",) if self.passive else ()), *(("acl",) if nominal else ()), "parataxis")
        for name in order:
            for child in head.children:
                if relation(child) != name or child == self.trigger or not _is_clause(child):
                    continue
                if (name == "acl" and _describes(child)) or (name == "xcomp" and self._is_made(child)):
                    continue
                if name == "parataxis" and self._attributes(child):
                    continue
                return child
        return None

    def _is_made(self, complement: Token) -> bool:
        """Tell whether a complement is what something is said to be, no clause ("erklärte den Streit für beendet")."""
        first, words = complement.left_edge, self.lexicon.words
        return first.head == complement and first.lower_ in words["object_complements"] and complement.pos_ == "ADJ"

    def _attributes(self, clause: Token) -> bool:
        """Tell whether a clause set beside another one attributes it ("…, sagte der Minister")."""
        return self.lexicon.reports(clause._.verb) and any(
            relation(child) in {"nsubj", "obj"} and child.i > clause.i for child in clause.children
        )

    def _announced(self) -> Token | None:
        """Return the clause behind a pronominal adverb that stands for it ("damit begründet, dass …")."""
        base, marks = self.base, self.lexicon.words["announced_marks"]
        adverb = next((c for c in base.children if is_pronominal(c, self.lexicon)), None)
        if adverb is None:
            return None
        marked = [c for c in base.children if any(m.lower_ in marks for m in c.children if relation(m) == "mark")]
        return next((c for c in (*adverb.children, *marked) if _is_clause(c) and adverb.i < c.left_edge.i), None)

    def _beside_infinitive(self) -> Token | None:
        """Return the clause behind an infinitive that a parser hung on the verb before ("beeilte sich zu sagen, …")."""
        base = self.base
        if relation(base) != "xcomp":
            return None
        beside = (c for c in base.head.children if 0 < c.left_edge.i - base.i <= BESIDE)
        return next((c for c in beside if relation(c) == "parataxis"), None)

    def _has_own_thing(self) -> bool:
        """Tell whether a verb beside a clause has an object of its own, so that the clause is none of its content."""
        return any(relation(c) == "obj" and not is_somebody(c, self.lexicon) for c in self.base.children)

    def _comments_on_clause(self) -> bool:
        """Tell whether the clause comments on the one it is part of ("Wie er sagte, …", "As she put it, …")."""
        base, marks = self.base, self.lexicon.words["reporting_marks"]
        before = [child for child in base.children if child.i < base.i and relation(child) in {"mark", "advmod"}]
        fronted = relation(base) in {"acl", "ccomp"} and bool(base.left_edge.is_sent_start) and base.i < base.head.i
        return (relation(base) == "advcl" or fronted) and any(child.lower_ in marks for child in before)

    def _interrupted(self) -> Token | None:
        """Return the clause that an attribution between commas interrupts, which looks like a relative clause."""
        base = self.base
        subject = next((c for c in base.children if relation(c) == "nsubj"), None)
        if relation(base) != "acl" or subject is None or relative(subject) or subject.i > base.i + 1:
            return None
        doc, before, after = base.doc, base.left_edge.i - 1, base.right_edge.i + 1
        edges = [doc[i].text for i in (before, before + 1, after - 1, after) if 0 <= i < len(doc)]
        if edges.count(",") < COMMAS or any(relation(c) in {"obj", "obl"} for c in base.children):
            return None
        clause = base.head
        while relation(clause) not in {"root", "ROOT", "ccomp", "parataxis", "conj"} and clause.head != clause:
            clause = clause.head
        return clause

    def _quoted_phrase(self) -> Token | None:
        """Return a word that ends the quotation before its attribution ("“…. Nor me,” he said", "“Out!” she cried")."""
        base = self.base
        return next((c for c in base.children if not c.is_punct and ends_quotation(c, base)), None)


def is_pronominal(adverb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a word is a pronominal adverb: "da" or the like and a preposition in one ("darauf")."""
    if adverb.pos_ not in {"ADV", "PRON"}:
        return False
    starts = [start for start in lexicon.words["pronominal_adverbs"] if adverb.lower_.startswith(start)]
    return any(adverb.lower_.removeprefix(start) in lexicon.words["slot_prepositions"] for start in starts)


def _first_with_subject(clause: Token) -> Token:
    """Return a clause, or the one before it whose subject it shares ("A ist Chef und bleibt es, wie A sagt")."""
    while relation(clause) == "conj" and not any(relation(c) in {"nsubj", "csubj"} for c in clause.children):
        clause = clause.head
    return clause


def _clause_around(token: Token) -> Token:
    """Return the head of the clause that a word stands in, the word itself where none is around."""
    head = token
    while not _is_clause(head) and head.head != head:
        head = head.head
    return head if _is_clause(head) else token


def _describes(clause: Token) -> bool:
    """Tell whether a clause behind a noun is a relative clause or a participle, not what the noun says."""
    marked = any(relation(c) == "mark" for c in clause.children)
    return any(relative(t) for t in clause.subtree if t.i < clause.i) or (
        has(clause, "VerbForm", "Part") and not marked and not any(relation(c) == "aux" for c in clause.children)
    )


def _is_clause(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"} or has_clause_parts(token)
