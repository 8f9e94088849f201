import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.nlp.times import Tense, TimeExpression, find_times

MONDAY = date(2024, 11, 18)

EDTF_DATE = r"\d{4}~?|\d{4}-(?:0[1-9]|1[0-2])~?|\d{4}-(?:2[1-4]|3[3-6]|4[01])|\d{4}-\d\d-\d\d~?|\d{3}X|\d{2}XX"
EDTF = re.compile(rf"(?:{EDTF_DATE})|(?:{EDTF_DATE}|\.\.)/(?:{EDTF_DATE}|\.\.)")


def _resolved(text: str, language: str, tense: Tense = "past", published: date | None = MONDAY) -> list[str | None]:
    return [expression.resolve(published, tense) for expression in find_times(text, language)]


PAST = [
    ("de", "seit drei Jahren", "2021/.."),
    ("de", "im ersten Halbjahr 2024", "2024-40"),
    ("de", "in der zweiten Hälfte des Jahres 2023", "2023-41"),
    ("de", "in der zweiten Septemberhälfte", "2024-09-16/2024-09-30"),
    ("de", "in den nächsten fünf Jahren", "2024/2029"),
    ("de", "in den kommenden Tagen", "2024-11-18/2024-11~"),
    ("de", "am Dienstag und Mittwoch", "2024-11-12/2024-11-13"),
    ("en", "in the first half of 2024", "2024-40"),
    ("en", "in the second half of May", "2024-05-16/2024-05-31"),
    ("en", "the day before yesterday", "2024-11-16"),
    ("en", "on Thursday and Friday", "2024-11-14/2024-11-15"),
    ("en", "over the next five years", "2024/2029"),
    ("en", "as of Friday", "2024-11-22/.."),
    ("de", "heute", "2024-11-18"),
    ("de", "gestern Abend", "2024-11-17"),
    ("de", "vorgestern", "2024-11-16"),
    ("de", "am Montag", "2024-11-18"),
    ("de", "am Freitagnachmittag", "2024-11-15"),
    ("de", "am vergangenen Dienstag", "2024-11-12"),
    ("de", "am kommenden Mittwoch", "2024-11-20"),
    ("de", "am Wochenende", "2024-11-16/2024-11-17"),
    ("de", "letzte Woche", "2024-11-11/2024-11-17"),
    ("de", "nächsten Monat", "2024-12"),
    ("de", "im vergangenen Jahr", "2023"),
    ("de", "vor drei Tagen", "2024-11-15"),
    ("de", "vor gut zwei Jahren", "2022~"),
    ("de", "vor einigen Wochen", "2024-10~"),
    ("de", "in den vergangenen vier Jahren", "2020/2024"),
    ("de", "Mitte September", "2024-09"),
    ("de", "Anfang 2023", "2023"),
    ("de", "im Dezember", "2023-12"),
    ("de", "im Mai vergangenen Jahres", "2023-05"),
    ("de", "im Sommer", "2024-22"),
    ("de", "im Winter 2021/22", "2021-24"),
    ("de", "im dritten Quartal 2023", "2023-35"),
    ("de", "am 13. November", "2024-11-13"),
    ("de", "am Samstag, den 9. November", "2024-11-09"),
    ("de", "3.11.2008", "2008-11-03"),
    ("de", "am 3.11.08", "2008-11-03"),
    ("de", "am 4. Dez. 2019", "2019-12-04"),
    ("de", "Am Morgen des 28. Oktober", "2024-10-28"),
    ("de", "in der Nacht zum Sonntag", "2024-11-17"),
    ("de", "seit 2019", "2019/.."),
    ("de", "seit Dienstag", "2024-11-12/.."),
    ("de", "ab Donnerstag", "2024-11-21/.."),
    ("de", "nach dem 20. Januar", "2025-01-20/.."),
    ("de", "bis Ende Mai", "../2024-05"),
    ("de", "bis zum Jahr 2030", "../2030"),
    ("de", "für Freitag", "2024-11-22"),
    ("de", "zwischen 3. und 5. Mai", "2024-05-03/2024-05-05"),
    ("de", "vom 30. Juni bis zum 2. Juli 2020", "2020-06-30/2020-07-02"),
    ("de", "von Montag bis Mittwoch", "2024-11-11/2024-11-13"),
    ("de", "in den Jahren 2017 und 2018", "2017/2018"),
    ("de", "in den 1990er Jahren", "199X"),
    ("de", "im 19. Jahrhundert", "18XX"),
    ("en", "today", "2024-11-18"),
    ("en", "last night", "2024-11-17"),
    ("en", "tomorrow", "2024-11-19"),
    ("en", "on Friday", "2024-11-15"),
    ("en", "Monday night", "2024-11-18"),
    ("en", "last Monday", "2024-11-11"),
    ("en", "last week", "2024-11-11/2024-11-17"),
    ("en", "this week", "2024-11-18/2024-11-24"),
    ("en", "next year", "2025"),
    ("en", "earlier this month", "2024-11"),
    ("en", "two days ago", "2024-11-16"),
    ("en", "just over 24 hours ago", "2024-11-17~"),
    ("en", "a couple of weeks ago", "2024-10~"),
    ("en", "over the past four years", "2020/2024"),
    ("en", "Nov. 5", "2024-11-05"),
    ("en", "5 November 2016", "2016-11-05"),
    ("en", "on the 4th of July, 2012", "2012-07-04"),
    ("en", "in December", "2023-12"),
    ("en", "in the summer of 2022", "2022-22"),
    ("en", "last spring", "2024-21"),
    ("en", "late September", "2024-09"),
    ("en", "mid-2021", "2021"),
    ("en", "since 2019", "2019/.."),
    ("en", "by the end of May", "../2024-05"),
    ("en", "from 2004 to 2009", "2004/2009"),
    ("en", "between May 3 and 5", "2024-05-03/2024-05-05"),
    ("en", "the 1990s", "199X"),
    ("en", "the 19th century", "18XX"),
]


@pytest.mark.parametrize(("language", "phrase", "value"), PAST)
def test_a_time_of_a_past_act_has_its_value(language: str, phrase: str, value: str) -> None:
    text = f"Xx {phrase}, xx."
    (found,) = find_times(text, language)
    assert phrase.endswith(found.text)
    assert found.resolve(MONDAY, "past") == value


@pytest.mark.parametrize(
    ("language", "phrase", "value"),
    [
        ("de", "am Freitag", "2024-11-22"),
        ("de", "in zwei Wochen", "2024-12-02~"),
        ("de", "innerhalb von drei Monaten", "2024-11/2025-02"),
        ("de", "am Donnerstag und Freitag", "2024-11-21/2024-11-22"),
        ("en", "within 48 hours", "2024-11-18/2024-11-20"),
        ("en", "on Monday and on Friday", "2024-11-18"),
        ("de", "im Mai", "2025-05"),
        ("de", "am 3. Mai", "2025-05-03"),
        ("de", "im Sommer", "2025-22"),
        ("en", "on Monday", "2024-11-18"),
        ("en", "at the weekend", "2024-11-23/2024-11-24"),
        ("en", "in March", "2025-03"),
    ],
)
def test_a_time_of_a_future_act_lies_ahead(language: str, phrase: str, value: str) -> None:
    assert _resolved(phrase, language, "future") == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "um 08:30 Uhr"),
        ("de", "jeden Montag"),
        ("de", "2000 Menschen kamen"),
        ("de", "rund 1990 Euro"),
        ("de", "August Meier, Kai May und 10.000 Gäste"),
        ("en", "every Monday"),
        ("en", "about 2000 people may march"),
        ("en", "on Black Friday"),
        ("en", "a mile and 3.5 percent"),
    ],
)
def test_what_looks_like_a_time_is_none(language: str, text: str) -> None:
    assert find_times(text, language) == []


def test_a_duration_dates_no_past_act() -> None:
    assert _resolved("Sie bauten das Haus in zwei Wochen.", "de", "past") == [None]


def test_without_publication_only_absolute_times_have_a_value() -> None:
    text = "Am Freitag, am 5. Mai, im Mai 2011 und am 6. Mai 2012."
    assert _resolved(text, "de", published=None) == [None, None, "2011-05", "2012-05-06"]


def test_the_next_day_follows_the_day_named_before() -> None:
    text = "On May 3, 2012 he came. The next day he left. Two weeks later he died."
    assert _resolved(text, "en", published=None) == ["2012-05-03", "2012-05-04", "2012-05-18"]


def test_the_same_year_is_the_one_named_before() -> None:
    assert _resolved("Er kam im März 1974 und ging im August desselben Jahres.", "de") == ["1974-03", "1974-08"]


def test_a_day_that_does_not_exist_has_no_value() -> None:
    assert _resolved("am 31. Februar 2020", "de") == [None]
    assert _resolved("am 3. 31.", "de") == [None]


def test_a_coming_day_is_not_taken_for_one_of_last_year() -> None:
    assert _resolved("Die Wahl ist am 6. März.", "de", published=date(2010, 2, 25)) == ["2010-03-06"]


def test_the_span_includes_the_preposition() -> None:
    text = "Er hat seit dem 3. Mai geschwiegen."
    assert [(x.start, x.end, x.text) for x in find_times(text, "de")] == [(7, 22, "seit dem 3. Mai")]


def _laws(text: str, found: list[TimeExpression], published: date | None) -> None:
    end = 0
    for expression in found:
        assert end <= expression.start < expression.end
        assert text[expression.start : expression.end] == expression.text
        end = expression.end
        for tense in ("past", "future", "unknown"):
            value = expression.resolve(published, tense)
            assert value is None or EDTF.fullmatch(value), value


PIECES = st.sampled_from(
    "am 3. 5. Mai bis zum 2024 2012 31. Februar letzte Woche vor drei Tagen in zwei Jahren und – - / , . on the May 3 "
    "last next week days later two ago 1990 s er der nächsten Tag Freitag Friday since from to 99 paar early".split()
)


@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=60)),
    language=st.sampled_from(["de", "en"]),
    published=st.none() | st.dates(date(1605, 1, 1), date(2999, 12, 31)),
)
def test_any_text_gives_exact_offsets_and_valid_values(text: str, language: str, published: date | None) -> None:
    _laws(text, find_times(text, language), published)


@pytest.mark.parametrize("piece", ["am 3. Mai ", "am nächsten Tag ", "1.", "2004 / ", "\n"])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    _laws(text, find_times(text, "de")[-50:], MONDAY)
