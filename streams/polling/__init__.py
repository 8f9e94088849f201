"""Feeds over and over: fetching, files and folders, the memory of what was sent, and the rounds of polling.

Knows neither Kafka nor the command line: `Poller` is given what sends an item and what reports.
"""
