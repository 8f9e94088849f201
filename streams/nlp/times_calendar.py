"""What named times mean in the calendar: days, months, seasons, years. Pure; knows no word of any language."""

from calendar import monthrange
from datetime import date, timedelta

from streams.nlp.times_grammar import Core
from streams.nlp.times_periods import Now, Period, UnknownTimeError, month_text, single, span, year_text

FAR_BACK = timedelta(days=270)
SOON = timedelta(days=60)
"""A day without a year lies ahead, even of a past act, if it would otherwise lie this far back and comes this soon."""
NEAR_YEARS = 4
"""Years to both sides in which a day without a year is looked for; four, for 29 February."""
SPRING = 21
FIRST_QUARTER = 33
FIRST_HALF = 40
HALVES = (1, 2)
MIDDLE = 15
"""Last day of a month's first half."""
THIRTIES, NINETIES = 30, 90
TWO_DIGITS = 100
HALF_A_YEAR = 6


def named_day(core: Core, now: Now) -> Period:
    """Resolve "17 November 2024"."""
    day, *rest = core.numbers
    return _day(core, now, day, core.values["MONTH"][0], rest[0] if rest else None)


def dmy(core: Core, now: Now) -> Period:
    """Resolve "17.11.2024", "17.11."."""
    day, month, *rest = core.numbers
    year = rest[0] if rest else None
    return _day(core, now, day, month, 2000 + year if year is not None and year < TWO_DIGITS else year)


def mdy(core: Core, now: Now) -> Period:
    """Resolve "11/17/2024"."""
    month, day, year = core.numbers
    return _day(core, now, day, month, year)


def ymd(core: Core, now: Now) -> Period:
    """Resolve "2024-11-17"."""
    year, month, day = core.numbers
    return _day(core, now, day, month, year)


def days(core: Core, now: Now) -> Period:
    """Resolve "17 to 19 November"."""
    first, last, *rest = core.numbers
    end = _day(core, now, last, core.values["MONTH"][0], rest[0] if rest else None).last
    return span(date.fromisoformat(end).replace(day=first).isoformat(), end)


def _day(core: Core, now: Now, day: int, month: int, year: int | None) -> Period:
    year = _year_of(core, now, year)
    if year is not None:
        return single(date(year, month, day).isoformat())
    candidates = []
    for near in range(now.today.year - NEAR_YEARS, now.today.year + NEAR_YEARS + 1):
        try:
            candidates.append(date(near, month, day))
        except ValueError:  # 29 February
            continue
    if not candidates:
        raise UnknownTimeError("no such day in any year")
    weekday = core.first("WEEKDAY")
    fitting = [d for d in candidates if d.weekday() == weekday and abs(d.year - now.today.year) <= 1]
    return single(_chosen(fitting or candidates, now).isoformat())


def _chosen(candidates: list[date], now: Now) -> date:
    """Return, of the same day in several years, the one that the tense asks for."""
    before = [day for day in candidates if day <= now.today]
    after = [day for day in candidates if day >= now.today]
    if not before or not after:
        return before[-1] if before else after[0]
    if now.tense == "future":
        return after[0]
    if now.tense == "past":
        far = now.today - before[-1] > FAR_BACK and after[0] - now.today < SOON
        return after[0] if far else before[-1]
    return min(before[-1], after[0], key=lambda day: abs(day - now.today))


def _year_of(core: Core, now: Now, year: int | None = None) -> int | None:
    """Return the year that a time names itself: by number, as "last year" or as "the same year"."""
    if year is not None:
        return year
    if "SAME" in core.values:
        return int(now.before.first[:4])
    which = core.first("WHICH")
    return now.today.year + which if which is not None and "YEARWORD" in core.values else None


def month(core: Core, now: Now) -> Period:
    """Resolve "November", "last May", "May of this year"."""
    return single(_month(core, now, core.values["MONTH"][0]))


def months(core: Core, now: Now) -> Period:
    """Resolve "May and June"."""
    first, last = core.values["MONTH"][:2]
    end = _month(core, now, last)
    return Period(month_text(int(end[:4]) - (first > last), first), end)


def _month(core: Core, now: Now, number: int) -> str:
    year = _year_of(core, now, core.numbers[-1] if core.numbers else None)
    if year is not None:
        return month_text(year, number)
    which = core.first("WHICH") or 0
    back = (now.today.month - number) % 12
    if which < 0:
        back = back or 12
    elif which > 0 or (back and now.tense == "future") or (back > HALF_A_YEAR and now.tense == "unknown"):
        back -= 12
    return month_text(now.today.year, now.today.month - back)


def season(core: Core, now: Now) -> Period:
    """Resolve "summer 2022", "last winter"; a winter has the year that it begins in."""
    number = core.values["SEASON"][0]
    year = _year_of(core, now, core.numbers[0] if core.numbers else None)
    if year is None:
        start = 3 * (number - SPRING) + 3
        year = now.today.year - (now.today.month < start)
        over = (now.today.year - year) * 12 + now.today.month - start >= 3  # noqa: PLR2004  # a season's months
        which = core.first("WHICH")
        if which is not None and which < 0:
            year -= not over
        elif (which is not None and which > 0) or (which is None and over and now.tense == "future"):
            year += 1
        elif which == 0 and over:
            year = now.today.year
    return single(f"{year_text(year)}-{number}")


def quarter(core: Core, now: Now) -> Period:
    """Resolve "the third quarter of 2022"."""
    number = core.values["ORD"][0]
    if core.numbers:
        year = core.numbers[0]
    else:
        ahead = number > (now.today.month + 2) // 3
        year = now.today.year - (ahead and now.tense == "past")
    return single(f"{year_text(year)}-{FIRST_QUARTER + number - 1}")


def half_year(core: Core, now: Now) -> Period:
    """Resolve "the first half of 2022"; ISO 8601-2 numbers the halves of a year 40 and 41."""
    number = core.values["ORD"][0]
    if number not in HALVES:
        raise UnknownTimeError("a year has two halves")
    named = _year_of(core, now, core.numbers[0] if core.numbers else None)
    return single(f"{year_text(now.today.year if named is None else named)}-{FIRST_HALF + number - 1}")


def half_month(core: Core, now: Now) -> Period:
    """Resolve "the second half of May"."""
    number = core.values["ORD"][0]
    if number not in HALVES:
        raise UnknownTimeError("a month has two halves")
    text = _month(core, now, (core.values.get("MONTH") or core.values["MONTHHALF"])[0])
    last = monthrange(int(text[:4]), int(text[5:]))[1]
    first, end = (1, MIDDLE) if number == HALVES[0] else (MIDDLE + 1, last)
    return span(f"{text}-{first:02}", f"{text}-{end:02}")


def year(core: Core, _now: Now) -> Period:
    """Resolve "2024"."""
    return single(year_text(core.numbers[-1]))


def years(core: Core, _now: Now) -> Period:
    """Resolve "2022 and 2023", "2022/23"."""
    first, last = core.numbers[:2]
    return span(year_text(first), year_text(last if last >= TWO_DIGITS else first - first % TWO_DIGITS + last))


def year_part(core: Core, now: Now) -> Period:
    """Resolve a word such as German "Jahresende"."""
    named = _year_of(core, now, core.numbers[0] if core.numbers else None)
    return single(year_text(now.today.year + (core.first("WHICH") or 0) if named is None else named))


def decade(core: Core, _now: Now) -> Period:
    """Resolve "the 1990s"; two digits are the last century's, unless they may be this one's."""
    number = core.numbers[0]
    if number < TWO_DIGITS:
        if not THIRTIES <= number <= NINETIES:
            raise UnknownTimeError("of which century?")
        number += 1900
    return single(year_text(number)[:3] + "X")


def century(core: Core, _now: Now) -> Period:
    """Resolve "the 19th century"."""
    return single(year_text((core.numbers[0] - 1) * 100)[:2] + "XX")
