"""Confidence at run time: a probability from the shipped weights, lower where more can be wrong."""

import pytest

from streams.nlp import build_reader
from streams.nlp.confidence import confidence, load_weights
from streams.testing import article

READ = build_reader(lambda coded: (coded.event, coded.features))


def test_it_is_a_probability_for_any_features() -> None:
    assert 0 < confidence([]) < 1
    assert confidence(["a user's own feature"]) == confidence([])


def test_it_follows_from_the_features_alone() -> None:
    ((event, features), *_) = READ(article("Der Minister kritisierte am Montag den Bericht.", language="de"))

    assert event.confidence == confidence(features)
    assert {"language de", "type reaction", "rule VERB", "actor NOUN"} <= set(features)


@pytest.mark.parametrize(("known", "less"), [("content direct", "content phrase"), ("actor PER", "no actor")])
def test_what_is_easier_to_read_is_surer(known: str, less: str) -> None:
    assert confidence([known]) > confidence([less])


def test_every_weight_belongs_to_a_feature_that_can_occur() -> None:
    kinds = (
        "language",
        "type",
        "mode",
        "rule",
        "trigger",
        "actor",
        "name by",
        "content",
        "head",
        "no actor",
        "long",
        "very long",
    )
    others = {"bias", "negated", "future", "possible", "hypothetical"}

    assert all(name in others or name.startswith(kinds) for name in load_weights())
