"""Durations on the command line."""

from datetime import timedelta

import click

from streams.alerts import parse_duration


class Duration(click.ParamType):
    """A number with a unit: 90s, 15m, 6h, 7d."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the duration; complain about anything else."""
        duration = parse_duration(value)
        if not isinstance(duration, timedelta):
            self.fail(f"{value!r} is no duration; write a number with a unit, such as 90s, 15m, 6h or 7d", param, ctx)
        return duration
