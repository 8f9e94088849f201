"""The first look leaves out sentences that hold no event, never one that does, the user's own triggers among them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.models import Article
from streams.nlp.events import EventCoder
from streams.nlp.first_look import FirstLook
from streams.nlp.lexicon import Lexicon, load_lexicon
from streams.nlp.pipelines import own_pipeline
from streams.nlp.reader import make_reader

ARTICLES = [
    Article.model_validate_json(line)
    for path in ("seeds/articles.jsonl", "benchmarks/articles.jsonl")
    for line in Path(path).read_text("utf-8").splitlines()
    if json.loads(line).get("text")
]
Look = Callable[[str, str], bool]


def look_of(lexicon: Lexicon) -> FirstLook:
    nlp, _ = own_pipeline(lexicon.language)
    return FirstLook(lexicon, make_reader(nlp, "reader").lemmas)


@pytest.fixture(scope="module")
def is_read(lexicons: dict[str, Lexicon]) -> Look:
    looks = {language: look_of(lexicon) for language, lexicon in lexicons.items()}
    return lambda language, sentence: looks[language]([["Titel"], sentence.split()])[1]


@pytest.mark.parametrize(
    ("language", "sentence", "read"),
    [
        ("de", "Der Ort liegt an einem See .", False),
        ("de", "Die Stadt kündigte den Vertrag im Mai an .", True),
        ("de", "Es regnet , so der Sprecher , seit Tagen .", True),
        ("de", "Nach Polizeiangaben war niemand da .", True),
        ("de", "Sie nahm davon Kenntnis und „ schwieg “ .", True),
        ("en", "The village lies by a lake .", False),
        ("en", "The mayor turned the plan down .", True),
        ("en", "The end of the road lies by a lake .", False),
        ("en", "The union ended the talks .", True),
        ("en", "According to police , nobody was there .", True),
        ("en", "Merkel : Europe is old .", True),
        ("en", "It rains again . -- Anna Berg ( @aberg ) May 8 , 2016", True),
    ],
)
def test_a_sentence_is_read_if_its_words_can_make_a_trigger(
    is_read: Look, language: str, sentence: str, *, read: bool
) -> None:
    assert is_read(language, sentence) is read


def test_a_sentence_is_read_if_a_pronoun_behind_it_may_mean_somebody_in_it(lexicons: dict[str, Lexicon]) -> None:
    look = look_of(lexicons["en"])
    sentences = [words.split() for words in ("A title", "Anna Berg is 40 .", "She warned of floods .", "Rain falls .")]

    assert look(sentences) == [True, True, True, False]


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("fusionieren", "Beide fusionieren ."),
        ("fusionieren", "Beide fusionierten ."),
        ("fusionieren", "Beide haben fusioniert ."),
        ("wegrechnen", "Beide rechneten es weg ."),
        ("wegrechnen", "Beide haben es weggerechnet ."),
    ],
)
def test_a_trigger_of_the_users_own_is_seen(tmp_path: Path, verb: str, words: str) -> None:
    own = tmp_path / "own.de.tsv"
    own.write_text(
        f"trigger\tpos\ttype\tmode\tactor\trecipient\tcontent\twhen\n{verb}\tVERB\tmerger\tmerge\t-\t-\tobj mit\t-\n"
    )

    assert look_of(load_lexicon("de", own=[own]))([["Titel"], words.split()]) == [True, True]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_no_event_is_lost(lexicons: dict[str, Lexicon], article: Article) -> None:
    language = article.language or "de"
    lexicon = lexicons[language]
    coder = EventCoder(lexicon, version="0", model="m")
    triggers = [
        [(event.type, event.trigger) for event in coder(article, nlp(article.text))]
        for nlp in (own_pipeline(language)[0], own_pipeline(language, lexicon=lexicon)[0])
    ]

    assert triggers[0] == triggers[1]
