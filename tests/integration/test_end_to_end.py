"""From an RSS feed on a web server to an alert at a webhook, every part a process of its own, the reader a real one."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.receiver import receiver
from tests.website import Page, wait_until, website

if TYPE_CHECKING:
    from tests.integration.conftest import Stream

PATIENCE = 60.0
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Küstenruf</title><language>de</language>
<item><guid>https://kuestenruf.example/1</guid><link>https://kuestenruf.example/1</link>
<title>Warnung vor Hochwasser</title><pubDate>Mon, 18 Nov 2024 06:00:00 GMT</pubDate>
<description>{}</description></item>
</channel></rss>
"""
WARNED = "Die Bürgermeisterin Anna Berg warnte am Montag vor einem schweren Hochwasser an der Küste."
CORRECTED = "Die Bürgermeisterin Anna Berg hat am Montag den neuen Hafen eröffnet und viele Gäste begrüßt."
RULE = """\
id: floods
name: Flood warnings
filter: event.type == 'warning' && event.content.text.contains('Hochwasser')
severity: critical
group_by: [event.actor.name]
summary: "{event.actor.name}: {event.sentence.text}"
"""


def test_a_warning_in_a_feed_reaches_a_webhook_and_its_correction_too(
    stream: "Stream", stop_worker: Callable[[subprocess.Popen[str]], int], tmp_path: Path
) -> None:
    flag = ["--embedded"] if stream.embedded else []
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULE)
    with website() as site, receiver() as hook:
        site.pages["/feed.xml"] = Page(FEED.format(WARNED))
        stream.run("rules", "put", str(rules))
        processes = [
            stream.start("worker"),
            stream.start("worker", "--agent", "alert"),
            stream.start("deliver", "webhook", hook.url, "--from-start", *flag),
            stream.start("ingest", site.url("/feed.xml"), "--every", "1s", "--state", str(tmp_path / "state"), *flag),
        ]

        wait_until(lambda: len(hook.taken) == 1, seconds=PATIENCE)
        alert: dict[str, Any] = hook.taken[0]["data"]
        assert hook.taken[0]["type"] == "org.streams.alert.firing.v1"
        assert alert["summary"] == f"Anna Berg: {WARNED}"
        (event,) = alert["events"]
        assert event["article"]["url"] == "https://kuestenruf.example/1"
        assert WARNED[event["trigger"]["start"] : event["trigger"]["end"]] == event["trigger"]["text"] == "warnte"

        site.pages["/feed.xml"] = Page(FEED.format(CORRECTED))
        wait_until(lambda: len(hook.taken) == 2, seconds=PATIENCE)
        assert hook.taken[1]["type"] == "org.streams.alert.resolved.v1"
        assert hook.taken[1]["data"]["id"] == alert["id"]
        assert [stop_worker(process) for process in processes] == [0, 0, 0, 0]
