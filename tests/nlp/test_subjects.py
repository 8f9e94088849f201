"""Who is the subject of a verb, whatever the parser took the words for."""

import pytest

from streams.nlp.lexicon import Lexicon
from streams.nlp.relations import is_dative
from streams.nlp.subjects import is_passive, subject_of

from .conftest import Parse

Lexicons = dict[str, Lexicon]


def subject(parse: Parse, lexicons: Lexicons, language: str, lines: str, verb: str) -> str | None:
    doc = parse(language, lines)
    token = next(t for t in doc if t.text == verb)
    found = subject_of(token, lexicons[language])
    return found.text if found is not None else None


def test_a_name_behind_its_title_is_the_subject_though_both_are_tagged_so(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    sagt VERB 0 root VerbForm=Fin|Number=Sing
    Professor NOUN 1 nsubj Number=Sing
    Weber PROPN 1 nsubj Number=Sing PER
    """

    assert subject(parse, lexicons, "de", lines, "sagt") == "Weber"


def test_the_nearest_of_two_subjects_speaks(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Three NUM 2 nummod
    firefighters NOUN 6 nsubj Number=Plur
    were AUX 4 aux:pass VerbForm=Fin
    hurt VERB 6 ccomp VerbForm=Part
    , PUNCT 4 punct
    said VERB 0 root VerbForm=Fin
    mayor NOUN 6 nsubj Number=Sing
    """

    assert subject(parse, lexicons, "en", lines, "said") == "mayor"


def test_number_tells_the_subject_from_a_fronted_object(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Zeugen NOUN 4 nsubj Number=Plur
    soll AUX 4 aux VerbForm=Fin|Number=Sing
    Richter NOUN 4 nsubj Number=Sing
    bedrohen VERB 0 root VerbForm=Inf
    """

    assert subject(parse, lexicons, "de", lines, "bedrohen") == "Richter"


def test_das_before_the_verb_is_its_object_where_somebody_follows(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Das PRON 2 nsubj
    berichten VERB 0 root VerbForm=Fin|Number=Plur
    Journalisten NOUN 2 obj Number=Plur
    """

    assert subject(parse, lexicons, "de", lines, "berichten") == "Journalisten"


def test_a_clause_behind_a_quotation_has_the_subject_that_was_taken_for_an_object(
    parse: Parse, lexicons: Lexicons
) -> None:
    lines = """
    Es PRON 2 nsubj
    brennt VERB 0 root VerbForm=Fin
    , PUNCT 4 punct
    teilte VERB 2 parataxis VerbForm=Fin|Number=Sing
    die DET 6 det
    Polizei NOUN 4 obj Number=Sing
    mit ADP 4 compound:prt
    """

    assert subject(parse, lexicons, "de", lines, "teilte") == "Polizei"


def test_who_takes_measures_carries_out_their_purpose(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Acme PROPN 2 nsubj Number=Sing ORG
    launched VERB 0 root VerbForm=Fin
    a DET 4 det
    campaign NOUN 2 obj Number=Sing
    to PART 6 mark
    persuade VERB 4 acl VerbForm=Inf
    """

    assert subject(parse, lexicons, "en", lines, "persuade") == "Acme"


def test_a_participle_after_a_clause_belongs_to_who_speaks_above_it(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Soldiers NOUN 2 nsubj Number=Plur
    conceded VERB 0 root VerbForm=Fin
    strikes NOUN 4 nsubj Number=Plur
    failed VERB 2 ccomp VerbForm=Fin
    , PUNCT 6 punct
    pledging VERB 4 advcl VerbForm=Part
    """

    assert subject(parse, lexicons, "en", lines, "pledging") == "Soldiers"


@pytest.mark.parametrize(
    ("auxiliary", "expected"), [("hatte AUX 4 aux VerbForm=Fin", False), ("wurde AUX 4 aux:pass VerbForm=Fin", True)]
)
def test_a_participle_in_a_relative_clause_is_passive_only_with_its_auxiliary(
    auxiliary: str, parse: Parse, lexicons: Lexicons, *, expected: bool
) -> None:
    doc = parse(
        "de",
        f"""
        Frau NOUN 0 root Number=Sing
        , PUNCT 4 punct
        die PRON 4 nsubj PronType=Rel
        angeboten VERB 1 acl VerbForm=Part|Tense=Past
        {auxiliary}
        """,
    )

    assert is_passive(doc[3], lexicons["de"]) is expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("dem DET 2 det\nMinister NOUN 0 root Number=Sing|Gender=Masc", True),
        ("der DET 2 det\nPartei NOUN 0 root Number=Sing|Gender=Fem", True),
        ("der DET 2 det\nMinister NOUN 0 root Number=Sing|Gender=Masc", False),
        ("den DET 2 det\nBehörden NOUN 0 root Number=Plur|Gender=Fem", True),
        ("den DET 2 det\nMinister NOUN 0 root Number=Sing|Gender=Masc", False),
        ("die DET 2 det\nBehörden NOUN 0 root Number=Plur|Gender=Fem", False),
    ],
)
def test_articles_tell_the_dative(phrase: str, parse: Parse, lexicons: Lexicons, *, expected: bool) -> None:
    doc = parse("de", phrase)

    assert is_dative(doc[-1], lexicons["de"]) is expected


def test_a_verb_behind_a_conjunction_has_the_subject_before(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    Ministerin NOUN 2 nsubj Number=Sing
    lobte VERB 0 root VerbForm=Fin|Number=Sing
    Bauern NOUN 2 obj Number=Plur
    und CCONJ 5 cc
    rügte VERB 2 conj VerbForm=Fin|Number=Sing
    Opposition NOUN 5 nsubj Number=Sing
    """

    assert subject(parse, lexicons, "de", lines, "rügte") == "Ministerin"


def test_who_speaks_between_commas_may_stand_before_the_verb(parse: Parse, lexicons: Lexicons) -> None:
    lines = """
    bridge NOUN 6 nsubj Number=Sing
    , PUNCT 1 punct
    mayor NOUN 1 appos Number=Sing
    said VERB 6 parataxis VerbForm=Fin
    , PUNCT 4 punct
    safe ADJ 0 root
    """

    assert subject(parse, lexicons, "en", lines, "said") == "mayor"


@pytest.mark.parametrize(("verb", "passive"), [("geplant", True), ("gekommen", False)])
def test_a_participle_with_sein_is_passive_unless_its_perfect_takes_sein(
    parse: Parse, lexicons: Lexicons, verb: str, *, passive: bool
) -> None:
    lemma = {"geplant": "planen", "gekommen": "kommen"}[verb]
    doc = parse("de", f"Bau NOUN 3 nsubj\nist AUX 3 aux VerbForm=Fin\n{verb} VERB 0 root VerbForm=Part")
    doc[1].lemma_, doc[2].lemma_ = "sein", lemma

    assert is_passive(doc[2], lexicons["de"]) is passive
