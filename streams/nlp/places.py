"""Where an act took place: the place that its clause names, with its country, and coordinates if it is a known city."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from streams.gazetteer import City, locate, state_of
from streams.models import Place
from streams.nlp.countries import country_name, country_of
from streams.nlp.lexicon import Lexicon, Row
from streams.nlp.phrases import plain_name
from streams.nlp.relations import conjuncts, preposition, relation
from streams.nlp.slots import Frame
from streams.nlp.spans import named

PLACED = frozenset({"obl", "nmod", "advmod"})
AT_RECIPIENT = frozenset({("meeting", "visit"), ("force", "attack"), ("force", "seize")})
"""Acts that take place where their recipient or object is, if that is a place ("besuchte Kiew")."""
PHYSICAL = frozenset({"aid", "force", "meeting", "protest"})
"""Types whose phrases of place say where the act was, those of who or what was acted on too ("shelled a base in …")."""
DEEP = 3
"""How many nouns may stand between an act and its place ("met at a hotel in Cairo")."""


@dataclass(frozen=True)
class Places:
    """The places of one article; `nationalities` are its words of nationality, by token, with their countries."""

    doc: Doc
    lexicon: Lexicon
    nationalities: Mapping[int, str]

    def of(self, row: Row, frame: Frame, recipient: Token | None) -> Place | None:
        """Return where an act took place; `recipient` is the head of who or what it is directed at."""
        physical = row.type in PHYSICAL
        acted_on = recipient if recipient is not None else frame.filler("obj")
        heads = dict.fromkeys((frame.trigger, frame.base, *([acted_on] if physical and acted_on is not None else [])))
        meant = frozenset() if physical else {*row.recipient, *row.content}
        for head in heads:
            found = self._inside(head, self.lexicon.words["locative"] - meant, DEEP)
            if found is not None:
                return self.place(found)
        entity = named(acted_on) if (row.type, row.mode) in AT_RECIPIENT and acted_on is not None else None
        return self.place(entity) if entity is not None and self._is_place(entity) else None

    def _is_place(self, entity: Span) -> bool:
        """Tell whether an entity is a place: a lone country or capital is one, whatever the name tagger took it for."""
        return entity.label_ == "LOC" or country_of(plain_name(entity), self.lexicon.language) is not None

    def _inside(self, head: Token, prepositions: frozenset[str], depth: int) -> Span | None:
        """Return the place in a phrase of place that hangs on `head`, or on the noun of one."""
        for child in head.children:
            if relation(child) not in PLACED or preposition(child, self.lexicon) not in prepositions:
                continue
            for part in conjuncts(child):
                entity = named(part)
                if entity is not None and entity.label_ == "LOC":
                    return entity
            below = self._inside(child, prepositions, depth - 1) if depth > 1 else None
            if below is not None:
                return below
        return None

    def place(self, entity: Span) -> Place:
        """Return the place that an entity names."""
        name = plain_name(entity)
        language = self.lexicon.language
        code = country_of(name, language)
        city = None if code and country_name(code, language) == name else self._city(name, code, entity)
        state = state_of(name) if city is None else None
        return Place(
            text=entity.text,
            start=entity.start_char,
            end=entity.end_char,
            name=name,
            country=city.country if city is not None else code or ("USA" if state else None),
            latitude=city.latitude if city is not None else None,
            longitude=city.longitude if city is not None else None,
            geonames_id=city.geonames_id if city is not None else None,
        )

    def _city(self, name: str, capital_of: str | None, entity: Span) -> City | None:
        return locate(name, mentioned=self._mentioned, within=capital_of or self._beside(entity))

    def _beside(self, entity: Span) -> str | None:
        """Return the country or state that the text names behind a city ("Springfield, Illinois")."""
        after = self.doc[entity.end : entity.end + 2]
        if len(after) < 2 or after[0].text not in {",", "("}:  # noqa: PLR2004 - the mark and the name
            return None
        neighbour = named(after[1])
        if neighbour is None or neighbour.start != after[1].i or neighbour.label_ != "LOC":
            return None
        return state_of(neighbour.text) or country_of(neighbour.text, self.lexicon.language)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """The countries that the article mentions, by name, capital or nationality."""
        language = self.lexicon.language
        named_here = (country_of(plain_name(e), language) for e in self.doc.ents if e.label_ in {"LOC", "ORG"})
        return frozenset(self.nationalities.values()) | frozenset(code for code in named_here if code)
