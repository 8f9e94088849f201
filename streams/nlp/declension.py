"""German declension: which genders, numbers and cases a form may have as a noun, an article, an adjective, a pronoun.

What is possible is a number with a bit for each of SLOTS, in their order.
"""

from collections.abc import Iterable, Mapping
from itertools import product

from streams.nlp.nouns import Analysis

ATTRIBUTES = ("Gender", "Number", "Case")
GENDERS = ("Masc", "Fem", "Neut")
NUMBERS = ("Sing", "Plur")
CASES = ("Nom", "Gen", "Dat", "Acc")
SLOTS = tuple(product(GENDERS, NUMBERS, CASES))
"""A value for each of ATTRIBUTES."""
ANYTHING = (1 << len(SLOTS)) - 1


def _possible(genders: Iterable[str], numbers: Iterable[str], cases: Iterable[str]) -> int:
    return sum(1 << SLOTS.index(slot) for slot in product(genders, numbers, cases))


def _parsed(kinds: str) -> int:
    """Return what "NomMasc GenPlur Dat" names: a case with a gender in the singular, with the plural, or alone."""
    found = 0
    for kind in kinds.split():
        case, rest = kind[:3], kind[3:]
        if rest == "Plur":
            found |= _possible(GENDERS, ["Plur"], [case])
        else:
            found |= _possible([rest] if rest else GENDERS, ["Sing"] if rest else NUMBERS, [case])
    return found


def _table(rows: Mapping[str, str]) -> dict[str, int]:
    return {form: _parsed(kinds) for forms, kinds in rows.items() for form in forms.split()}


NO_GENITIVE = _parsed("Nom Dat Acc")

STRONG = _table({
    "e": "NomFem AccFem NomPlur AccPlur", "er": "NomMasc GenFem DatFem GenPlur", "em": "DatMasc DatNeut",
    "es": "NomNeut AccNeut GenMasc GenNeut", "en": "AccMasc DatPlur GenMasc GenNeut" })  # fmt: skip
"""Endings of "dieser", "jeder", "welcher"; their last case is that of "jeden Jahres"."""
ADJECTIVE = _table({
    "e": "NomMasc NomFem NomNeut AccFem AccNeut NomPlur AccPlur", "er": "NomMasc GenFem DatFem GenPlur",
    "es": "NomNeut AccNeut", "em": "DatMasc DatNeut",
    "en": "GenMasc GenFem GenNeut DatMasc DatFem DatNeut AccMasc NomPlur GenPlur DatPlur AccPlur" })  # fmt: skip
"""Endings of adjectives, with and without an article before them."""
INVARIABLE = frozenset("deren dergleichen dessen lauter super weniger".split())
"""Articles and adjectives without an ending that only look as if they had one."""
PRONOMINAL = ("dies", "jen", "jed", "jedwed", "welch", "manch", "all", "sämtlich")
POSSESSIVE = ("kein", "mein", "dein", "sein", "ihr", "unser", "unsr", "euer", "eur")
BARE = "NomMasc NomNeut AccNeut"
"""What a possessive without ending and "ein" stand before."""

ARTICLES = {
    **_table({
        "der": "NomMasc GenFem DatFem GenPlur", "die": "NomFem AccFem NomPlur AccPlur", "das": "NomNeut AccNeut",
        "den": "AccMasc DatPlur", "dem": "DatMasc DatNeut", "des": "GenMasc GenNeut",
        "ein": BARE, "eine": "NomFem AccFem", "einen": "AccMasc", "einem": "DatMasc DatNeut",
        "einer": "GenFem DatFem", "eines": "GenMasc GenNeut" }),
    **{stem + ending: possible for stem in (*PRONOMINAL, *POSSESSIVE) for ending, possible in STRONG.items()},
    **dict.fromkeys(POSSESSIVE, _parsed(BARE)),
}  # fmt: skip

PRONOUNS = _table({
    "ich du wir man": "Nom", "er": "NomMasc", "mich dich ihn": "Acc", "mir dir ihm ihnen": "Dat", "ihr": "Nom Dat",
    "es sie was": "Nom Acc", "uns euch sich": "Dat Acc", "wen": "Acc", "wem": "Dat", "wer": "Nom",
    "der": "NomMasc GenFem DatFem", "die": "NomFem AccFem NomPlur AccPlur", "das": "NomNeut AccNeut",
    "den": "AccMasc", "dem": "DatMasc DatNeut", "denen": "DatPlur", "niemandem jemandem": "Dat",
    "niemanden jemanden": "Acc" })  # fmt: skip

PREPOSITIONS = _table({
    "aus außer bei entgegen entsprechend fernab gegenüber mit mitsamt nach nahe nebst samt seit von zu zufolge zuliebe "
    "gemäß binnen": "Dat",
    "durch für gegen ohne um wider": "Acc",
    "an auf hinter in neben über unter vor zwischen": "Dat Acc",
    "abseits anhand anlässlich anläßlich angesichts anstatt anstelle aufgrund außerhalb bezüglich dank einschließlich "
    "diesseits halber hinsichtlich infolge inmitten innerhalb jenseits laut mangels mithilfe mittels oberhalb seitens "
    "statt trotz ungeachtet unterhalb unweit während wegen zugunsten zulasten zwecks": "Gen Dat",
    "am beim im vom zum": "DatMasc DatNeut", "hinterm überm unterm vorm": "DatMasc DatNeut", "zur": "DatFem",
    "ans aufs durchs fürs hinters ins übers ums unters vors": "AccNeut" })  # fmt: skip
"""What each preposition, and each contraction with an article, asks of its noun."""


def of_noun(analyses: Iterable[Analysis]) -> int:
    """Return what a noun may be by what its form can be, anything where nothing is known of it."""
    genders = {gender[0]: gender for gender in GENDERS}
    cases = {case[0]: case for case in CASES}
    found = 0
    for _, possible, *numbers in analyses:
        for number, initials in zip(NUMBERS, numbers, strict=True):
            found |= _possible([genders[g] for g in possible], [number], [cases[c] for c in initials])
    return found or ANYTHING


def of_modifier(form: str, upos: str) -> int:
    """Return what an article or an adjective may be by its ending."""
    word = form.lower()
    if upos == "DET" and word in ARTICLES:
        return ARTICLES[word]
    if word in INVARIABLE or (upos == "ADJ" and not (form.isalpha() and form.islower())):  # "Berliner", "80er"
        return ANYTHING
    return ADJECTIVE.get(word[-2:]) or ADJECTIVE.get(word[-1:], ANYTHING)


def same_cases(possible: int) -> int:
    """Return all that has a case that is possible: what a coordinated noun may be."""
    cases = {slot[2] for number, slot in enumerate(SLOTS) if possible >> number & 1}
    return _possible(GENDERS, NUMBERS, cases)
