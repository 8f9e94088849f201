"""What stands in a trigger's slots: subject, objects, prepositional phrases, clauses, possessors.

Works on Universal Dependencies alone; passives, coordination, control, participles and relative clauses are undone
here, so that a lexicon row can speak of "obj" or "vor" whatever the sentence looks like.
"""

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from streams.nlp.complements import Complements, is_pronominal
from streams.nlp.lexicon import Lexicon, Row
from streams.nlp.morphology import has
from streams.nlp.people import is_somebody, relative
from streams.nlp.relations import agree, is_dative, preposition, relation
from streams.nlp.subjects import is_passive, shares_subject, subject_of

BESIDE = 2
"""Places from a verb to the next one where "and" alone stands between them."""
DASHES = frozenset({"-", "–", "—"})
MODIFIERS = ("obl", "nmod", "advcl", "acl", "advmod", "ccomp", "xcomp", "obj", "compound", "appos")


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
        if slot not in self._fillers:
            self._fillers[slot] = self._filler(slot)
        return self._fillers[slot]

    @cached_property
    def _fillers(self) -> dict[str, Token | None]:
        """What was found before: the conditions of a trigger's rows ask for the same slots."""
        return {}

    def _filler(self, slot: str) -> Token | None:
        if slot == "subj":
            return self.actor_subject
        if slot == "obj":
            return self._object()
        if slot == "iobj":
            return self._child("iobj") or self._dative() or self._given_to()
        if slot == "clause":
            return self.clause
        if slot == "poss":
            return self.possessor
        if slot == "pred":
            return self._predicate()
        return self._prepositional(slot)

    @cached_property
    def actor_subject(self) -> Token | None:
        """Who acts: the subject of an active clause, the agent phrase of a passive one."""
        if not self.passive:
            return self.subject
        agents = self.lexicon.words["agent_prepositions"]
        for child in self.base.children:
            if child.dep_ == "obl:agent" and preposition(child, self.lexicon) in agents:
                return child
        for child in self.base.children:
            if (
                relation(child) in {"obl", "nmod"}
                and preposition(child, self.lexicon) in agents
                and is_somebody(child, self.lexicon)
            ):
                return child
        return None if self.lexicon.compounds else self._agent_inside()

    def _agent_inside(self) -> Token | None:
        """Return the agent that a parser hung on a complement ("were urged to act by the mayor")."""
        for complement in self.base.children:
            if relation(complement) not in {"obj", "xcomp"}:
                continue
            for child in complement.children:
                by = preposition(child, self.lexicon) in self.lexicon.words["agent_prepositions"]
                if by and is_somebody(child, self.lexicon) and not is_passive(complement, self.lexicon):
                    return child
        return None

    @property
    def modal(self) -> bool:
        """Whether the trigger is a verb before the act ("will … helfen"), no part of its phrase ("bekannt gab")."""
        trigger, base = self.trigger, self.base
        return trigger != base and trigger.pos_ in {"AUX", "VERB"} and (trigger.head != base or trigger.dep_ != "xcomp")

    @cached_property
    def clause(self) -> Token | None:
        """The head of the clause that is said, demanded, decided."""
        if self.modal:
            return self.base
        return Complements(self.trigger, self.base, self.lexicon, passive=self.passive).clause()

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
            if preposition(child, self.lexicon) is None and (
                (relation(child) == "nmod" and child.pos_ in {"NOUN", "PROPN", "PRON"})
                or (relation(child) in {"compound", "flat"} and child.ent_type_ and child.i > self.trigger.i)
            ):
                return child
        return self._agent_before() or self._deliverer()

    def _deliverer(self) -> Token | None:
        """Return who delivers what a noun names ("the speech delivered by the mayor")."""
        words = self.lexicon.words
        for clause in self.trigger.children:
            if relation(clause) != "acl" or clause._.verb not in words["support_agent"]:
                continue
            for child in clause.children:
                if preposition(child, self.lexicon) in words["agent_prepositions"] and is_somebody(child, self.lexicon):
                    return child
        return None

    def _agent_before(self) -> Token | None:
        """Return the agent that is a word of a noun's compound written in several words ("US airstrikes")."""
        if self.lexicon.compounds:
            return None
        return next(
            (
                child
                for child in self.trigger.children
                if relation(child) in {"compound", "amod", "nmod"}
                and child.i < self.trigger.i
                and (child.ent_type_ in {"PER", "ORG", "LOC"} or child.pos_ == "NOUN")
                and is_somebody(child, self.lexicon)
            ),
            None,
        )

    @property
    def _rows(self) -> tuple[Row, ...]:
        """The rows of the base's verb."""
        return self.lexicon.verbs.get(self.base._.verb, ())

    @property
    def _takes_dative(self) -> bool:
        """Whether a sense of the base's verb is directed at its indirect object."""
        return any("iobj" in row.recipient for row in self._rows)

    def _child(self, name: str) -> Token | None:
        return next((child for child in self.base.children if relation(child) == name and child != self.trigger), None)

    def _object(self) -> Token | None:
        if self.passive:
            return self.subject
        elided = shares_subject(self.base, self.lexicon)
        objects = [
            c
            for c in self.base.children
            if c != self.trigger
            and (relation(c) == "obj" or (elided and relation(c) == "nsubj" and c.i > self.base.i))
            and not is_pronominal(c, self.lexicon)
        ]
        if len(objects) > 1 and self._takes_dative:
            objects = [c for c in objects if c != self.filler("iobj")]
        found = next((c for c in objects if not is_dative(c, self.lexicon) and c != self.subject), None)
        if found is None and self._rows and not self._takes_dative:
            found = next((c for c in objects if relation(c) == "obj"), None)  # "sprach den Angeklagten frei"
            found = found or next((c for c in self.base.children if self._stands_for_object(c)), None)
        if found is None and self.lexicon.compounds:
            found = next((c for c in self.base.children if self._is_fronted(c) or self._second_subject(c)), None)
        elif found is None:  # "warned Rome": a single object is no indirect one
            found = self._child("iobj")
        if found is None and relation(self.base) == "conj" and self.base.i > self.base.head.i:
            # "arrested and questioned the student": an object before or behind both verbs is shared
            shared = next((c for c in self.base.head.children if relation(c) == "obj"), None)
            before_both = shared is not None and shared.i < self.base.head.i and self.lexicon.compounds
            if before_both or (shared is not None and shared.i > self.base.i):
                return shared
        if found is None:
            found = self._object_of_next() or self._named_behind()
        if (
            found is None
            and relation(self.base) == "xcomp"
            and self.base.head._.verb in self.lexicon.words["causatives"]
        ):
            return next((c for c in self.base.head.children if relation(c) == "obj" and c.i < self.base.i), None)
        return found

    def _object_of_next(self) -> Token | None:
        """Return the object behind the last of two verbs that share it ("arrested and questioned the student")."""
        following = next((c for c in self.base.children if relation(c) == "conj" and c.i == self.base.i + BESIDE), None)
        if following is None:
            return None
        return next((c for c in following.children if relation(c) == "obj" and c.i > following.i), None)

    def _named_behind(self) -> Token | None:
        """Return a name right behind a verb, which a parser took for an adverbial ("told The Morning Post")."""
        if self.lexicon.compounds:
            return None
        return next(
            (
                c
                for c in self.base.children
                if relation(c) in {"obl", "nsubj"}
                and c.left_edge.i == self.base.i + 1
                and c != self.subject
                and c.ent_type_
                and not preposition(c, self.lexicon)
            ),
            None,
        )

    def _is_fronted(self, child: Token) -> bool:
        """Tell whether a pronoun before the verb, which a parser took for its subject, is its object ("Das sagt X")."""
        fronted = child.lower_ in self.lexicon.words["fronted_objects"] and relation(child) == "nsubj"
        return fronted and child != self.subject

    def _stands_for_object(self, child: Token) -> bool:
        """Tell whether somebody, named without preposition, was taken for an adverbial ("hat den Häftling verhört")."""
        if not self.lexicon.compounds or relation(child) != "obl" or not self._is_bare(child):
            return False
        return is_somebody(child, self.lexicon) and (child.pos_ != "PRON" or not is_dative(child, self.lexicon))

    def _second_subject(self, child: Token) -> bool:
        """Tell whether a parser gave a verb two subjects, of which the later one must be its object."""
        first = self.subject
        later = relation(child) == "nsubj" and first is not None and first.head == child.head and first.i < child.i
        return later and not relative(child) and not is_dative(child, self.lexicon) and not child.ent_type_

    def _predicate(self) -> Token | None:
        """Return what somebody is called or made: a second object or a complement ("called him a liar")."""
        obj = self.filler("obj")
        return next(
            (
                child
                for child in self.base.children
                if child not in {obj, self.trigger, self.subject}
                and (relation(child) == "obj" or (relation(child) == "xcomp" and child.pos_ not in {"VERB", "AUX"}))
                and (obj is None or child.i > obj.i or self.passive)
            ),
            None,
        )

    def _dative(self) -> Token | None:
        """Return the phrase in the dative, or the first of two objects if it is somebody ("gab Scholz das Wort")."""
        bare = [
            child
            for child in self.base.children
            if relation(child) in {"obl", "obj", "nsubj"}
            and child not in {self.trigger, self.subject}
            and self._is_bare(child)
        ]
        for child in bare:
            if is_dative(child, self.lexicon) or (relation(child) != "nsubj" and has(child, "Case", "Dat")):
                return child
        objects = [child for child in bare if relation(child) == "obj"]
        if len(objects) > 1 and is_somebody(objects[0], self.lexicon):
            return objects[0]
        if not self.lexicon.compounds:
            return None
        named = self._takes_dative and not any(row.takes("obj") for row in self._rows)  # "drohte Griechenland"
        bare = [c for c in bare if relation(c) == "obl" or self._stands_for_dative(c) or (named and c.ent_type_)]
        return next((c for c in bare if is_somebody(c, self.lexicon)), None)

    def _is_bare(self, phrase: Token) -> bool:
        """Tell whether a phrase without preposition may be an object: it is no genitive and no dateline."""
        return not (preposition(phrase, self.lexicon) or has(phrase, "Case", "Gen") or _is_dateline(phrase))

    def _stands_for_dative(self, phrase: Token) -> bool:
        """Tell whether a name without article, before the clause that is the object, is to whom it is said."""
        clause = self.clause
        if clause is None or clause.head != self.base or not self.base.i < phrase.i < clause.i:
            return False
        return relation(phrase) == "obj" or not agree(phrase, self.base)

    def _given_to(self) -> Token | None:
        """Return the subject of a passive that keeps its object: who was given it ("The driver was handed a fine")."""
        return self.subject if self.passive and any(relation(c) == "obj" for c in self.base.children) else None

    def _dates(self, phrase: Token) -> bool:
        """Tell whether a phrase says when, not what about or to whom ("on Monday", "on 9 November", "zum Auftakt")."""
        words = self.lexicon.words
        if phrase.lemma_.lower() in words["occasions"]:
            return True
        if preposition(phrase, self.lexicon) not in words["dating_prepositions"]:
            return False
        own = [c for c in phrase.children if preposition(c, self.lexicon) is None]
        forms = {form for t in (phrase, *own) for form in (t.lower_, t.lemma_.lower())}
        return not forms.isdisjoint(words["calendar"])

    def _prepositional(self, slot: str) -> Token | None:
        heads = [self.base] if self.base == self.trigger else [self.trigger, self.base]
        obj = next((c for c in self.base.children if relation(c) == "obj"), None)
        for head in [*heads, *([obj] if obj is not None and self.base.pos_ != "NOUN" else [])]:
            for child in head.children:
                if relation(child) in MODIFIERS and preposition(child, self.lexicon) == slot and not self._dates(child):
                    return child
        adverbs = {start + slot for start in self.lexicon.words["pronominal_adverbs"]}
        return next((c for c in self.base.children if c.pos_ in {"ADV", "PRON"} and c.lower_ in adverbs), None)


def _is_dateline(phrase: Token) -> bool:
    """Tell whether a phrase is where an article was written, set before its first sentence ("Bonn – Im März …")."""
    edge = phrase.right_edge
    behind = edge if edge.is_punct else next(iter(phrase.doc[edge.i + 1 : edge.i + 2]), edge)
    return bool(phrase.left_edge.is_sent_start) and behind.text in DASHES
