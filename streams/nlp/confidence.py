"""How likely an event is right: a logistic model over what is known when it is read.

Right means that an annotator names the same act by the same actor. The weights come from annotated articles
(`training/confidence.py`); features that they do not know, such as a user's own types, weigh nothing.
"""

import json
import math
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from streams.nlp.content import Content
from streams.nlp.names import How
from streams.nlp.relations import relation
from streams.nlp.triggers import Candidate
from streams.plover import Status

DECIMALS = 3
FAR = 12
"""Words between actor and trigger from which on they count as far apart."""
DENIES, DOUBTS = 0.98, 0.3
"""How probable it is to the reader's event head that a trigger is none, from which on it denies or doubts it."""
LONG, VERY_LONG = 25, 45
"""Words of a sentence; parse errors grow with length."""


def features(
    candidate: Candidate, actor: Token | None, content: Content | None, status: Status, how: How | None
) -> Iterator[str]:
    """Yield what holds of an event; `how` says how its actor's name was found."""
    row, frame = candidate.row, candidate.frame
    yield f"language {row.language}"
    yield f"type {row.type}"
    yield f"mode {row.type}/{row.mode}"
    yield f"rule {row.pos}"
    yield "rule with conditions" if row.when else "rule without conditions"
    yield f"trigger {relation(frame.base)}"
    yield from _head(frame.trigger)
    yield from _actor(candidate, actor)
    if how not in {None, "as written"}:
        yield f"name by {how}"
    yield f"content {content.quote or 'phrase'}" if content is not None else "content none"
    if status.polarity == "negated":
        yield "negated"
    if status.modality != "actual":
        yield status.modality
    words = len(frame.trigger.sent)
    if words > LONG:
        yield "very long sentence" if words > VERY_LONG else "long sentence"


def _head(trigger: Token) -> Iterator[str]:
    """Yield what the reader's event head thinks of a trigger; another pipeline has none."""
    odds = trigger.doc._.event_odds
    if odds is not None:
        none = odds[trigger.i, 0]
        yield "head denies" if none > DENIES else "head doubts" if none > DOUBTS else "head agrees"


def _actor(candidate: Candidate, actor: Token | None) -> Iterator[str]:
    """Yield what the actor is and where it stands."""
    frame = candidate.frame
    if actor is None:
        yield "no actor in a passive" if frame.passive else "no actor"
        return
    yield f"actor {actor.ent_type_ or actor.pos_}"
    if actor.head not in {frame.base, frame.trigger}:
        yield "actor of another clause"
    if abs(actor.i - frame.trigger.i) > FAR:
        yield "actor far away"


def confidence(found: Iterable[str]) -> float:
    """Return the probability that an event with these features is right."""
    weights = load_weights()
    score = weights["bias"] + sum(weights.get(feature, 0.0) for feature in found)
    return round(1 / (1 + math.exp(-score)), DECIMALS)


@cache
def load_weights() -> dict[str, float]:
    """Return the shipped weights: log odds by feature, and the bias."""
    weights: dict[str, float] = json.loads(files("streams.nlp").joinpath("confidence.json").read_text("utf-8"))
    return weights
