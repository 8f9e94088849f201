"""Events of single sentences, read by the shipped reader: one construction a case."""

from collections.abc import Callable

import pytest

from streams.models import Article, Event
from streams.nlp import build_extractor

Read = Callable[[str, str], tuple[Event, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Return a function that reads the events of a text."""
    extract = build_extractor()

    def events(language: str, text: str) -> tuple[Event, ...]:
        return extract(Article.model_validate({"id": "a", "title": "t", "text": text, "language": language}))

    return events


def roles(events: tuple[Event, ...]) -> set[tuple[str, str, str | None, str | None]]:
    return {
        (e.type, e.trigger.text, e.actor.text if e.actor else None, e.recipient.text if e.recipient else None)
        for e in events
    }


@pytest.mark.parametrize(
    ("language", "text", "row"),
    [
        ("de", "Der Hafen bleibt zu, so der Minister.", ("statement", "so", "Minister", None)),
        ("de", "Der Hafen, so Weber weiter, bleibt geschlossen.", ("statement", "so", "Weber", None)),
        ("de", "Laut Angaben der Polizei brannte ein Haus.", ("statement", "Laut", "Polizei", None)),
        ("de", "Behördenangaben zufolge brannte ein Haus.", ("statement", "zufolge", "Behördenangaben", None)),
        ("de", "Der Minister warf der Opposition Untätigkeit vor.", ("accusation", "warf", "Minister", "Opposition")),
        (
            "de",
            "Die Partei kündigte in einem Brief an die Bürger an, zu sparen.",
            ("commitment", "kündigte", "Partei", "Bürger"),
        ),
        ("de", "Der Architekt drohte dem Bauherrn.", ("warning", "drohte", "Architekt", "Bauherrn")),
        ("en", "The court suspended four judges.", ("decision", "suspended", "court", "four judges")),
        ("en", "She pleaded with the mayor to help.", ("request", "pleaded", "She", "mayor")),
        ("en", "The heiress accused her uncle.", ("accusation", "accused", "heiress", "her uncle")),
        ("de", "Die Opposition erhielt Kritik von der Kirche.", ("reaction", "Kritik", "Kirche", "Opposition")),
        ("de", "Deutliche Ablehnung kam von den Gewerkschaften.", ("refusal", "Ablehnung", "Gewerkschaften", None)),
        ("de", "Ablehnung kam von den Gewerkschaften.", ("refusal", "Ablehnung", "Gewerkschaften", None)),
        ("de", "Die beiden Parteien schlossen sich zusammen.", ("agreement", "schlossen", "Parteien", None)),
        ("de", "Er erhielt Unterstützung von der Gewerkschaft.", ("reaction", "Unterstützung", "Gewerkschaft", "Er")),
        ("en", "The navy turned away two boats.", ("refusal", "turned", "navy", None)),
        ("en", "Police arrested and questioned the student.", ("accusation", "questioned", "Police", "student")),
        ("en", "He asked why not raise the fee.", ("statement", "asked", "He", None)),
        ("de", "Das Parlament beschliesst am Freitag das Gesetz.", ("decision", "beschliesst", "Parlament", None)),
        ("de", "Der Aussenminister begrüsste die Massnahme.", ("reaction", "begrüsste", "Aussenminister", None)),
        ("en", "Human Rights Watch accused the army of killing civilians.", ("force", "killing", "army", "civilians")),
        ("en", "Analysts expect the bank to raise rates in March.", ("decision", "raise", "bank", None)),
        ("en", "The town promised us to raise taxes.", ("commitment", "promised", "town", "us")),
        ("en", "The UN has called for an end to the siege.", ("request", "called", "UN", None)),
        ("en", "Asked about the raid, the spokesman declined to comment.", ("statement", "Asked", None, "spokesman")),
        ("en", "The king said that prices fell but insisted that it works.", ("statement", "insisted", "king", None)),
        ("en", "The port said it would close, citing safety fears.", ("statement", "citing", "port", None)),
        ("en", "The bill, which was backed by all, passed the Senate.", ("decision", "passed", "Senate", None)),
        ("en", "The Senate confirmed Judge Jane Hill to the court.", ("decision", "confirmed", "Senate", "Jane Hill")),
        ("en", "The minister visited a gas terminal.", ("meeting", "visited", "minister", "gas terminal")),
        ("en", "Rescuers pulled a boy from the rubble.", ("aid", "pulled", "Rescuers", "boy")),
        ("en", "Doctors signed a letter demanding higher pay.", ("request", "demanding", "Doctors", None)),
        ("en", "Doctors received a letter demanding higher pay.", ("request", "demanding", "letter", None)),
        ("en", "Iran launched dozens of drones at Israel.", ("force", "launched", "Iran", "Israel")),
        (
            "en",
            "Brazil's president-elect named Fernando Haddad as minister.",
            ("decision", "named", "Brazil's president-elect", "Fernando Haddad"),
        ),
        ("en", "The head of the IMF, Kristalina Hill, warned us.", ("warning", "warned", "Kristalina Hill", "us")),
        ("en", "Regulators fined Google €2.4 billion.", ("decision", "fined", "Regulators", "Google")),
        ("en", "The rebels have called for a ceasefire.", ("request", "called", "rebels", None)),
        ("en", "The publisher defended its choice.", ("reaction", "defended", "publisher", None)),
        ("en", "The remarks of the minister angered us.", ("statement", "remarks", "minister", None)),
        ("en", "The EU has offered Serbia membership.", ("commitment", "offered", "EU", "Serbia")),
        ("en", "The militants killed at least 12 soldiers.", ("force", "killed", "militants", "at least 12 soldiers")),
        ("en", "Clashes between voters and police broke out.", ("protest", "Clashes", "voters and police", None)),
        ("de", "Der Präsident drohte Griechenland mit Krieg.", ("warning", "drohte", "Präsident", "Griechenland")),
        (
            "de",
            "Ein Gericht hat ihn zu neun Jahren Straflager verurteilt.",
            ("decision", "verurteilt", "Gericht", "ihn"),
        ),
        (
            "en",
            "The agency quoted the minister as saying that the talks failed.",
            ("statement", "saying", "minister", None),
        ),
        (
            "de",
            "Ein Mann ist in Köln von zwei Unbekannten überfallen worden.",
            ("force", "überfallen", "zwei Unbekannten", "Mann"),
        ),
        ("de", "Meine Damen und Herren, wir lehnen den Antrag ab.", ("refusal", "lehnen", "wir", None)),
        ("de", "Ich bitte Sie um Zustimmung zu unserem Antrag.", ("request", "bitte", "Ich", "Sie")),
        ("de", "Die Polizei sucht Zeugen des Unfalls.", ("request", "sucht", "Polizei", None)),
        ("de", "Kiew forderte den Westen auf, Waffen zu liefern.", ("request", "forderte", "Kiew", "Westen")),
        (
            "en",
            "The court found the former minister guilty of fraud.",
            ("decision", "guilty", "court", "former minister"),
        ),
        ("en", "They praised the strikes which killed ten fighters.", ("force", "killed", "which", "ten fighters")),
        ("en", "The party stood by its leader.", ("reaction", "stood", "party", "its leader")),
        ("en", "Lawmakers walked out of the chamber in protest.", ("protest", "protest", "Lawmakers", None)),
        ("de", "Beschäftigte legten am Montag die Arbeit nieder.", ("protest", "legten", "Beschäftigte", None)),
        (
            "de",
            "Das Gericht hat den Politiker zu einer Strafe verurteilt.",
            ("decision", "verurteilt", "Gericht", "Politiker"),
        ),
        ("de", "Die Kanzlerin hält die Kritik für überzogen.", ("statement", "hält", "Kanzlerin", None)),
        ("de", "Der Europarat zeigte sich alarmiert über die Lage.", ("reaction", "alarmiert", "Europarat", None)),
        ("de", "Tausende demonstrieren in Paris.", ("protest", "demonstrieren", "Tausende", None)),
        ("en", "Two killed in Kabul blast", ("force", "killed", None, "Two")),
        ("de", "Das Gericht sprach den Angeklagten frei.", ("decision", "sprach", "Gericht", "Angeklagten")),
        ("de", "Verhandlungen zwischen Rom und Wien begannen.", ("meeting", "Verhandlungen", "Rom und Wien", None)),
        ("en", "Talks resumed between Iran and Oman.", ("meeting", "Talks", "Iran and Oman", None)),
        ("de", "Der Verein trennt sich von seinem Trainer.", ("decision", "trennt", "Verein", "Trainer")),
        ("de", "Die Partei nominierte sie als Kandidatin.", ("decision", "nominierte", "Partei", "sie")),
        ("de", "Das berichten mehrere Zeitungen.", ("statement", "berichten", "Zeitungen", None)),
        (
            "de",
            "Ein Sprecher der Bahn, Jens Kolb, sagte, es fahre kein Zug.",
            ("statement", "sagte", "Jens Kolb", None),
        ),
        ("de", "Der Senat will den Bauern helfen.", ("commitment", "will", "Senat", "Bauern")),
        ("en", "US airstrikes hit the town.", ("force", "airstrikes", "US", None)),
        (
            "en",
            "The mayor said in a letter to the governor that the bridge was safe.",
            ("statement", "said", "mayor", "governor"),
        ),
        ("en", "The governor, who has criticised the plan, stayed away.", ("reaction", "criticised", "who", None)),
        ("de", "Er wurde zum Präsidium gebracht und dort vernommen.", ("accusation", "vernommen", None, "Er")),
        ("de", "Es gab Kritik von der Opposition.", ("reaction", "Kritik", "Opposition", None)),
        ("en", "The bridge, said Mauer, is closed.", ("statement", "said", "Mauer", None)),
        ("en", "There was criticism from the opposition.", ("reaction", "criticism", "opposition", None)),
        ("en", "The mayor received praise from the governor.", ("reaction", "praise", "governor", "mayor")),
        ("en", "The mayor came under fire from the opposition.", ("reaction", "fire", "opposition", "mayor")),
        ("de", "Der Angeklagte erhielt eine Haftstrafe.", ("decision", "Haftstrafe", None, "Angeklagte")),
        ("en", "Police arrested and questioned the student.", ("force", "arrested", "Police", "student")),
        ("de", "Die Kirche übte Kritik am Vorhaben des Senats.", ("reaction", "Kritik", "Kirche", "Senats")),
        ("de", "Der Minister sagte vor Journalisten, er bleibe.", ("statement", "sagte", "Minister", "Journalisten")),
        ("en", "He praised the plan that the governor rejected.", ("refusal", "rejected", "governor", None)),
        ("de", "Er lobte den Plan, den die Kirche kritisiert hat.", ("reaction", "kritisiert", "Kirche", None)),
        (
            "de",
            "Anhänger Saddam Husseins demonstrierten.",
            ("protest", "demonstrierten", "Anhänger Saddam Husseins", None),
        ),
        ("de", "Das Haus, so Owada, sei sicher.", ("statement", "so", "Owada", None)),
        ("de", "Die Hacker schrieben und kündigten weitere Aktionen an.", ("commitment", "kündigten", "Hacker", None)),
        ("de", "Das Amt räumte den Anwohnern ein Vorrecht ein.", ("decision", "räumte", "Amt", "Anwohnern")),
        ("de", "Der Sender will wissen, dass sie log.", ("statement", "will", "Sender", None)),
        ("en", "IBM announced that it will cut 500 jobs.", ("commitment", "announced", "IBM", None)),
        ("en", "IBM announced that the plant was safe.", ("statement", "announced", "IBM", None)),
        (
            "en",
            "The  Morning group of papers reported a blast.",
            ("statement", "reported", "Morning group of papers", None),
        ),
        (
            "en",
            "The firm's chief officer, James McAlpine, resigned and its chairman, Frank Stone, is stepping in.",
            ("decision", "resigned", "James McAlpine", None),
        ),
        (
            "de",
            "Die Ministerin will den Bauern helfen und kritisierte die Opposition.",
            ("reaction", "kritisierte", "Ministerin", "Opposition"),
        ),
        (
            "de",
            "Aus Regierungskreisen verlautete, dass es regne.",
            ("statement", "verlautete", "Regierungskreisen", None),
        ),
        ("de", "Nach NASA-Angaben ist das Wrack alt.", ("statement", "NASA-Angaben", "NASA-Angaben", None)),
        ("de", "Nach einer Studie der WHO steigt die Zahl der Fälle.", ("statement", "Studie", "WHO", None)),
        (
            "de",
            (
                "Wie der Direktor des Amtes, Peter Schmidt, mitteilte, "
                "waren die Gäste nicht ausreichend über den Test aufgeklärt worden."
            ),
            ("statement", "mitteilte", "Peter Schmidt", None),
        ),
    ],
)
def test_an_event_has_its_roles(
    language: str, text: str, row: tuple[str, str, str | None, str | None], read: Read
) -> None:
    assert row in roles(read(language, text))


@pytest.mark.parametrize(
    ("language", "text", "trigger"),
    [
        ("de", "Die Behörde kann Verdächtige verhaften.", "verhaften"),
        ("de", "Der Fahrer verletzte sich.", "verletzte"),
        ("de", "Man befürchtet, dass es regnet.", "befürchtet"),
        ("de", "Ersten Angaben zufolge regnete es.", "zufolge"),
        ("en", "The mayor can ban the march.", "ban"),
        ("en", "If the court convicts him, he faces prison.", "convicts"),
        ("en", "He angered voters by rejecting the plan.", "rejecting"),
        ("en", "It is an effort to reduce prices.", "reduce"),
        ("de", "Die Brücke ist gesperrt.", "gesperrt"),
        ("en", "Speaking in Rome, the mayor said that the bridge was closed.", "Speaking"),
        ("de", "Bei dem Erdbeben wurden drei Menschen getötet.", "getötet"),
        ("en", "Three people were killed in the earthquake.", "killed"),
        ("de", "Nach dem Eintreffen der Feuerwehr brannte das Haus.", "Eintreffen"),
        ("de", "Der Hubschrauber der Polizei landete.", "Hubschrauber"),
        ("de", "Ein Besucher der Ministerin lachte.", "Besucher"),
        ("de", "Im Süden ist sie gefragt.", "gefragt"),
        ("de", "Die Schule präsentiert sich als offen.", "präsentiert"),
        ("en", "The results will be revealed on Monday.", "revealed"),
        ("en", "A second attack could not be ruled out.", "ruled"),
        ("en", '"I\'m afraid that we will lose," said the coach.', "afraid"),
        ("en", "It was considered to have a chance.", "considered"),
        ("en", "The minister faced criticism from the opposition.", "opposition"),
        ("de", "Die Frau stellte einen Antrag an das Gericht.", "Gericht"),
        ("de", "Sie werden gemäß dem Dekret zusammengefasst.", "gemäß"),
        ("de", "Am Montag wurde ein Sanierungsverfahren eröffnet.", "Sanierungsverfahren"),
        ("en", "He was caught trying to steal.", "steal"),
        ("en", "The ministers discussed how to ban it.", "ban"),
        ("en", "On taxes, 42% say they are content.", "say"),
        ("de", "Die Fahrerin wurde von einem Notarzt untersucht.", "untersucht"),
        ("de", "Die Rebellen drohen die Stadt zu verlieren.", "drohen"),
        ("de", "Viele Menschen gingen auf die Straße, so auch im bayerischen Füssen.", "so"),
        ("de", "Das folgt der Regel, der zufolge Genf mehr Rechte hat.", "zufolge"),
        ("de", "Nach einer norwegischen Studie steigt das Risiko.", "Studie"),
        ("de", "Wir lassen uns nicht einschüchtern.", "einschüchtern"),
        ("en", "A crane collapsed on the mosque, killing 107 people.", "killing"),
        ("en", "Amid mounting criticism, the company said it would stop.", "criticism"),
        ("de", "Die Regierung setze auf Gewalt, so der Vorwurf der Opposition.", "so"),
        ("de", "Die Familie brachte sich in Sicherheit.", "Sicherheit"),
    ],
)
def test_what_only_names_an_act_is_no_event(language: str, text: str, trigger: str, read: Read) -> None:
    assert trigger not in {event.trigger.text for event in read(language, text)}


@pytest.mark.parametrize(
    ("language", "text", "trigger", "modality"),
    [
        ("de", "Der Mann soll einen Polizisten getötet haben.", "getötet", "possible"),
        ("de", "Die Straße musste gesperrt werden.", "gesperrt", "actual"),
        ("de", "Die Regierung wird das Gesetz verabschieden.", "verabschieden", "future"),
        ("en", "The minister is expected to visit Paris.", "visit", "future"),
        ("en", "Paris claims that the church imprisoned her.", "imprisoned", "possible"),
        ("en", "The minister said he would ban the march.", "ban", "future"),
        ("en", "The envoy will travel through May, visiting two camps.", "visiting", "future"),
        ("en", "The envoy travelled through May, visiting two camps.", "visiting", "actual"),
    ],
)
def test_auxiliaries_and_governing_verbs_tell_the_modality(
    language: str, text: str, trigger: str, modality: str, read: Read
) -> None:
    found = [event.modality for event in read(language, text) if event.trigger.text == trigger]

    assert found == [modality]


SAID = [
    ("de", "Wie die Polizei mitteilte, brannte ein Haus.", "mitteilte", ("brannte ein Haus", "indirect")),
    ("de", "Er kommentierte das Urteil: „Das ist ein Erfolg.“", "kommentierte", ("„Das ist ein Erfolg.“", "direct")),
    (
        "de",
        "Blum ist Chef von Acme und wird diese Aufgabe auch behalten, wie Acme gestern mitteilte.",
        "mitteilte",
        ("Blum ist Chef von Acme und wird diese Aufgabe auch behalten", "indirect"),
    ),
    (
        "de",
        "Oft habe der Hund gebellt, so Celik, die auch angab, dass ihr Nachbar gerufen habe.",
        "so",
        ("Oft habe der Hund gebellt", "indirect"),
    ),
    ("de", "Wie die Bahn bekannt gab, steigen die Preise.", "gab", ("steigen die Preise", "indirect")),
    (
        "de",
        "Der Trainer beeilte sich zu erklären, die Regeln stellten kein Hindernis dar.",
        "erklären",
        ("die Regeln stellten kein Hindernis dar", "indirect"),
    ),
    ("de", "Das Amt begründete dies damit, dass es regne.", "begründete", ("dass es regne", "indirect")),
    ("de", "Der Rat ruft alle dazu auf, Wasser zu sparen.", "ruft", ("Wasser zu sparen", "indirect")),
    ("en", "The bridge, the mayor said, is safe.", "said", ("The bridge, the mayor said, is safe", "indirect")),
    ("en", "He said it was safe and the road would open.", "said", ("it was safe and the road would open", "indirect")),
    ("en", "“I want to close the bridge,” the mayor said.", "said", ("“I want to close the bridge,”", "direct")),
    ("en", "“We will fight,” the mayor said, turning to the crowd.", "said", ("“We will fight,”", "direct")),
    ("en", "Merkel: Europe must stand together", "Merkel", ("Europe must stand together", "indirect")),
    ("en", "“Out!” the crowd yelled.", "yelled", ("“Out!”", "direct")),
    ("en", "“No way!” the audience shouted back.", "shouted", ("“No way!”", "direct")),
    ("en", "The UN called on both sides to respect the truce.", "called", ("to respect the truce", "indirect")),
]


@pytest.mark.parametrize(("language", "text", "trigger", "said"), SAID)
def test_content_is_all_that_is_said(language: str, text: str, trigger: str, said: tuple[str, str], read: Read) -> None:
    found = [
        (e.content.text if e.content else None, e.quote) for e in read(language, text) if e.trigger.text == trigger
    ]

    assert found == [said]


@pytest.mark.parametrize(
    ("language", "text", "trigger", "content"),
    [
        ("de", "Die Polizei ließ das Gebäude räumen.", "räumen", "das Gebäude"),
        ("de", "Die Kanzlerin will eine Reform.", "will", "eine Reform"),
        ("de", "Die Regierung plant höhere Steuern.", "plant", "höhere Steuern"),
        ("de", "Die Ministerin hat die Tat als „abscheulich“ bezeichnet.", "bezeichnet", "die Tat als „abscheulich“"),
        ("de", "Experten halten den Plan für unrealistisch.", "halten", "den Plan für unrealistisch"),
        ("de", "Die Taliban haben Frauen den Besuch von Schulen verboten.", "verboten", "den Besuch von Schulen"),
        ("de", "Zum Auftakt rief Guterres zu mehr Eile auf.", "rief", "zu mehr Eile"),
        ("de", "Der Konzern will Stellen streichen, wie ein Sprecher bestätigte.", "will", "Stellen streichen"),
        ("en", "The EU has offered Serbia membership.", "offered", "membership"),
        ("en", "Critics called the plan a mistake.", "called", "the plan a mistake"),
        ("de", "Die Ministerin erklärte den Streit für beendet.", "erklärte", "den Streit für beendet"),
        ("en", "The board voted 7 to 2 to approve the plan.", "voted", "to approve the plan"),
        ("en", "The council voted unanimously to extend it.", "voted", "to extend it"),
        ("en", "They have barred women from attending university.", "barred", "from attending university"),
        ("de", "Die Beamten stellten das Messer sicher.", "stellten", "das Messer"),
        ("de", "Die Opposition fordert Konsequenzen.", "fordert", "Konsequenzen"),
        ("de", "Das berichten mehrere Zeitungen.", "berichten", "Das"),
        ("en", "He was criticised for what he said.", "criticised", "for what he said"),
        ("en", "The striker was shown a red card.", "shown", "a red card"),
        ("en", "The firm said it was safe and added that it would pay.", "said", "it was safe"),
        (
            "en",
            "They were encouraged to leave early and take the bus.",
            "encouraged",
            "to leave early and take the bus",
        ),
        ("de", "Die Ministerin will helfen und kritisierte die Kirche.", "will", "helfen"),
    ],
)
def test_content_is_what_the_act_is_about(language: str, text: str, trigger: str, content: str, read: Read) -> None:
    found = [e.content.text if e.content else None for e in read(language, text) if e.trigger.text == trigger]

    assert found == [content]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "said"),
    [
        (
            "en",
            "“The mayor would never have proposed it. Nor would the governor,” Cross wrote.",
            "Cross",
            "“The mayor would never have proposed it. Nor would the governor,”",
        ),
        (
            "de",
            "„Er war ein kreativer Kopf, der in Erinnerung bleibt. Der Künstler“, schrieb „Die Woche“ gestern.",
            "Woche",
            "„Er war ein kreativer Kopf, der in Erinnerung bleibt. Der Künstler“",
        ),
        ("en", '"If only they could join us," said one.', "one", '"If only they could join us,"'),
        (
            "de",
            "Im Ausschuss sagte die Kanzlerin Teilnehmern zufolge: „Das war es. Mehr gibt es nicht.“",
            "Kanzlerin",
            "„Das war es. Mehr gibt es nicht.“",
        ),
    ],
)
def test_a_whole_quotation_belongs_to_its_speaker(
    language: str, text: str, speaker: str, said: str, read: Read
) -> None:
    event = next(e for e in read(language, text) if e.quote == "direct")

    assert event.actor is not None
    assert speaker in event.actor.text
    assert event.content is not None
    assert (event.content.text, event.modality, event.polarity) == (said, "actual", "affirmed")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The governor called her rival “uniquely unqualified.”", "direct"),
        ("Die Partei forderte einen „offenen Umgang mit der Schuld“.", "direct"),
        ("Der Prediger rief zum „Heiligen Krieg“ auf.", None),
    ],
)
def test_an_object_in_quotation_marks_is_quoted_unless_it_is_a_term(text: str, quote: str | None, read: Read) -> None:
    (event,) = read("en" if "governor" in text else "de", text)

    assert event.quote == quote


def test_a_compound_may_name_who_informs(read: Read) -> None:
    (event,) = read("de", "Nach Polizeiangaben brannte ein Haus.")

    assert event.actor is not None
    assert (event.trigger.text, event.actor.text) == ("Polizeiangaben", "Polizeiangaben")


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Die Ministerin nannte den Beschluss einen fairen Kompromiss.", "welcome"),
        ("Die Ministerin nannte den Beschluss einen faulen Kompromiss.", "criticise"),
    ],
)
def test_what_something_is_called_tells_whether_it_is_welcome(text: str, mode: str, read: Read) -> None:
    (event,) = read("de", text)

    assert (event.type, event.mode) == ("reaction", mode)


def test_what_stands_in_another_ones_quotation_is_no_direct_quotation(read: Read) -> None:
    events = read("en", "“I refuse to close the bridge,” the mayor said.")

    assert [e.quote for e in events if e.trigger.text == "refuse"] == ["indirect"]


def test_a_name_before_a_colon_speaks(read: Read) -> None:
    (event,) = read("de", "Jens Kolb: „Der Hafen bleibt zu.“")

    assert (event.type, event.trigger.text, event.quote) == ("statement", "Jens", "direct")


def test_who_fails_to_get_elected_is_not_elected(read: Read) -> None:
    (event,) = read("en", "The senator failed to get re-elected.")

    assert event.polarity == "negated"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Das Amt warnte die Bürger nicht vor dem Hochwasser.", "negated"),
        ("Das Amt warnte die Bürger nicht vor Regen, sondern vor Hagel.", "affirmed"),
        ("Das Amt warnte die Bürger nicht nur vor Regen.", "affirmed"),
    ],
)
def test_not_before_a_phrase_denies_the_act_unless_something_else_is_named(
    text: str, polarity: str, read: Read
) -> None:
    assert [e.polarity for e in read("de", text) if e.type == "warning"] == [polarity]


@pytest.mark.parametrize(
    ("language", "text", "trigger"),
    [
        ("en", "The police ended the inquiry without arresting the man.", "arresting"),
        ("en", "Instead of negotiating, the government sent troops.", "negotiating"),
        ("de", "Statt zu verhandeln, schickte die Regierung Truppen.", "verhandeln"),
    ],
)
def test_what_is_left_undone_is_negated(language: str, text: str, trigger: str, read: Read) -> None:
    assert [e.polarity for e in read(language, text) if e.trigger.text == trigger] == ["negated"]


@pytest.mark.parametrize("text", ["The mayor spoke on Wednesday with reporters.", "He thanked voters on Sunday night."])
def test_when_something_is_said_is_not_what_is_said(text: str, read: Read) -> None:
    (event,) = read("en", text)

    assert event.content is None


@pytest.mark.parametrize(
    ("text", "trigger", "content"),
    [
        ("„Es war laut wie ein Zug“, beschreibt ein Anwohner den Sturm.", "beschreibt", "„Es war laut wie ein Zug“"),
        ("Laut Berichten ist er jetzt 24 Jahre alt; damals wäre er 16 gewesen.", "Laut", "ist er jetzt 24 Jahre alt"),
        ("Sie kritisierte die Entscheidung der Aufsicht scharf: „Das ist ein Fehler.“", "Entscheidung", None),
    ],
)
def test_what_is_said_ends_with_its_clause_and_belongs_to_one_act(
    text: str, trigger: str, content: str | None, read: Read
) -> None:
    (event,) = (e for e in read("de", text) if e.trigger.text == trigger)

    assert (event.content.text if event.content else None) == content


def test_a_dated_document_speaks(read: Read) -> None:
    (event,) = read("de", "In einer Erklärung des Präsidenten Jens Kolb vom Freitag heißt es, der Hafen bleibe zu.")

    assert event.actor is not None
    assert event.actor.text.startswith("Erklärung des Präsidenten")
