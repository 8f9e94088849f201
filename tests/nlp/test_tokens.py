import pytest
import spacy

from streams.nlp.tokens import tune_tokenizer


def _tokens(language: str, text: str) -> list[str]:
    nlp = spacy.blank(language)
    tune_tokenizer(nlp)
    doc = nlp.make_doc(text)
    assert doc.text == text
    return [token.text for token in doc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("am 20. Mai", "am|20.|Mai"),
        ("im Jahr 1998.", "im|Jahr|1998|."),
        ("auf 22. Der", "auf|22|.|Der"),
        ("Papst Pius IX. starb", "Papst|Pius|IX.|starb"),
        ("z. B. Dr. Ahn", "z.|B.|Dr.|Ahn"),
        ("US-Präsident in Berlin-Mitte", "US-Präsident|in|Berlin-Mitte"),
        ("die Kugel GmbH.", "die|Kugel|GmbH|."),
        ("das gibt's", "das|gibt|'s"),
        ("Haus Nr. 5", "Haus|Nr.|5"),
    ],
)
def test_german_tokens_follow_the_treebanks(text: str, expected: str) -> None:
    assert _tokens("de", text) == expected.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't", "do|n't"),
        ("Ann's", "Ann|'s"),
        ("Gov. Ash", "Gov.|Ash"),
        ("plan No. 5", "plan|No.|5"),
        ("He said No.", "He|said|No|."),
        ("non-profit co-founder", "non-profit|co-founder"),
        ("US-led talks", "US|-|led|talks"),
        ("nor was I.", "nor|was|I|."),
        ("the U.S. army", "the|U.S.|army"),
    ],
)
def test_english_tokens_follow_the_treebanks(text: str, expected: str) -> None:
    assert _tokens("en", text) == expected.split("|")


def test_an_empty_text_has_no_tokens() -> None:
    assert _tokens("de", "") == []


def test_long_runs_without_a_space_are_cut_into_their_characters() -> None:
    assert len(_tokens("en", "(" * 5000)) == 5000
