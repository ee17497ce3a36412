"""What processes log: lines of one form, which nobody can forge, here and at a log server."""

import logging
import os
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.logs import LogServer, Screen, write_logs
from services.settings import Settings

FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+ \w+\[\d+\] .+")
LOG = logging.getLogger("sunmatch.security")
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for each in set(root.handlers) - set(handlers):
        each.close()
    root.handlers[:], root.level = handlers, level
    root.setLevel(level)


def logged(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_line_says_when_how_serious_where_and_in_which_process(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(Settings(), "worker")
    LOG.info("account %s", 7)
    [line] = logged(capsys)
    when, rest = line.split(" ", 1)
    assert abs(datetime.fromisoformat(when) - datetime.now(UTC)) < timedelta(minutes=1)
    assert rest == f"INFO sunmatch.security worker[{os.getpid()}] account 7" and FORM.fullmatch(line)


def test_nothing_in_a_message_begins_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(Settings(), "pages")
    LOG.warning("王芳 \r\n2027-01-01T00:00:00.000Z INFO x pages[1] all is well \x1b[2K\u2028\u202e\x00\ud800")
    try:
        raise ValueError("of two\nlines")
    except ValueError:
        LOG.exception("failed")
    first, second = logged(capsys)
    assert FORM.fullmatch(first) and FORM.fullmatch(second)
    assert first.endswith(
        r"王芳 \r\n2027-01-01T00:00:00.000Z INFO x pages[1] all is well \x1b[2K\u2028\u202e\x00\ud800"
    )
    assert r"failed\nTraceback" in second and second.endswith(r"ValueError: of two\nlines")


def test_a_line_fits_one_packet_and_ends_as_it_ended(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(Settings(), "pages")
    LOG.warning("王" * 30_000 + "\n" * 30_000 + "the reason")
    [line] = logged(capsys)
    assert len(line.encode()) < 65_507 and FORM.fullmatch(line) and line.endswith("the reason")


def test_how_much_is_logged_is_set_and_setting_it_again_doubles_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(Settings(), "command", least=logging.WARNING)
    LOG.info("not this")
    write_logs(Settings(log_level="debug"), "pages")
    LOG.debug("this")
    assert [line.rpartition(" ")[2] for line in logged(capsys)] == ["this"]
    assert [type(each) for each in logging.getLogger().handlers if isinstance(each, Screen | LogServer)] == [Screen]


def test_lines_reach_a_log_server_by_packets_from_every_process() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HERE, 0))
        server.settimeout(10)
        write_logs(Settings(log_server=f"udp://{HERE}:{server.getsockname()[1]}"), "pages")
        LOG.warning("of the parent")
        if (child := os.fork()) == 0:
            LOG.error("of the child")
            os._exit(0)
        os.waitpid(child, 0)
        lines = [server.recv(65536).decode() for _ in range(2)]
    assert [FORM.fullmatch(line.partition("sunmatch: ")[2]) is not None for line in lines] == [True, True]
    assert lines[0].startswith("<12>sunmatch: ") and f"pages[{os.getpid()}] of the parent" in lines[0]
    assert lines[1].startswith("<11>sunmatch: ") and f"pages[{child}] of the child" in lines[1]


def test_lines_reach_the_log_server_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a path of a socket is a hundred bytes at most
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind("log")
        server.settimeout(10)
        write_logs(Settings(log_server="unix:log"), "worker")
        LOG.warning("王")
        assert server.recv(65536).decode().endswith("] 王")


def lines_from(server: socket.socket, tls: ssl.SSLContext | None, into: list[bytes], most: int) -> None:
    """Take one connection and `most` lines of it."""
    made, _ = server.accept()
    with tls.wrap_socket(made, server_side=True) if tls else made as connection, connection.makefile("rb") as file:
        into.extend(file.readline() for _ in range(most))


def test_a_log_server_that_is_away_delays_nobody_and_gets_lines_again_when_it_is_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[bytes] = []
    with socket.create_server((HERE, 0)) as server:
        port = server.getsockname()[1]
        write_logs(Settings(log_server=f"tcp://{HERE}:{port}"), "pages")
        taking = threading.Thread(target=lines_from, args=(server, None, got, 2))
        taking.start()
        LOG.warning("one")
        LOG.warning("two")
        taking.join(10)
    monkeypatch.setattr("services.logs.PAUSE", 0.0)
    for number in range(3):  # the first may still go into the connection that ended
        LOG.warning("lost %s", number)
    assert any("log server not reachable" in line for line in logged(capsys))
    with socket.create_server((HERE, port), reuse_port=False) as server:
        taking = threading.Thread(target=lines_from, args=(server, None, got, 1))
        taking.start()
        LOG.warning("three")
        taking.join(10)
    assert [line.rpartition(b" ")[2] for line in got] == [b"one\n", b"two\n", b"three\n"]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    from ipaddress import ip_address

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "logs")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "logs.pem", folder / "logs.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files[1].write_bytes(key.private_bytes(*plain))
    return files


@pytest.mark.parametrize("known", [True, False])
def test_over_tls_lines_go_to_a_server_whose_certificate_is_known_alone(
    known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, key = certificate(tmp_path)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    tls, got = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[bytes]()
    tls.load_cert_chain(file, key)

    def take(server: socket.socket) -> None:
        try:
            lines_from(server, tls, got, 1)
        except OSError:
            assert not known

    with socket.create_server((HERE, 0)) as server:
        taking = threading.Thread(target=take, args=(server,))
        taking.start()
        write_logs(Settings(log_server=f"tls://{HERE}:{server.getsockname()[1]}"), "pages")
        LOG.warning("over tls") if known else threading.Thread(target=LOG.warning, args=("over tls",)).start()
        taking.join(10)
    assert [line.endswith(b"] over tls\n") for line in got] == ([True] if known else [])
