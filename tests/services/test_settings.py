"""Settings are read once, and a wrong one is refused with a sentence."""

from pathlib import Path

import pytest

from services.settings import SettingRefused, Settings, read_settings


def test_unset_means_embedded_servers_under_var() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert settings.home == Path("var")
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("var/sunmatch.db")
    assert settings.redis_url == ""


def test_settings_come_from_the_environment() -> None:
    settings = read_settings({"SUNMATCH_PORT": "9000", "SUNMATCH_DATABASE_URL": "postgresql://db/sunmatch"})
    assert settings.port == 9000
    assert settings.database == "postgresql://db/sunmatch"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("SUNMATCH_PORT", "eighty", "whole number from 0 to 65535"),
        ("SUNMATCH_PORT", "70000", "whole number from 0 to 65535"),
        ("SUNMATCH_LANGUAGE", "fr", "one of zh, en"),
        ("SUNMATCH_DATABASE_URL", "mysql://db", "beginning with sqlite:"),
        ("SUNMATCH_MAY_CALL", "https://example.org", "names of hosts with commas between"),
        ("SUNMATCH_LOG_SERVER", "tcp://logs", "must be unix:/path, udp://host:port"),
        ("SUNMATCH_LOG_SERVER", "udp://logs:99999", "out of range"),
    ],
)
def test_a_wrong_value_is_refused_and_named(name: str, text: str, says: str) -> None:
    with pytest.raises(SettingRefused, match=says) as refused:
        read_settings({name: text})
    assert name in str(refused.value)


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SettingRefused, match="did you mean SUNMATCH_DATABASE_URL"):
        read_settings({"SUNMATCH_DATABSE_URL": "sqlite:///x"})


@pytest.mark.parametrize(
    ("address", "may"),
    [("https://api.example.org/x", True), ("https://API.Example.org.:444/", True), ("http://a.b.county.example", True),
     ("https://county.example", False), ("https://badcounty.example", False), ("https://example.org", False),
     ("https://api.example.org@evil.example/", False), ("https://[::1]/", True), ("apprise:json://localhost", False),
     ("", False)],
)  # fmt: skip
def test_hosts_that_are_listed_may_be_called_and_no_others(address: str, may: bool) -> None:
    settings = read_settings({"SUNMATCH_MAY_CALL": "api.example.org, *.County.example,::1"})
    assert settings.calls(address) is may and Settings().calls(address)


@pytest.mark.parametrize(
    ("name", "address", "host"),
    [("SUNMATCH_GATEWAY_URL", "https://sms.example/send", "sms.example"),
     ("SUNMATCH_GATEWAY_URL", "apprise:x", "apprise"),
     ("SUNMATCH_OIDC_ISSUER", "https://id.example/county", "id.example")],
)  # fmt: skip
def test_a_gateway_or_provider_on_another_host_is_refused_at_the_start(name: str, address: str, host: str) -> None:
    assert read_settings({name: address, "SUNMATCH_MAY_CALL": f"a.example, {host}"}) and read_settings({name: address})
    with pytest.raises(SettingRefused, match=f"{name} is not on a host that SUNMATCH_MAY_CALL allows"):
        read_settings({name: address, "SUNMATCH_MAY_CALL": "a.example"})
