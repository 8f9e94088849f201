"""What an article's short names of organisations stand for: abbreviations in brackets, initials, first words."""

import re
from collections.abc import Iterator
from itertools import accumulate

from spacy.tokens import Doc

from streams.nlp.genders import is_given_name
from streams.nlp.spans import name_of, simple_mention

BRACKETED = re.compile(r"^(?P<name>.+?) ?\((?P<short>[A-ZÄÖÜ][\w/-]{1,9})\)?$")
ABBREVIATION = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ/-]{1,7}s?$")
COMPANY_FORMS = frozenset("AG Co. Company Corp. Corporation GmbH Inc. KG Ltd. PLC SE plc".split())


def full_names(doc: Doc) -> dict[str, str]:
    """Return the full names of an article's organisations by their short ones."""
    names = {name_of(ent) for ent in doc.ents if ent.label_ == "ORG" or ent[-1].text in COMPANY_FORMS}
    short_of = dict(_shortened(sorted(names, key=lambda name: (len(name), name))))
    short_of |= {short: name for short, name in _bracketed(doc, names) if _stands_for(short, name)}
    return short_of


def without_brackets(name: str) -> str:
    """Return a name without the abbreviation behind it."""
    bracketed = BRACKETED.match(name)
    return bracketed["name"] if bracketed else name


def _bracketed(doc: Doc, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what may be an abbreviation with what stands before its bracket."""
    for name in sorted(names):
        if bracketed := BRACKETED.match(name):
            yield bracketed["short"], bracketed["name"]
    for opening in (token for token in doc[1:-2] if token.text == "("):
        before = opening.nbor(-1)
        if before.pos_ in {"NOUN", "PROPN"} and before.ent_type_ != "PER":
            for head in (*reversed(list(before.ancestors)), before):  # the shortest phrase that has the letters wins
                if head.i < opening.i:
                    start = min(simple_mention(head).start, before.i)
                    yield opening.nbor(1).text, name_of(doc[start : opening.i])


def _shortened(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield short names with the longer ones that begin with them or have their initials; the shortest is last."""
    whole = [name for name in names if not BRACKETED.match(name) and not name.split()[-1][0].islower()]
    known = set(whole)
    for name in reversed(whole):
        first, *rest = name.split()
        if rest and not is_given_name(rest[0]) and (rest[-1] in COMPANY_FORMS or first in known):
            yield first, name
        for short in (*accumulate((first, *rest[:-1]), "{} {}".format), _initials(name)):
            if short in known and short != name:
                yield short, name


def _stands_for(short: str, name: str) -> bool:
    """Tell whether an abbreviation's letters stand in a name in their order, the first one at its start."""
    letters = iter(name.casefold())
    in_order = all(letter in letters for letter in short.casefold() if letter.isalpha())
    return bool(ABBREVIATION.match(short)) and not ABBREVIATION.match(name) and name[:1] == short[:1] and in_order


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[:1].isupper())
