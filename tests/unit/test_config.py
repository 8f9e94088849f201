"""Settings come from the environment; every wrong one is named at once."""

from pathlib import Path

import pytest

from streams.config import load_settings
from streams.errors import ConfigError


def test_defaults_fit_the_compose_file() -> None:
    settings = load_settings({"PATH": "/bin"})

    assert (settings.broker, settings.topic_prefix) == ("localhost:9092", "news")


def test_variables_set_fields(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("x")

    settings = load_settings({"STREAMS_BROKER": "a:1,b:2", "STREAMS_BATCH_SIZE": "4", "STREAMS_LEXICON": str(own)})

    assert (settings.broker, settings.batch_size, settings.lexicon) == ("a:1,b:2", 4, (own,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STREAMS_BROKER", "localhost"),
        ("STREAMS_BATCH_SIZE", "many"),
        ("STREAMS_BATCH_SIZE", "0"),
        ("STREAMS_LOG_LEVEL", "loud"),
        ("STREAMS_TOPIC_PREFIX", "News Desk"),
        ("STREAMS_LEXICON", "/no/such/file.tsv"),
        ("STREAMS_BROKR", "localhost:9092"),
    ],
)
def test_a_wrong_or_unknown_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_settings({name: value})


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"STREAMS_BROKER": "x", "STREAMS_PARTITIONS": "-1", "STREAMS_UNKNOWN": "1"})

    assert all(name in str(caught.value) for name in ("STREAMS_BROKER", "STREAMS_PARTITIONS", "STREAMS_UNKNOWN"))


def test_a_problem_says_what_is_wrong_and_what_the_setting_is_for() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"STREAMS_BROKER": "x"})

    assert str(caught.value) == (
        "STREAMS_BROKER='x': has the wrong form (Kafka bootstrap servers, host:port, comma-separated.)"
    )


@pytest.mark.parametrize(
    "name", ["STREAMS_SERVICE_HOST", "STREAMS_WORKER_SERVICE_PORT_HTTP", "STREAMS_PORT", "STREAMS_PORT_80_TCP_ADDR"]
)
def test_variables_that_kubernetes_sets_for_a_service_are_no_mistake(name: str) -> None:
    load_settings({name: "tcp://10.0.0.1:80"})
