"""A protected broker: settings become the options of both clients, and TLS contexts that really authenticate."""

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import trustme

from streams.clients import _common
from streams.config import load_settings
from streams.errors import ConfigError
from streams.security import Security

SASL = {"STREAMS_SASL_USERNAME": "desk", "STREAMS_SASL_PASSWORD": "s3cret"}
Files = dict[str, str]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def files(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("certificates")
    client = authority.issue_cert("worker")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    client.cert_chain_pems[0].write_to_path(str(folder / "client.pem"))
    client.private_key_pem.write_to_path(str(folder / "client.key"))
    return {
        "STREAMS_SSL_CA": str(folder / "ca.pem"),
        "STREAMS_SSL_CERTIFICATE": str(folder / "client.pem"),
        "STREAMS_SSL_KEY": str(folder / "client.key"),
    }


def options(environment: Mapping[str, str]) -> dict[str, Any]:
    return load_settings(environment).security.client_options()


def test_without_settings_the_connection_is_plain() -> None:
    assert options({}) == {"security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_sasl_ssl_names_user_password_and_mechanism(files: Files, mechanism: str) -> None:
    environment = {"STREAMS_SECURITY_PROTOCOL": "SASL_SSL", "STREAMS_SASL_MECHANISM": mechanism, **SASL}

    said = options({**environment, "STREAMS_SSL_CA": files["STREAMS_SSL_CA"]})

    context = said.pop("ssl_context")
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert said == {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": mechanism,
        "sasl_plain_username": "desk",
        "sasl_plain_password": "s3cret",
    }


def test_sasl_without_tls_has_no_context() -> None:
    assert "ssl_context" not in options({"STREAMS_SECURITY_PROTOCOL": "SASL_PLAINTEXT", **SASL})


def test_kafka_pythons_clients_get_the_options_beside_the_brokers_address() -> None:
    said = _common("a:1,b:2", Security("SASL_PLAINTEXT", username="desk", password="s3cret"), embedded=False)

    assert said["bootstrap_servers"] == ["a:1", "b:2"]
    assert (said["security_protocol"], said["sasl_plain_username"]) == ("SASL_PLAINTEXT", "desk")


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Let two contexts meet in memory; return the server's side."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        server.wrap_bio(to_server, to_client, server_side=True),
        client.wrap_bio(to_client, to_server, server_hostname=name),
    ]
    for _ in range(4):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return sides[0]


@pytest.fixture
def broker(authority: trustme.CA) -> ssl.SSLContext:
    """A broker's context that asks for a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("kafka.example").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_mtls_proves_both_sides(files: Files, broker: ssl.SSLContext) -> None:
    context = options({"STREAMS_SECURITY_PROTOCOL": "SSL", **files})["ssl_context"]

    met = shake_hands(broker, context, "kafka.example").getpeercert()

    assert met
    assert met["subjectAltName"] == (("DNS", "worker"),)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (lambda files: files, "other.example"),
        (lambda files: {"STREAMS_SSL_CA": files["STREAMS_SSL_CA"]}, "kafka.example"),
        (lambda files: {k: v for k, v in files.items() if k != "STREAMS_SSL_CA"}, "kafka.example"),
    ],
    ids=["the broker has another name", "the client has no certificate", "nobody knows the broker's authority"],
)
def test_a_side_that_cannot_prove_itself_is_refused(
    files: Files, broker: ssl.SSLContext, settings: Callable[[Files], Files], name: str
) -> None:
    context = options({"STREAMS_SECURITY_PROTOCOL": "SSL", **settings(files)})["ssl_context"]

    with pytest.raises(ssl.SSLError):
        shake_hands(broker, context, name)


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"STREAMS_SECURITY_PROTOCOL": "SASL_SSL"}, "STREAMS_SASL_PASSWORD is missing"),
        (SASL, "STREAMS_SASL_USERNAME is of no use with STREAMS_SECURITY_PROTOCOL=PLAINTEXT"),
        ({"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_SSL_CA": "/no/such.pem"}, "no such file: /no/such.pem"),
        ({"STREAMS_SECURITY_PROTOCOL": "TLS"}, "STREAMS_SECURITY_PROTOCOL='TLS'"),
    ],
)
def test_settings_that_do_not_go_together_are_named(environment: dict[str, str], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_settings(environment)


def test_a_key_without_its_certificate_is_named(files: Files) -> None:
    key = {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_SSL_KEY": files["STREAMS_SSL_KEY"]}

    with pytest.raises(ConfigError, match="STREAMS_SSL_CERTIFICATE is missing"):
        load_settings(key)


@pytest.mark.parametrize("variable", ["STREAMS_SSL_CA", "STREAMS_SSL_KEY"])
def test_a_file_that_is_no_certificate_is_named(files: Files, tmp_path: Path, variable: str) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate")

    with pytest.raises(ConfigError, match=str(wrong)):
        options({"STREAMS_SECURITY_PROTOCOL": "SSL", **files, variable: str(wrong)})


def test_secrets_show_nowhere() -> None:
    settings = load_settings({"STREAMS_SECURITY_PROTOCOL": "SASL_PLAINTEXT", **SASL})

    assert "s3cret" not in f"{settings!r} {settings.security!r}"
    with pytest.raises(ConfigError) as caught:
        load_settings({**SASL, "STREAMS_SASL_PASSWORD": ""})
    assert "STREAMS_SASL_PASSWORD:" in str(caught.value)
