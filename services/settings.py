"""What the installation's owner can set: one frozen record, read once from the environment.

A wrong value, or a `SUNMATCH_` name that does not exist, is refused with a sentence. `docs/settings.md` is printed
from the fields below.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "SUNMATCH_"
CALLED = ("gateway_url", "oidc_issuer")  # settings that hold the address of somebody else's server
NATIONAL_HOTLINE = "12333"


class SettingRefused(Exception):
    """A setting that cannot be used; the text names it and the mend."""


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.strip().isdigit() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return text

    return read


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text.startswith(tuple(f"{scheme}:" for scheme in schemes)):
            raise ValueError(f"must be a URL beginning with {' or '.join(f'{scheme}:' for scheme in schemes)}")
        return text

    return read


def _hosts(text: str) -> str:
    for host in text.split(","):
        if not re.fullmatch(r"(\*\.)?[\w.-]+|[\da-f:]+", host.strip(), re.ASCII | re.IGNORECASE):
            raise ValueError("must be names of hosts with commas between, like api.example.org, *.county.example")
    return text.lower()


def _log_server(text: str) -> str:
    parts = urlsplit(text)
    on_this_machine = parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/")
    if not on_this_machine and not (parts.scheme in ("udp", "tcp", "tls") and parts.hostname and parts.port):
        raise ValueError("must be unix:/path, udp://host:port, tcp://host:port or tls://host:port")
    return text


def _setting(default: object, read: Callable[[str], object], about: str) -> Any:
    return field(default=default, metadata={"read": read, "about": about})


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; `SUNMATCH_` plus the upper-case name is its environment variable."""

    home: Path = _setting(Path("var"), Path, "Folder of the embedded database, queue, keys, uploads and rejects sheets")
    database_url: str = _setting(
        "", _url("sqlite", "postgresql", "postgresql+psycopg"), "Database; unset means SQLite under SUNMATCH_HOME"
    )
    redis_url: str = _setting(
        "", _url("redis", "rediss", "unix"), "Redis or Valkey; unset means an embedded Valkey under SUNMATCH_HOME"
    )
    keys_file: Path | None = _setting(
        None, Path, "Key ring that seals personal data; unset means keys.json under SUNMATCH_HOME. Back it up apart"
    )
    host: str = _setting("127.0.0.1", str, "Address the pages listen on")
    port: int = _setting(8000, _whole(0, 65535), "Port of the pages; 0 takes any free one")
    web_processes: int = _setting(2, _whole(1, 64), "Page-serving processes")
    worker_nice: int = _setting(
        5, _whole(0, 19), "How far jobs give way to pages for the processor: 0 not at all, 19 as far as the system goes"
    )
    language: str = _setting("zh", _one_of("zh", "en"), "Language when the reader's browser names neither")
    secure_cookies: str = _setting("no", _one_of("yes", "no"), "yes when the pages are served over HTTPS")
    proxies: int = _setting(
        0, _whole(0, 5), "Reverse proxies in front of the pages, each of which says where a request comes from"
    )
    second_factor: str = _setting(
        "required",
        _one_of("required", "optional"),
        "required: whoever touches money, audit or administration signs in with a second factor; optional: who set one "
        "up does (the demo)",
    )
    signed_in_hours: int = _setting(12, _whole(1, 720), "Hours after which one signs in again")
    idle_minutes: int = _setting(60, _whole(15, 43_200), "Minutes without a page after which one signs in again")
    failures_of_address: int = _setting(
        60, _whole(5, 100_000), "Failed sign-ins from one address in ten minutes after which it has to wait"
    )
    oidc_issuer: str = _setting(
        "", _url("https", "http"), "Issuer of the county's single sign-on (OpenID Connect); unset means passwords alone"
    )
    oidc_client_id: str = _setting("", str, "Name that the single sign-on knows us by")
    oidc_client_secret_file: Path | None = _setting(None, Path, "File with the secret that goes with that name")
    oidc_claim: str = _setting("sub", str, "What the single sign-on says of a person that finds the account here")
    oidc_finds: str = _setting(
        "stored",
        _one_of("stored", "login"),
        "stored: that is compared with what `sunmatch users single-sign-on` stored with the account; login: with its "
        "name",
    )
    oidc_second_factor: str = _setting(
        "",
        str,
        "Words of `amr` or `acr`, with commas between, any of which counts as our second step; unset: none does",
    )
    hotline: str = _setting(
        NATIONAL_HOTLINE,
        str,
        "Telephone for questions and complaints that every public page names (12333 is the national one)",
    )
    upload_mib: int = _setting(300, _whole(1, 4096), "Largest file that can be uploaded, in MiB")
    import_page_rows: int = _setting(
        2000, _whole(0, 100_000), "Imports of at most this many rows are done while the page waits; larger ones queue"
    )
    import_batch: int = _setting(1000, _whole(1, 50_000), "Rows of an import written in one transaction")
    rejects_days: int = _setting(14, _whole(1, 365), "Days a rejects sheet and an uploaded register are kept")
    gateway_url: str = _setting(
        "",
        _url("http", "https", "apprise"),
        "Where messages to labourers go: an SMS gateway's URL, or apprise: and an Apprise address with {phone} in it; "
        "unset means the test gateway, which sends nothing",
    )
    gateway_key: str = _setting("", str, "Key that the SMS gateway knows us by")
    undo_seconds: int = _setting(
        10, _whole(0, 600), "Seconds in which a pick from a ranked list can be undone; nobody is told earlier"
    )
    metrics_token: str = _setting(
        "", str, "Bearer token that /metrics asks for; unset means it answers this machine alone, and no proxy"
    )
    api_per_minute: int = _setting(600, _whole(1, 1_000_000), "Calls of the API that each token may make in a minute")
    webhooks_inside: str = _setting(
        "no", _one_of("yes", "no"), "yes lets webhooks go to http addresses and to private networks, as for a trial"
    )
    may_call: str = _setting(
        "",
        _hosts,
        "Hosts that webhooks, the gateway and the single sign-on may be on, with commas between: api.example.org, or "
        "*.example.org for all below it; `apprise` stands for a gateway of Apprise, which knows its own hosts; unset: "
        "any",
    )
    log_level: str = _setting("info", _one_of("debug", "info", "warning", "error"), "Least serious event logged")
    log_server: str = _setting(
        "",
        _log_server,
        "Syslog server that all logs are sent to, too: unix:/dev/log, udp://host:514, tcp://host:514, or "
        "tls://host:6514, whose certificate is checked; unset: standard error alone",
    )

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home.resolve() / 'sunmatch.db'}"

    @property
    def key_ring(self) -> Path:
        return self.keys_file or self.home / "keys.json"

    def calls(self, address: str) -> bool:
        """Whether the host of an address is one that may be called."""
        parts = urlsplit(address)
        host = parts.scheme if parts.scheme == "apprise" else (parts.hostname or "").rstrip(".")
        allowed = [each.strip() for each in self.may_call.split(",") if each.strip()]
        return not allowed or any(host == each or (each[:2] == "*." and host.endswith(each[1:])) for each in allowed)

    @property
    def office_phone(self) -> str:
        """Where the office of this installation is called; "" where the hotline is the national one, which answers for
        no office."""
        return "" if self.hotline == NATIONAL_HOTLINE else self.hotline


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from `environment`; raises SettingRefused naming the variable and the mend."""
    known = {PREFIX + item.name.upper(): item for item in fields(Settings)}
    given = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    for name in given.keys() - known.keys():
        raise SettingRefused(_unknown(name, list(known)))
    settings = Settings(**{known[name].name: _read(name, known[name], text) for name, text in given.items()})
    for name in CALLED:
        if (address := getattr(settings, name)) and not settings.calls(address):
            raise SettingRefused(f"{PREFIX}{name.upper()} is not on a host that {PREFIX}MAY_CALL allows: add its host")
    return settings


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else "; docs/settings.md lists them")


def _read(name: str, item: Field[Any], text: str) -> Any:
    try:
        return item.metadata["read"](text)
    except ValueError as error:
        raise SettingRefused(f"{name}={text!r}: {error}") from None


def settings_table() -> str:
    """The settings as a Markdown table: variable, default, meaning."""
    rows = [
        f"| `{PREFIX}{item.name.upper()}` | `{item.default}` | {item.metadata['about']} |"
        if item.default not in ("", None)
        else f"| `{PREFIX}{item.name.upper()}` | | {item.metadata['about']} |"
        for item in fields(Settings)
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])
