"""Explains an event: which rule made it, why each of its fields has its value, and the parse around its trigger.

Looks at what an event was read from once it is read; nothing of this runs when nobody asks.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from streams.explanation import Explanation, Reason, Word
from streams.models import Event, Participant, Span
from streams.nlp.builder import Coded
from streams.nlp.confidence import load_weights
from streams.nlp.lexicon import Condition
from streams.nlp.names import How
from streams.nlp.relations import relation
from streams.nlp.slots import Frame
from streams.ontology import ontology

NOTHING = "-"
DEEP = 2
"""How far below the trigger and its clause's head words are shown."""
STRONGEST = 4
"""Features shown beside a confidence."""
SAID: dict[How, str] = {
    "as written": "named as written",
    "full name": "the article's fullest name for it",
    "role": "the article names who has this role",
    "pronoun": "the pronoun's antecedent",
    "relative pronoun": "what the relative clause describes",
}
STATUS = frozenset({"aux", "mark", "advmod", "cop"})


def explain(coded: Coded) -> Explanation:
    """Return the explanation of an event."""
    return Explanation(tuple(_reasons(coded)), tuple(_words(coded)))


def _reasons(coded: Coded) -> Iterator[Reason]:
    event, frame, roles = coded.event, coded.candidate.frame, coded.roles
    yield Reason("type", f"{event.type}/{event.mode}", _rule(coded))
    yield Reason("trigger", event.trigger.text, _trigger(frame, event.trigger.lemma))
    yield _participant("actor", event.actor, roles.actor, frame, coded.actor_how)
    yield _participant("recipient", event.recipient, roles.recipient, frame, coded.recipient_how)
    yield Reason("content", _shown(event.content), _content(coded))
    yield Reason("quote", event.quote or NOTHING, _quote(event))
    if event.stance is not None:
        yield Reason("stance", event.stance, f"what the mode {event.mode} implies")
    yield Reason("polarity", event.polarity, _polarity(frame, event))
    yield Reason("modality", event.modality, _modality(frame, event))
    yield Reason("time", event.time.value if event.time else NOTHING, _time(event))
    yield Reason("place", event.place.name if event.place else NOTHING, _place(event))
    if event.via is not None:
        yield Reason("via", event.via.name, "named as the source")
    yield Reason(
        "PLOVER", f"{event.plover.type}, quad {event.plover.quad}" if event.plover else NOTHING, _plover(event)
    )
    yield Reason("confidence", f"{event.confidence:.2f}", _confidence(coded))


def _rule(coded: Coded) -> str:
    """Return the row of the trigger file that fired, with what met its conditions."""
    row, frame = coded.candidate.row, coded.candidate.frame
    slots = ((name, getattr(row, name)) for name in ("actor", "recipient", "content"))
    parts = [f"{row.rule} {row.pos}", *(f"{name} in {' or '.join(filled)}" for name, filled in slots if filled)]
    return "; ".join([*parts, *(_met(condition, frame) for condition in row.when)])


def _met(condition: Condition, frame: Frame) -> str:
    if not condition.slot:
        return condition.test
    filler = frame.actor_subject if condition.slot == "actor" else frame.filler(condition.slot)
    by = f" ({filler.text})" if filler is not None else ""
    test = (
        f"{condition.slot}={condition.word_class}"
        if condition.test == "class"
        else f"{condition.test}:{condition.slot}"
    )
    return test + by


def _trigger(frame: Frame, lemma: str) -> str:
    particle = next((c.text for c in frame.trigger.children if c.dep_.startswith("compound:prt")), None)
    told = f"form of {lemma}" + (f" with its particle {particle}" if particle else "")
    return told if frame.base == frame.trigger else f"{told}; its clause is that of {frame.base.text}"


def _participant(
    field: str,
    participant: Participant | None,
    role: tuple[Token, object] | None,
    frame: Frame,
    how: How | None,
) -> Reason:
    if participant is None or role is None:
        passive = field == "actor" and frame.passive
        return Reason(field, NOTHING, "a passive that names no agent" if passive else "none in the row's slots")
    about = ", ".join(part for part in (participant.kind, participant.country) if part)
    named = SAID[how] if how is not None else ""
    why = "; ".join(part for part in (path(frame.trigger, role[0]), named, about) if part)
    return Reason(field, participant.name, why)


def path(start: Token, end: Token) -> str:
    """Return the way through the parse: "a →conj b" is a word a that is b's conj, "b ←nsubj c" a b whose nsubj is c."""
    above, down = [start, *start.ancestors], [end, *end.ancestors]
    meeting = next((token for token in down if token in above), None)
    if meeting is None:
        return "in another sentence"
    up = "".join(f" →{token.dep_} {token.head.text}" for token in above[: above.index(meeting)])
    back = "".join(f" ←{token.dep_} {token.text}" for token in reversed(down[: down.index(meeting)]))
    return f"{start.text}{up}{back}"


def _content(coded: Coded) -> str:
    event, frame, row = coded.event, coded.candidate.frame, coded.candidate.row
    if event.content is None:
        return "nothing in the row's slots" if row.content else "the row has no content"
    if event.quote == "direct":
        return "the quotation that the trigger introduces"
    clause = frame.clause
    if event.quote == "indirect" and clause is not None:
        return path(frame.trigger, clause)
    slots = (frame.clause if slot == "clause" else frame.filler(slot) for slot in row.content)
    return next((path(frame.trigger, filler) for filler in slots if filler is not None), "what the attribution covers")


def _quote(event: Event) -> str:
    if event.content is None:
        return "no content"
    return {
        "direct": "quotation marks hold nearly all of it",
        "indirect": "a clause without quotation marks around it",
        None: "a phrase, no clause",
    }[event.quote]


def _polarity(frame: Frame, event: Event) -> str:
    if event.polarity == "affirmed":
        return f"nothing negates {frame.base.text}"
    words = frame.lexicon.words
    negations = words["negations"] | words["negative_determiners"] | words["negative_marks"]
    near = (frame.trigger, frame.base, frame.subject, frame.filler("obj"))
    found = next((c for t in near if t is not None for c in (t, *t.children) if c.lower_ in negations), None)
    return path(frame.trigger, found) if found is not None else path(frame.trigger, frame.base.head)


def _modality(frame: Frame, event: Event) -> str:
    told = [c.text for c in frame.base.children if relation(c) in STATUS and c != frame.trigger]
    said = f"{frame.base.text} with {', '.join(told)}" if told else f"{frame.base.text} alone"
    return said if event.modality == "actual" or told else f"{said}, under {frame.base.head.text}"


def _time(event: Event) -> str:
    if event.time is None:
        return "no time in its clause"
    published = event.article.published_at
    against = f" seen from {published.date()}" if published else ""
    return f"{event.time.text}{against}"


def _place(event: Event) -> str:
    place = event.place
    if place is None:
        return "no place in its clause"
    where = f"GeoNames {place.geonames_id} at {place.latitude}, {place.longitude}" if place.geonames_id else ""
    return (
        ", ".join(part for part in (place.country, where) if part) or "no country, or more than one place of this name"
    )


def _plover(event: Event) -> str:
    mode = ontology().get(event.type, {}).get(event.mode)
    by_mode = mode.plover if mode is not None else None
    if event.plover == by_mode:
        return f"of the mode {event.mode}" if by_mode else "PLOVER has no such type"
    if event.plover is None:
        return "the act did not happen"
    return "an act to come" if event.modality == "future" else "by what its words tell (plover.toml)"


def _confidence(coded: Coded) -> str:
    weights = load_weights()
    weighed = sorted(((weights.get(f, 0.0), f) for f in coded.features), key=lambda pair: (-abs(pair[0]), pair[1]))
    return ", ".join(f"{feature} {weight:+.2f}" for weight, feature in weighed[:STRONGEST])


def _shown(span: Span | None) -> str:
    return span.text if span is not None else NOTHING


def _words(coded: Coded) -> Iterator[Word]:
    """Yield, in the order of the text, the words near the trigger and those that head its roles."""
    frame, roles = coded.candidate.frame, coded.roles
    heads = [role[0] for role in (roles.actor, roles.recipient) if role is not None]
    shown = {token.i for token in _around((frame.trigger, frame.base), DEEP)}
    for head in heads:
        shown |= {head.i, *(a.i for a in head.ancestors)}
    named = {frame.trigger.i: "trigger", **{head.i: "" for head in heads}}
    if roles.actor is not None:
        named[roles.actor[0].i] = "actor"
    if roles.recipient is not None:
        named[roles.recipient[0].i] = "recipient"
    for index in sorted(shown):
        token = frame.trigger.doc[index]
        if not token.is_space:
            yield Word(
                text=token.text,
                lemma=token._.verb or token.lemma_,
                pos=token.pos_,
                relation=token.dep_,
                head=token.head.text if token.head != token else NOTHING,
                role=named.get(index) or _inside(coded, token) or NOTHING,
            )


def _around(tokens: Iterable[Token], depth: int) -> Iterator[Token]:
    for token in tokens:
        yield token
        if depth:
            yield from _around(token.children, depth - 1)


def _inside(coded: Coded, token: Token) -> str | None:
    """Return the field whose words a token is among."""
    event = coded.event
    spans: dict[str, Span | None] = {
        "actor": event.actor,
        "recipient": event.recipient,
        "time": event.time,
        "place": event.place,
        "content": event.content,
    }
    return next((name for name, span in spans.items() if span and span.start <= token.idx < span.end), None)
