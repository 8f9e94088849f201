"""Stretches of text for the fields of an event: the phrase that names somebody, the clause or object."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from streams.nlp.morphology import has
from streams.nlp.relations import conjuncts, relation

NAME_LINKS = frozenset({"flat", "appos", "compound", "nmod", "dep", "nsubj"})
KEPT = frozenset({"amod", "compound", "nummod", "flat", "fixed", "nmod", "case", "advmod", "goeswith", "list", "dep"})
MAKING = frozenset({"als", "as"})
"""Prepositions before what somebody is made or taken for, no part of who it is."""
LONGEST_TITLE = 6
"""Words between a title and the name that it belongs to."""
LONGEST_APPOSITION = 14
"""Words between a title and a name in apposition, the title's own complements."""
LONGEST_QUOTED_NAME = 5
INSIDE = 1
"""spaCy's number for a token that goes on with an entity."""
QUOTES = frozenset('„“”»«"')
POSSESSIVES = ("'s", "’s", "'", "’")
OPENERS = frozenset("„»“\"'‘‚(«")


def named(token: Token) -> Span | None:
    """Return the named entity that a token stands in."""
    if not token.ent_type:
        return None
    doc, start, end = token.doc, token.i, token.i + 1
    while doc[start].ent_iob == INSIDE:
        start -= 1
    while end < len(doc) and doc[end].ent_iob == INSIDE:
        end += 1
    if end - start > 1 and has(doc[start], "Definite", "Ind"):
        start += 1  # "An Acme spokesman": the article is no part of the name
    return Span(doc, start, end, label=token.ent_type)


def name_of(span: Span) -> str:
    """Return a name's text on one line, without the English possessive mark."""
    text = span.text
    for ending in POSSESSIVES:
        text = text.removesuffix(ending)
    return " ".join(text.split())


def mention(token: Token) -> Span:
    """Return the shortest phrase that `token` heads: a name without its title, else the phrase without its article.

    Of a coordination it is the whole phrase. Relative clauses, appositions in commas and brackets are left out.
    """
    heads = conjuncts(token)
    if len(heads) > 1 and not _clause_between(heads[0], heads[-1]):
        first, last = simple_mention(heads[0]), simple_mention(heads[-1])
        return token.doc[min(first.start, last.start) : max(first.end, last.end)]
    return simple_mention(token)


def _clause_between(first: Token, last: Token) -> bool:
    """Tell whether a finite clause stands between two heads, so that a parser has joined them by mistake."""
    return any(has(t, "VerbForm", "Fin") for t in first.doc[first.i + 1 : last.i])


def simple_mention(token: Token) -> Span:
    """Return the shortest phrase that `token` heads, without the phrases coordinated with it."""
    doc = token.doc
    own = named(token)
    if own is not None and own.label_ == "PER":
        return own
    person = _name_beside(token)
    if person is not None:
        return person
    inside = sorted(_phrase(token), key=lambda t: t.i)
    indices = {t.i for t in inside}
    start = end = token.i
    while start - 1 in indices:
        start -= 1
    while end + 1 in indices:
        end += 1
    while start < token.i and (doc[start].is_space or _opens_phrase(doc[start], doc[start + 1])):
        start += 1
    while end > token.i and (doc[end].is_space or (relation(doc[end]) == "case" and doc[end].pos_ == "ADP")):
        end -= 1
    if own is not None and relation(token) != "nmod":
        start, end = min(start, own.start), max(end, own.end - 1)
    return doc[start : end + 1]


def ended_before(span: Span, place: int | None) -> Span:
    """Return a phrase up to a place in the text (code points) inside it, where another role of the event begins."""
    if place is None or not span.start_char < place < span.end_char:
        return span
    return trimmed(span.doc, span.start, next(t.i for t in span if t.idx + len(t) > place)) or span


def _is_owner(entity: Span, noun: Token) -> bool:
    """Tell whether a name right behind a noun is its genitive, not its apposition ("Anhänger Saddam Husseins")."""
    after = entity.doc[entity.end] if entity.end < len(entity.doc) else None
    genitive = has(entity[-1], "Case", "Gen") and entity[-1].lower_.endswith(("s", "’", "'"))
    return genitive and not has(noun, "Case", "Gen") and (after is None or after.pos_ not in {"NOUN", "ADJ"})


def _opens_phrase(word: Token, following: Token) -> bool:
    """Tell whether a word before a phrase is none of its own: an article, a preposition, "also" before an article."""
    name = relation(word)
    if name == "case" and word.head == following and has(following, "Degree", "Sup"):
        return False  # "at least 12 soldiers"
    if name == "advmod":
        return word.pos_ in {"ADV", "PART"} and (relation(following) == "det" or following.pos_ == "PROPN")
    return name in {"det", "case", "fixed", "cc", "punct"} and word.text not in OPENERS


def _name_beside(token: Token) -> Span | None:
    """Return the name of whom or what `token` is the title or the kind ("Bundeskanzler Olaf Scholz", "the firm Acme").

    A person's name may also follow in commas ("the spokesman of the police, John Smith"), an organisation's only
    directly or in quotation marks.
    """
    if token.pos_ not in {"NOUN", "PROPN"} or token.ent_type_ == "PER":
        return None
    for child in (*token.children, *_misplaced_names(token)):
        if relation(child) not in NAME_LINKS or child.i < token.i or _has_case(child):
            continue
        entity = named(child)
        if entity is None or entity.label_ not in {"PER", "ORG"} or entity.start <= token.i < entity.end:
            continue
        if _is_owner(entity, token):
            continue
        between = token.doc[token.i + 1 : entity.start]
        titles = all(t.pos_ in {"PROPN", "NOUN", "ADJ", "X", "PUNCT"} or t.ent_type_ for t in between)
        if entity.label_ == "PER":
            apposed = relation(child) in {"appos", "flat"} and len(between) <= LONGEST_APPOSITION
            if apposed or (titles and len(between) <= LONGEST_TITLE):
                return entity
        elif relation(child) in {"appos", "flat"} and token.pos_ == "NOUN" and all(t.text in OPENERS for t in between):
            return entity
    return _quoted_name(token)


def _misplaced_names(title: Token) -> Iterator[Token]:
    """Yield persons in apposition to what a title is of, which is no person ("the head of the IMF, Anna Berg, …")."""
    for office in title.children:
        if relation(office) == "nmod" and office.i > title.i and office.ent_type_ in {"ORG", "LOC"}:
            yield from (c for c in office.children if relation(c) == "appos" and c.ent_type_ == "PER")


def _quoted_name(token: Token) -> Span | None:
    """Return the name in quotation marks right behind the noun for what bears it ("der Zeitung „Morgenpost“")."""
    doc, start = token.doc, token.i + 2
    if (
        token.pos_ != "NOUN"
        or start >= len(doc)
        or doc[start - 1].text not in QUOTES
        or token.i + 1 >= token.sent.end - 1
    ):
        return None
    for end in range(start + 1, min(start + LONGEST_QUOTED_NAME, len(doc)) + 1):
        if end < len(doc) and doc[end].text in QUOTES:
            return doc[start:end] if doc[start].text[:1].isupper() else None
    return None


def _has_case(token: Token) -> bool:
    return any(relation(child) == "case" for child in token.children) or has(token, "Case", "Gen")


def _phrase(token: Token) -> Iterable[Token]:
    """Yield a noun phrase's words: modifiers and attached phrases, no clauses, no appositions behind a comma."""
    yield token
    for child in token.children:
        name = relation(child)
        if child.i > token.i and any(relation(c) == "case" and c.lower_ in MAKING for c in child.children):
            continue  # "nominated her as its candidate"
        if name in KEPT or name == "det":
            if (
                name == "nmod"
                and child.i > token.i
                and any(relation(c) == "punct" and c.i < child.i and c.text in {",", "("} for c in child.children)
            ):
                continue
            yield from child.subtree if name in {"nmod", "amod"} else _phrase(child)
        elif name == "punct" and child.text in {"-", "–", "/", "„", "“", "”", '"', "»", "«", "'", "’"}:
            yield child
        elif name == "conj" and child.pos_ == "ADJ":
            yield from child.subtree


def trimmed(doc: Doc, start: int, end: int) -> Span | None:
    """Return the tokens from `start` to `end` (exclusive) without spaces and punctuation at the edges."""
    while start < end and (
        doc[start].is_space or doc[start].text in {",", ":", ";", ".", "–", "-", "—", ")", "!", "?"}
    ):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in {",", ":", ";", ".", "–", "-", "—", "("}):
        end -= 1
    return doc[start:end] if start < end else None


def subtree_span(token: Token, without: Iterable[Token] = ()) -> Span | None:
    """Return the stretch around `token` that its subtree covers, cut where the subtrees of `without` begin."""
    indices = {t.i for t in token.subtree}
    for other in without:
        if other.i in indices and other != token:
            indices -= {t.i for t in other.subtree if t != token}
    places = sorted(indices | {token.i})
    low = high = places.index(token.i)
    while low > 0 and _joined(token.doc, places[low - 1], places[low]):
        low -= 1
    while high + 1 < len(places) and _joined(token.doc, places[high], places[high + 1]):
        high += 1
    return trimmed(token.doc, places[low], places[high] + 1)


def _joined(doc: Doc, left: int, right: int) -> bool:
    """Tell whether nothing but punctuation stands between two tokens."""
    return all(doc[i].is_punct or doc[i].is_space or doc[i].is_quote for i in range(left + 1, right))
