"""What times mean that are told from another one: from the publication, or from a time named before. Pure."""

from datetime import date, timedelta

from streams.nlp.times_grammar import Core
from streams.nlp.times_periods import Now, Period, UnknownTimeError, month_text, single, year_text

HOUR, DAY, WEEK, MONTH, YEAR = range(5)
"""The values of the word class UNIT."""
A_FEW = 3
LONGEST = 5000
"""Most units that are counted back or on."""
SATURDAY = 5
HOURS_A_DAY = 24


def weekday(core: Core, now: Now) -> Period:
    """Resolve "on Friday", "last Friday", "next Friday"; published on a Friday, "on Friday" is that day."""
    back = (now.today.weekday() - core.values["WEEKDAY"][0]) % 7
    which = core.first("WHICH")
    if which is not None and which < 0:
        shift = -(back or 7)
    elif which is not None and which > 0:
        shift = 7 - back
    elif now.tense == "future" or (which == 0 and now.tense == "unknown"):
        shift = -back % 7
    else:
        shift = -back
    return _day(now.today, shift)


def weekdays(core: Core, now: Now) -> Period:
    """Resolve "on Thursday and Friday"; of two days that do not follow each other to the first one."""
    first, second = core.values["WEEKDAY"][:2]
    shift = (now.today.weekday() - second) % 7
    last = now.today + timedelta(days=-shift % 7 if now.tense == "future" else -shift)
    days = (second - first) % 7
    start = last - timedelta(days=days)
    return Period(start.isoformat(), last.isoformat()) if days == 1 else single(start.isoformat())


def weekend(core: Core, now: Now) -> Period:
    """Resolve "at the weekend" to Saturday and Sunday: the latest, or the one that is asked for."""
    which = core.first("WHICH")
    begun = now.today.weekday() >= SATURDAY
    if not which:
        which = 0 if begun or now.tense == "future" or (which == 0 and now.tense == "unknown") else -1
    saturday = now.today + timedelta(days=SATURDAY + 7 * which - now.today.weekday())
    return Period(saturday.isoformat(), (saturday + timedelta(days=1)).isoformat())


def unit(core: Core, now: Now) -> Period:
    """Resolve "last week" (Monday to Sunday), "this month", "next year"."""
    size, which = core.values["UNIT"][0], core.first("WHICH") or 0
    if size == WEEK:
        monday = now.today + timedelta(days=7 * which - now.today.weekday())
        return Period(monday.isoformat(), (monday + timedelta(days=6)).isoformat())
    if size in {MONTH, YEAR}:
        return single(_moved(now.today, size, which))
    raise UnknownTimeError("too short to name")


def from_today(core: Core, now: Now) -> Period:
    """Resolve "yesterday", "today", "tomorrow night"."""
    offsets = core.values.get("REL") or core.values.get("RELADJ") or [0]
    return _day(now.today, offsets[0])


def last_night(_core: Core, now: Now) -> Period:
    """Resolve "last night"."""
    return _day(now.today, -1)


def ago(core: Core, now: Now) -> Period:
    """Resolve "three days ago"."""
    return single(_counted(core, now, -1))


def ahead(core: Core, now: Now) -> Period:
    """Resolve "in three days", which of a past act is how long it took."""
    if now.tense == "past":
        raise UnknownTimeError("a duration")
    return single(_counted(core, now, 1))


def past(core: Core, now: Now) -> Period:
    """Resolve "in the past three days", "in the coming weeks"."""
    size, amount = core.values["UNIT"][0], _amount(core)
    if (core.first("WHICH") or 0) > 0:
        last = _counted(core, now, 1) if amount is None else _moved(now.today, size, amount)
        return Period(_moved(now.today, size, 0) if amount is not None else now.today.isoformat(), last)
    if amount is None:
        return Period(_counted(core, now, -1), now.today.isoformat())
    return Period(_moved(now.today, size, -amount), _moved(now.today, size, 0))


def within(core: Core, now: Now) -> Period:
    """Resolve "within three months", which of a past act is how long it took."""
    if now.tense != "future":
        raise UnknownTimeError("a duration")
    size = core.values["UNIT"][0]
    return Period(_moved(now.today, size, 0), _moved(now.today, size, _amount(core) or 1))


def since_count(core: Core, now: Now) -> Period:
    """Resolve German "seit drei Jahren"."""
    return Period(_moved(now.today, core.values["UNIT"][0], -(_amount(core) or 1)), "..")


def two_days_away(core: Core, now: Now) -> Period:
    """Resolve "the day before yesterday", "the day after tomorrow"."""
    return _day(now.today, 2 * core.values["REL"][0])


def later(core: Core, now: Now) -> Period:
    """Resolve "two days later", "the next day": counted from the time named before."""
    signs = core.values.get("LATER") or core.values.get("NEXTDAY") or [1]
    counted = bool(core.numbers) or "NUM" in core.values
    size = core.values["UNIT"][0] if counted else DAY
    count = signs[0] * ((_amount(core) or 1) if counted else 1)
    text = now.before.last
    needed = {YEAR: 4, MONTH: 7}.get(size, 10)
    if len(text) < needed:
        raise UnknownTimeError("counted from a time that is less exact")
    try:
        start = date.fromisoformat((text[:needed] + "-01-01")[:10])
    except ValueError:
        raise UnknownTimeError("counted from no date") from None
    return single(_moved(start, size, count))


def same(_core: Core, now: Now) -> Period:
    """Resolve "the same day": the one named before."""
    if len(now.before.last) < len("2024-11-17"):
        raise UnknownTimeError("no day was named before")
    return single(now.before.last)


def _day(start: date, shift: int) -> Period:
    return single((start + timedelta(days=shift)).isoformat())


def _amount(core: Core) -> int | None:
    """Return how many units are meant; None for a few."""
    if core.numbers:
        return core.numbers[0]
    counts = core.values.get("NUM")
    return counts[-1] if counts and ("FEW" not in core.values or counts[-1] > 1) else None


def _counted(core: Core, now: Now, sign: int) -> str:
    """Return the date so many units from publication, "~" behind it where the wording is rough."""
    size, amount = core.values["UNIT"][0], _amount(core)
    text = _moved(now.today, size, sign * (A_FEW if amount is None else amount))
    rough = amount is None or "ABOUT" in core.values
    if size == HOUR:
        return text + "~" if rough and amount is not None else text
    if amount is None or (rough and size == WEEK):
        if size == YEAR:
            raise UnknownTimeError("too vague")
        return text[: 4 if size == MONTH else 7] + "~"
    return text + "~" if rough or size == WEEK else text


def _moved(start: date, size: int, count: int) -> str:
    """Return the day, month or year so many units from a day."""
    if abs(count) > LONGEST:
        raise UnknownTimeError("too far")
    if size == YEAR:
        return year_text(start.year + count)
    if size == MONTH:
        return month_text(start.year, start.month + count)
    days = count * 7 if size == WEEK else count
    if size == HOUR:
        days = int(count / HOURS_A_DAY)
    return (start + timedelta(days=days)).isoformat()
