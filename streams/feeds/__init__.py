"""Feeds as bytes to items: one module a format, pure functions that never raise on a single bad item.

Knows neither network nor files nor Kafka; `formats.read` tells the formats apart. A whole document that cannot be read
raises InputError; an item that cannot become an article is a Problem among the others.
"""
