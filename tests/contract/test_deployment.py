"""The files around the code name what exists: settings, commands, the broker's address."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from streams.cli import COMMANDS, streams
from streams.config import Settings, load_settings, variable

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", OURS)
def test_the_compose_file_uses_settings_and_commands_that_exist(name: str) -> None:
    service = SERVICES[name]

    load_settings(service["environment"])
    assert CliRunner().invoke(streams, [*service["command"], "--help"]).exit_code == 0


def test_the_default_broker_is_the_one_that_the_compose_file_offers_to_the_host() -> None:
    host, port = Settings().broker.split(":")

    assert f"{port}:{port}" in SERVICES["kafka"]["ports"]
    assert f"HOST://{host}:{port}" in SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


def test_the_brokers_data_is_in_the_volume() -> None:
    kafka = SERVICES["kafka"]

    assert [volume.split(":")[1] for volume in kafka["volumes"]] == [kafka["environment"]["KAFKA_LOG_DIRS"]]


def test_the_brokers_version_is_the_one_that_is_tested() -> None:
    pom = (ROOT / "tests/broker/pom.xml").read_text("utf-8")
    tested = re.search(r"<artifactId>kafka_[\d.]+</artifactId>\s*<version>(.*?)</version>", pom)

    assert tested
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{tested[1]}"


def test_the_image_asks_the_worker_for_its_health_where_it_answers() -> None:
    asked = re.search(r"http://127\.0\.0\.1:(\d+)/healthz", (ROOT / "Dockerfile").read_text("utf-8"))

    assert asked
    for http in (Settings().http, SERVICES["worker"]["environment"]["STREAMS_HTTP"]):
        assert http.endswith(f":{asked[1]}")


def test_services_that_end_are_not_asked_for_their_health() -> None:
    assert SERVICES["topics"]["healthcheck"] == {"disable": True}
    assert "healthcheck" not in SERVICES["worker"]


def test_workers_can_be_scaled() -> None:
    assert not {"container_name", "ports"} & set(SERVICES["worker"])


@pytest.mark.parametrize("file", ["README.md", "Dockerfile", "docker-compose.yml"])
def test_every_setting_that_a_file_names_exists(file: str) -> None:
    named = set(re.findall(r"STREAMS_[A-Z_]*[A-Z]", (ROOT / file).read_text("utf-8")))

    assert named <= {variable(field) for field in Settings.model_fields} | {"STREAMS_TEST_BROKER"}


@pytest.mark.parametrize("name", ["worker", "topics", "ingest", "tail", "replay", "schemas"])
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    result = CliRunner().invoke(streams, [name, "--help"])

    assert name in COMMANDS
    assert re.search(rf"Example: .*streams {name}", " ".join(result.output.split()))
